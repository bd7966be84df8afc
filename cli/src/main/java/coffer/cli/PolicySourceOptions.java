package coffer.cli;

import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

  @Option(names = "--image", paramLabel = "NAME", description = "A single image.")
  @Nullable String image;

  /// Exactly one source, and a parameter file only with a template.
  void check() {
    long sources = Stream.of(template, image).filter(Objects::nonNull).count();
    if (sources != 1) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "exactly one source wanted, found " + sources,
          "give one of --template-file, --image");
    }
    if (parameters != null && template == null) {
      throw new CommandFailure(ExitCode.USAGE, "--parameters needs --template-file", "");
    }
  }
}
