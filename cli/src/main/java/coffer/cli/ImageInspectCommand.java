package coffer.cli;

import coffer.bytes.Latin1;
import coffer.image.Image;
import coffer.image.Layer;
import coffer.json.Json;
import coffer.layer.LayerHash;
import coffer.measure.MeasuredImage;
import coffer.oci.ImageConfig;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Shows an image, and its layers' root hashes.
@Command(
    name = "inspect",
    description = {
      "Show what an image is: digest, platform, command, layers.",
      "With --hashes the root hash of each layer, base first: read from where the image is,",
      "without a copy on disk, and remembered."
    },
    footer = {
      "",
      "Example: the root hashes that a policy lists, one a line.",
      "  coffer image inspect --hashes example.azurecr.io/app:1"
    })
final class ImageInspectCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "IMAGE", description = "Where the image is.")
  String image = "";

  @Option(names = "--hashes", description = "Print the root hash of each layer, base first.")
  boolean hashes;

  @Option(names = "--offline", description = "Take the image from the store, ask no registry.")
  boolean offline;

  @Mixin MeasureMixin measure = new MeasureMixin();

  @Mixin PlatformOption platform = new PlatformOption();

  @Mixin RegistryMixin registry = new RegistryMixin();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    ImageLocation location = RegistryMixin.location(image);
    try (ImageAccess images = registry.access(offline, List.of(location))) {
      Image opened = images.open(location, platform.platform());
      List<LayerHash> found = hashes ? measure.measurement().measure(opened.layers()) : List.of();
      print(opened, found);
    }
    return ExitCode.OK;
  }

  private void print(Image opened, List<LayerHash> found) {
    PrintWriter out = spec.commandLine().getOut();
    if (output.json) {
      out.println(json(opened, found).toCompact());
      return;
    }
    if (!hashes) {
      text(out, opened);
      return;
    }
    ImpliedFolders.warn(spec.commandLine().getErr(), new MeasuredImage(opened, found));
    found.forEach(hash -> out.println(hash.rootHash()));
  }

  private static void text(PrintWriter out, Image opened) {
    ImageConfig config = opened.config();
    out.println("digest    " + opened.digest());
    out.println("platform  " + config.platform());
    out.println("command   " + Json.strings(config.command()).toCompact());
    out.println("folder    " + (config.workingDir().isEmpty() ? "/" : config.workingDir()));
    out.println("user      " + (config.user().isEmpty() ? "0" : config.user()));
    config.env().forEach(variable -> out.println("variable  " + variable));
    config.exposedPorts().forEach(port -> out.println("port      " + port));
    for (Layer layer : opened.layers()) {
      out.printf("layer     %s%n          %d bytes%n", layer.digest(), layer.size());
    }
  }

  private static Json.Obj json(Image opened, List<LayerHash> found) {
    ImageConfig config = opened.config();
    List<Json> layers = new ArrayList<>();
    for (int i = 0; i < opened.layers().size(); i++) {
      Layer layer = opened.layers().get(i);
      Json.ObjectBuilder entry =
          Json.object()
              .put("digest", layer.digest().toString())
              .put("diffId", layer.diffId().toString())
              .put("size", layer.size());
      if (!found.isEmpty()) {
        LayerHash hash = found.get(i);
        entry
            .put("rootHash", hash.rootHash().toHex())
            .put("imageSize", hash.imageSize())
            .put(
                "impliedFolders",
                Json.strings(hash.impliedFolders().stream().map(Latin1::printable).toList()));
      }
      layers.add(entry.build());
    }
    return Json.object()
        .put("digest", opened.digest().toString())
        .put("platform", config.platform().toString())
        .put("env", Json.strings(config.env()))
        .put("entrypoint", Json.strings(config.entrypoint()))
        .put("cmd", Json.strings(config.cmd()))
        .put("workingDir", config.workingDir())
        .put("user", config.user())
        .put("stopSignal", config.stopSignal())
        .put("exposedPorts", Json.strings(config.exposedPorts()))
        .put("layers", layers)
        .build();
  }
}
