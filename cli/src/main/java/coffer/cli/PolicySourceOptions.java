package coffer.cli;

import java.nio.file.Path;
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
      names = "--virtual-node-yaml",
      paramLabel = "FILE",
      description = "Pods and workloads for AKS virtual nodes (YAML).")
  @Nullable Path virtualNodeYaml;

  @Mixin ContainerSourceOptions containers = new ContainerSourceOptions();

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
  }
}
