package coffer.cli;

import coffer.oci.Descriptor;
import coffer.oci.ImageReference;
import coffer.oci.Platform;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Attaches a signed fragment to an image.
@Command(
    name = "attach",
    description = {
      "Attach a signed fragment to an image in its registry, as 'az confcom fragment attach' does.",
      "Prints the digest of its artifact. The signature is checked first."
    },
    footer = {
      "",
      "Example:",
      "  coffer policy fragment attach web.rego.cose --manifest-tag registry.example.org/web:1"
    })
final class PolicyFragmentAttachCommand implements Callable<Integer> {
  @Mixin SignedFragmentOptions fragment = new SignedFragmentOptions();

  @Option(
      names = "--manifest-tag",
      required = true,
      paramLabel = "REFERENCE",
      description = "The image.")
  String reference = "";

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description = "Which image of a list (default: the only one).")
  @Nullable String platform;

  @Mixin RegistryMixin registry = new RegistryMixin();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    ImageReference target = RegistryMixin.reference(reference);
    Optional<Platform> wanted = Optional.ofNullable(platform).map(PlatformOption::parse);
    try (ImageAccess images = registry.access(false, List.of(new ImageLocation.Remote(target)))) {
      Descriptor artifact =
          new FragmentRegistry(images).attach(fragment.read(), fragment.name(), target, wanted);
      fragment.print(target, artifact, output, spec.commandLine().getOut());
    }
    return ExitCode.OK;
  }
}
