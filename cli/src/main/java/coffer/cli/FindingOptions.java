package coffer.cli;

import coffer.lint.Finding;
import coffer.lint.Lint;
import coffer.lint.Sarif;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which findings count, and where they go besides the terminal.
final class FindingOptions {
  @Option(
      names = "--allow",
      paramLabel = "ID",
      description = "Leave findings of this kind out; may be repeated.")
  List<String> allowed = List.of();

  @Option(
      names = "--sarif",
      paramLabel = "FILE",
      description = "Write the findings as a SARIF 2.1.0 log.")
  @Nullable Path sarif;

  /// The findings that are not left out, after they were written to the log that is asked for.
  List<Finding> keep(List<Finding> findings) throws IOException {
    Set<Lint> leftOut = leftOut(ExitCode.USAGE);
    List<Finding> kept =
        findings.stream().filter(finding -> !leftOut.contains(finding.lint())).toList();
    if (sarif != null) {
      byte[] log =
          (Sarif.log(kept, Version.number()).toPretty() + "\n").getBytes(StandardCharsets.UTF_8);
      NewFile.write(sarif, out -> out.write(ByteBuffer.wrap(log)));
    }
    return kept;
  }

  /// Ends the command with `exitCode` when a kind is to be left out that does not exist.
  void check(int exitCode) {
    leftOut(exitCode);
  }

  private Set<Lint> leftOut(int exitCode) {
    Set<Lint> lints = new LinkedHashSet<>();
    for (String id : allowed) {
      lints.add(
          Lint.of(id)
              .orElseThrow(
                  () ->
                      new CommandFailure(
                          exitCode,
                          "--allow: there is no kind of finding '" + id + "'",
                          "docs/reference/lints.md lists them")));
    }
    return lints;
  }
}
