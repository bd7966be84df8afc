package coffer.cli;

import coffer.enclaveimage.ImageExtraction;
import coffer.json.Json;
import coffer.occlum.MacText;
import coffer.sgx.sefs.SefsReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Takes the files out of an image.
@Command(
    name = "extract",
    description = {
      "Take the files out of an image, all of them verified, and print its root MAC.",
      "Exits with 1, and writes nothing, when the image is not what its root MAC stands for."
    },
    footer = {
      "",
      "Example: an encrypted image.",
      "  coffer occlum image extract --image build/mount/__ROOT --key image_key --out tree"
    })
final class OcclumImageExtractCommand implements Callable<Integer> {
  @Mixin ImageToRead image = new ImageToRead();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder of the tree, which is not there yet, or empty.")
  Path out = Path.of("");

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    return new ProtectedFindings(spec, output.json, "image", image.folder).judge(this::extract);
  }

  private int extract() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    SefsReader reader = image.open(err);
    try (ReadProgress progress = ReadProgress.on(err)) {
      ImageExtraction.extract(reader, out, progress::watch);
    }
    image.note(err);
    String mac = MacText.of(reader.rootMac());
    spec.commandLine().getOut().println(output.json ? json(reader, mac).toCompact() : mac);
    return ExitCode.OK;
  }

  private Json json(SefsReader reader, String mac) {
    return Json.object()
        .put("image", image.folder.toString())
        .put("root_mac", mac)
        .put("encrypted", image.isEncrypted())
        .put("out", out.toString())
        .put("entries", reader.entries().size())
        .build();
  }
}
