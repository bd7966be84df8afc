package coffer.cli;

import coffer.armlang.LinkedTemplates;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.lint.Finding;
import coffer.lint.Lint;
import coffer.lint.Linter;
import coffer.lint.Sarif;
import coffer.lint.Severity;
import coffer.source.SourceFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Says what is wrong with templates and policies before a host does.
@Command(
    name = "lint",
    description = {
      "Find what will be denied and what is open wider than it looks.",
      "Reads ARM templates, generator configurations, Kubernetes resources for virtual nodes,",
      "and policies as text or base64. docs/reference/lints.md lists every kind of finding.",
      "Exits with 1 when there are errors; with --strict, for warnings too. Notes never count."
    },
    footer = {
      "",
      "Example: a template with its parameters, and the findings for the code host.",
      "  coffer policy lint template.json -p parameters.json --strict --sarif lint.sarif"
    })
final class PolicyLintCommand implements Callable<Integer> {
  /// More than any template or policy that a host takes.
  private static final long MAX_SIZE = 16 << 20;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "A template or a policy.")
  List<Path> files = List.of();

  @Mixin TemplateOptions options = new TemplateOptions();

  @Option(names = "--strict", description = "Fail for warnings too.")
  boolean strict;

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

  @Mixin JsonOption json = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Set<Lint> leftOut = leftOut();
    List<SourceFile> parameterFiles = options.files();
    Linter linter =
        new Linter(
            parameterFiles, options.given(parameterFiles), options.facts(), LinkedTemplates.FILES);
    List<Finding> findings = new ArrayList<>();
    for (Path file : files) {
      findings.addAll(lint(linter, file));
    }
    findings.removeIf(finding -> leftOut.contains(finding.lint()));
    if (sarif != null) {
      byte[] log =
          (Sarif.log(findings, Version.number()).toPretty() + "\n")
              .getBytes(StandardCharsets.UTF_8);
      NewFile.write(sarif, out -> out.write(ByteBuffer.wrap(log)));
    }
    print(findings);
    return fails(findings) ? ExitCode.REJECTED : ExitCode.OK;
  }

  private static List<Finding> lint(Linter linter, Path file) throws IOException {
    if (Files.size(file) > MAX_SIZE) {
      throw new MalformedException(
          "%s: %d MiB at most wanted, found %d"
              .formatted(file, MAX_SIZE >> 20, (Files.size(file) >> 20) + 1));
    }
    try {
      return linter.lint(file.toString(), Files.readString(file));
    } catch (MalformedInputException e) {
      throw new MalformedException(file + ": not UTF-8 text");
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Set<Lint> leftOut() {
    Set<Lint> lints = new LinkedHashSet<>();
    for (String id : allowed) {
      lints.add(
          Lint.of(id)
              .orElseThrow(
                  () ->
                      new CommandFailure(
                          ExitCode.USAGE,
                          "--allow: there is no kind of finding '" + id + "'",
                          "docs/reference/lints.md lists them")));
    }
    return lints;
  }

  private boolean fails(List<Finding> findings) {
    return findings.stream()
        .anyMatch(
            finding ->
                switch (finding.lint().severity()) {
                  case ERROR -> true;
                  case WARNING -> strict;
                  case NOTE -> false;
                });
  }

  private void print(List<Finding> findings) {
    PrintWriter out = spec.commandLine().getOut();
    if (json.json) {
      out.println(
          Json.object()
              .put("findings", findings.stream().map(Finding::toJson).toList())
              .build()
              .toCompact());
      return;
    }
    findings.forEach(finding -> print(out, finding));
    out.println(
        "%d errors, %d warnings, %d notes"
            .formatted(
                count(findings, Severity.ERROR),
                count(findings, Severity.WARNING),
                count(findings, Severity.NOTE)));
  }

  private static void print(PrintWriter out, Finding finding) {
    out.printf(
        "%s:%d:%d: %s: %s%n",
        finding.place().file(),
        finding.place().line(),
        finding.place().column(),
        finding.lint().severity(),
        finding.lint().id());
    if (!finding.place().path().isEmpty()) {
      out.println("  at " + finding.place().path());
    }
    out.println(Paragraph.of("  ", finding.message()));
    out.println(Paragraph.of("  fix: ", finding.fix()));
  }

  private static long count(List<Finding> findings, Severity severity) {
    return findings.stream().filter(finding -> finding.lint().severity() == severity).count();
  }
}
