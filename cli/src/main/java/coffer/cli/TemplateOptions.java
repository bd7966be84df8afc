package coffer.cli;

import coffer.armlang.DeploymentFacts;
import coffer.armlang.EvaluatedTemplate;
import coffer.armlang.LinkedTemplates;
import coffer.armlang.ParameterValues;
import coffer.source.SourceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What a template is evaluated with.
final class TemplateOptions {
  @Option(
      names = {"-p", "--parameters"},
      paramLabel = "FILE",
      description = "A parameter file; of several, the last value for a name counts.")
  List<Path> parameters = List.of();

  @Mixin DeploymentOptions deployment = new DeploymentOptions();

  EvaluatedTemplate evaluate(Path template) throws IOException {
    return deployment.evaluate(LinkedTemplates.load(template), files());
  }

  List<SourceFile> files() throws IOException {
    List<SourceFile> files = new ArrayList<>();
    for (Path file : parameters) {
      files.add(LinkedTemplates.load(file));
    }
    return files;
  }

  ParameterValues given(List<SourceFile> files) {
    return deployment.given(files);
  }

  DeploymentFacts facts() {
    return deployment.facts();
  }
}
