package coffer.cli;

import coffer.bytes.Digest;
import coffer.json.Json;
import coffer.oci.ImageReference;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Fetches images into the store.
@Command(
    name = "pull",
    description = {
      "Fetch images from their registries into this user's store.",
      "Prints each as REPOSITORY@DIGEST. Every blob and diff id is checked."
    },
    footer = {
      "",
      "Example: an image of a registry on this machine.",
      "  coffer image pull --insecure localhost:5000/app:1"
    })
final class ImagePullCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "REFERENCE", description = "Which images.")
  List<String> references = List.of();

  @Mixin PlatformOption platform = new PlatformOption();

  @Mixin RegistryMixin registry = new RegistryMixin();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Map<ImageReference, Digest> pulled = new LinkedHashMap<>();
    List<ImageReference> wanted = references.stream().map(RegistryMixin::reference).toList();
    List<ImageLocation> locations =
        wanted.stream().<ImageLocation>map(ImageLocation.Remote::new).toList();
    try (ImageAccess images = registry.access(false, locations);
        ReadProgress progress = ReadProgress.on(spec.commandLine().getErr())) {
      for (ImageReference reference : wanted) {
        pulled.put(reference, images.pull(reference, platform.platform(), progress::add));
      }
    }
    print(pulled);
    return ExitCode.OK;
  }

  private void print(Map<ImageReference, Digest> pulled) {
    var out = spec.commandLine().getOut();
    if (!output.json) {
      pulled.forEach((reference, digest) -> out.println(reference.name() + "@" + digest));
      return;
    }
    List<Json> images = new ArrayList<>();
    pulled.forEach(
        (reference, digest) ->
            images.add(
                Json.object()
                    .put("reference", reference.toString())
                    .put("digest", digest.toString())
                    .build()));
    out.println(Json.object().put("images", images).build().toCompact());
  }
}
