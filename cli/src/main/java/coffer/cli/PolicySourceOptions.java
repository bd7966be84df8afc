package coffer.cli;

import coffer.armlang.LinkedTemplates;
import coffer.source.SourceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What a policy is made from.
final class PolicySourceOptions {
  @Option(
      names = {"-a", "--template-file"},
      paramLabel = "FILE",
      description = "An ARM template (JSON) with container groups.")
  @Nullable Path template;

  @Option(
      names = {"-p", "--parameters"},
      paramLabel = "FILE",
      description = "The parameter file of the ARM template.")
  @Nullable Path parameters;

  @Option(
      names = "--evaluate",
      description = {
        "Evaluate the template as Azure does instead of reading it literally as 'az confcom' does.",
        "Parameters of the deployment can be given then."
      })
  boolean evaluate;

  @Mixin DeploymentOptions deployment = new DeploymentOptions();

  @Option(
      names = "--virtual-node-yaml",
      paramLabel = "FILE",
      description = "Pods and workloads for AKS virtual nodes (YAML).")
  @Nullable Path virtualNodeYaml;

  @Mixin ContainerSourceOptions containers = new ContainerSourceOptions();

  /// The parameter file, if there is one.
  List<SourceFile> parameterFiles() throws IOException {
    return parameters == null ? List.of() : List.of(LinkedTemplates.load(parameters));
  }

  /// Exactly one source, and a parameter file only with a template.
  void check() {
    long sources =
        Stream.of(template, virtualNodeYaml).filter(Objects::nonNull).count() + containers.count();
    if (sources != 1) {
      throw new CommandFailure(
          ExitCode.REJECTED,
          "exactly one source wanted, found " + sources,
          "give one of --template-file, --input, --virtual-node-yaml, --image, --with-containers");
    }
    if (parameters != null && template == null) {
      throw new CommandFailure(ExitCode.REJECTED, "--parameters needs --template-file", "");
    }
    if (evaluate && template == null) {
      throw PolicyGroupOptions.failure("--evaluate needs --template-file");
    }
    if (!evaluate && !deployment.isEmpty()) {
      throw PolicyGroupOptions.failure(
          "--set and what is said of the deployment (--subscription, --tenant, --resource-group,"
              + " --location, --deployment) need --evaluate");
    }
  }
}
