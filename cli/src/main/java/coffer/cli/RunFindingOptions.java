package coffer.cli;

import coffer.lint.Finding;
import coffer.lint.Severity;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What findings of a run lead to.
final class RunFindingOptions {
  @Option(
      names = "--strict",
      description = {
        "Look at the input and at what is made of it as 'policy lint' does, and fail for errors and",
        "warnings before anything is printed or written."
      })
  boolean strict;

  @Mixin FindingOptions findings = new FindingOptions();

  /// Fails before any work for what can be seen from the options alone.
  void check() {
    findings.check(ExitCode.REJECTED);
  }

  /// Tells the findings; with `--strict`, an error when one of them is more than a note.
  void report(List<Finding> found, PrintWriter err) throws IOException {
    check();
    List<Finding> kept = findings.keep(found);
    FindingText.print(err, kept);
    err.flush();
    boolean refused = kept.stream().anyMatch(one -> one.lint().severity() != Severity.NOTE);
    if (strict && refused) {
      throw new CommandFailure(
          ExitCode.REJECTED,
          "--strict: " + FindingText.counts(kept) + "; nothing was made",
          "mend them, or leave a kind out with --allow ID");
    }
  }
}
