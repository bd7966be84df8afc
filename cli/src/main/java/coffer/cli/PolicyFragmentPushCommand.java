package coffer.cli;

import coffer.oci.Descriptor;
import coffer.oci.ImageReference;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Stores a signed fragment in a registry.
@Command(
    name = "push",
    description = {
      "Store a signed fragment in a registry under a name of its own, as 'az confcom fragment push'",
      "does.",
      "Prints the digest of its artifact. The signature is checked first."
    },
    footer = {
      "",
      "Example:",
      "  coffer policy fragment push web.rego.cose --manifest-tag registry.example.org/web-fragment:1"
    })
final class PolicyFragmentPushCommand implements Callable<Integer> {
  @Mixin SignedFragmentOptions fragment = new SignedFragmentOptions();

  @Option(
      names = "--manifest-tag",
      required = true,
      paramLabel = "REFERENCE",
      description = "The fragment's name in the registry.")
  String reference = "";

  @Mixin RegistryMixin registry = new RegistryMixin();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    ImageReference target = RegistryMixin.reference(reference);
    try (ImageAccess images = registry.access(false, List.of(new ImageLocation.Remote(target)))) {
      Descriptor artifact =
          new FragmentRegistry(images).push(fragment.read(), fragment.name(), target);
      fragment.print(target, artifact, output, spec.commandLine().getOut());
    }
    return ExitCode.OK;
  }
}
