package coffer.cli;

import coffer.bytes.Digest;
import coffer.json.Json;
import coffer.oci.ImageReference;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Pushes an image to a registry.
@Command(
    name = "push",
    description = {
      "Push an image to a registry; blobs that are there are not sent again.",
      "Prints it as REPOSITORY@DIGEST."
    },
    footer = {
      "",
      "Example: an image from a file, and one that the store has under this name.",
      "  coffer image push app.tar example.azurecr.io/app:1",
      "  coffer image push example.azurecr.io/app:1"
    })
final class ImagePushCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "IMAGE",
      description = "Where the image is; a reference alone is one of the store.")
  String from = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "REFERENCE",
      description = "Where it goes (default: as the store names it).")
  @Nullable String to;

  @Mixin PlatformsOption platforms = new PlatformsOption();

  @Mixin RegistryMixin registry = new RegistryMixin();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    ImageLocation source =
        to == null
            ? new ImageLocation.Stored(RegistryMixin.reference(from))
            : RegistryMixin.location(from);
    ImageReference reference = RegistryMixin.reference(to == null ? from : to);
    ImageLocation target = new ImageLocation.Remote(reference);
    Digest digest;
    try (ImageAccess images = registry.access(false, List.of(source, target));
        ReadProgress progress = ReadProgress.on(spec.commandLine().getErr())) {
      digest = platforms.copy(images, source, target, progress::add);
    }
    print(reference, digest);
    return ExitCode.OK;
  }

  private void print(ImageReference reference, Digest digest) {
    spec.commandLine()
        .getOut()
        .println(
            output.json
                ? Json.object()
                    .put("reference", reference.toString())
                    .put("digest", digest.toString())
                    .build()
                    .toCompact()
                : reference.name() + "@" + digest);
  }
}
