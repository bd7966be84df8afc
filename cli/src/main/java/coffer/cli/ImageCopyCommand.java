package coffer.cli;

import coffer.bytes.Digest;
import coffer.json.Json;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Copies an image from anywhere to anywhere.
@Command(
    name = "copy",
    description = {
      "Copy an image as it is: its digest stays. Prints the digest of its manifest.",
      "A docker-archive has no manifest; one is made for its layers as they are stored."
    },
    footer = {
      "",
      "Example: an image of a registry as a file that docker load reads.",
      "  coffer image copy nginx:1 docker-archive:nginx.tar:nginx:1"
    })
final class ImageCopyCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "IMAGE", description = "Where the image is.")
  String from = "";

  @Parameters(index = "1", paramLabel = "TARGET", description = "Where it is to be.")
  String to = "";

  @Option(names = "--offline", description = "Take the image from the store, ask no registry.")
  boolean offline;

  @Mixin PlatformsOption platforms = new PlatformsOption();

  @Mixin RegistryMixin registry = new RegistryMixin();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    ImageLocation source = RegistryMixin.location(from);
    ImageLocation target = RegistryMixin.location(to);
    Digest digest;
    try (ImageAccess images = registry.access(offline, List.of(source, target));
        ReadProgress progress = ReadProgress.on(spec.commandLine().getErr())) {
      digest = platforms.copy(images, source, target, progress::add);
    }
    spec.commandLine()
        .getOut()
        .println(
            output.json
                ? Json.object().put("digest", digest.toString()).build().toCompact()
                : digest.toString());
    return ExitCode.OK;
  }
}
