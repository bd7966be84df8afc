package coffer.cli;

import coffer.armlang.LinkedTemplates;
import coffer.cce.Policy;
import coffer.generate.LeftOut;
import coffer.lint.ContainerPlaces;
import coffer.lint.Finding;
import coffer.lint.Linter;
import coffer.lint.RunChecks;
import coffer.source.SourceFile;
import coffer.template.ContainerGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What there is to say about a run of `policy generate` before it prints or writes anything. Not
/// safe for threads.
final class GenerateFindings {
  private record Left(ContainerGroup group, LeftOut container) {}

  private final PolicySourceOptions source;
  private final PolicySource read;
  private final PolicyPrintOptions print;
  private final List<Left> left = new ArrayList<>();

  GenerateFindings(PolicySourceOptions source, PolicySource read, PolicyPrintOptions print) {
    this.source = source;
    this.read = read;
    this.print = print;
  }

  /// Hears of a container that is left to a fragment.
  void leftOut(ContainerGroup group, LeftOut container) {
    left.add(new Left(group, container));
  }

  /// The findings on this run, whose policies these are.
  List<Finding> of(
      List<Policy> policies, PolicyImageOptions images, @Nullable String infrastructureSvn)
      throws IOException {
    RunChecks checks = new RunChecks();
    ImageFindings.add(images, checks);
    if (!left.isEmpty()) {
      ContainerPlaces places = places();
      left.forEach(one -> checks.leftOut(one.group(), one.container(), places));
    }
    if (source.containers.input != null && infrastructureSvn != null) {
      checks.infrastructureSvn(
          source.containers.input.toString(),
          TextFile.read(source.containers.input),
          read.groups().getFirst(),
          infrastructureSvn);
    }
    for (Policy policy : policies) {
      if (print.saveToFile != null) {
        checks.saved(
            print.saveToFile.toString(), print.text(policy), print.text(print.printed(policy)));
      }
    }
    return checks.findings();
  }

  private ContainerPlaces places() throws IOException {
    PolicyDocument document = read.document();
    if (document != null) {
      String file = document.file().toString();
      return document.isYaml()
          ? ContainerPlaces.yaml(file, document.text())
          : ContainerPlaces.json(file, document.text());
    }
    return source.containers.input == null
        ? ContainerPlaces.none(name())
        : ContainerPlaces.json(name(), TextFile.read(source.containers.input));
  }

  private String name() {
    return source.containers.input == null
        ? String.valueOf(source.containers.image)
        : source.containers.input.toString();
  }

  /// What `policy lint` says of the source with its new policies in place, and of policies that
  /// have no place.
  List<Finding> lint(List<Policy> policies) throws IOException {
    List<Finding> findings = new ArrayList<>();
    PolicyDocument filled = read.document() == null ? null : read.document().copy();
    for (int i = 0; i < policies.size(); i++) {
      Policy policy = print.printed(policies.get(i));
      ContainerGroup group = read.groups().get(i);
      if (filled != null && group.place() != null) {
        filled.set(group.place(), policy.text().base64());
      } else {
        findings.addAll(Linter.policy("policy of " + name(), policy.text()));
      }
    }
    try {
      if (filled != null) {
        findings.addAll(linter().lint(filled.file().toString(), filled.text()));
      } else if (source.containers.input != null) {
        findings.addAll(linter().lint(name(), TextFile.read(source.containers.input)));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return findings;
  }

  private Linter linter() throws IOException {
    List<SourceFile> files = source.parameterFiles();
    return new Linter(
        files, source.deployment.given(files), source.deployment.facts(), LinkedTemplates.FILES);
  }
}
