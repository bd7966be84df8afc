package coffer.cli;

import coffer.armlang.DeploymentFacts;
import coffer.armlang.EvaluatedTemplate;
import coffer.armlang.LinkedTemplates;
import coffer.armlang.ParameterValues;
import coffer.armlang.Template;
import coffer.source.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is known of the deployment of a template.
final class DeploymentOptions {
  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A parameter's value, as text or JSON. Not for secrets.")
  Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--subscription",
      paramLabel = "ID",
      description = "The subscription of the deployment.")
  @Nullable String subscription;

  @Option(names = "--tenant", paramLabel = "ID", description = "The tenant of the deployment.")
  @Nullable String tenant;

  @Option(
      names = "--resource-group",
      paramLabel = "NAME",
      description = "The resource group of the deployment.")
  @Nullable String resourceGroup;

  @Option(
      names = "--location",
      paramLabel = "NAME",
      description = "The location of the resource group.")
  @Nullable String location;

  @Option(names = "--deployment", paramLabel = "NAME", description = "The name of the deployment.")
  @Nullable String deployment;

  boolean isEmpty() {
    return settings.isEmpty() && facts().equals(DeploymentFacts.NONE);
  }

  EvaluatedTemplate evaluate(SourceFile template, List<SourceFile> parameters) throws IOException {
    try {
      return Template.of(template).evaluate(given(parameters), facts(), LinkedTemplates.FILES);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /// The values of the parameter files, then the single settings.
  ParameterValues given(List<SourceFile> files) {
    ParameterValues given = ParameterValues.none();
    for (SourceFile file : files) {
      given = given.with(file);
    }
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      given = given.with(setting.getKey(), setting.getValue());
    }
    return given;
  }

  DeploymentFacts facts() {
    return new DeploymentFacts(subscription, tenant, resourceGroup, location, deployment);
  }
}
