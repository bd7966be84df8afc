package coffer.cli;

import coffer.armlang.LinkedTemplates;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.lint.Finding;
import coffer.lint.Linter;
import coffer.source.SourceFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
      "Reads ARM templates, generator configurations, container definitions, Kubernetes",
      "resources for virtual nodes, and policies as text or base64. docs/reference/lints.md lists",
      "every kind of finding.",
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

  @Mixin FindingOptions selection = new FindingOptions();

  @Mixin JsonOption json = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    selection.check(ExitCode.USAGE);
    List<SourceFile> parameterFiles = options.files();
    Linter linter =
        new Linter(
            parameterFiles, options.given(parameterFiles), options.facts(), LinkedTemplates.FILES);
    List<Finding> findings = new ArrayList<>();
    for (Path file : files) {
      findings.addAll(lint(linter, file));
    }
    List<Finding> kept = selection.keep(findings);
    print(kept);
    return fails(kept) ? ExitCode.REJECTED : ExitCode.OK;
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
    FindingText.print(out, findings);
    out.println(FindingText.counts(findings));
  }
}
