package coffer.cli;

import coffer.enclaveimage.ImageExtraction;
import coffer.sgx.sefs.SefsReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Shows what is in an image.
@Command(
    name = "inspect",
    description = {
      "Verify an image, and show its root MAC and its tree: mode, size and path.",
      "Exits with 1 when the image is not what its root MAC stands for."
    },
    footer = {
      "",
      "Example: is it the image that a configuration names?",
      "  coffer occlum image inspect --image build/mount/__ROOT --root-mac $MAC"
    })
final class OcclumImageInspectCommand implements Callable<Integer> {
  @Mixin ImageToRead image = new ImageToRead();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    return new ProtectedFindings(spec, output.json, "image", image.folder).judge(this::inspect);
  }

  private int inspect() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    SefsReader reader = image.open(err);
    try (ReadProgress progress = ReadProgress.on(err)) {
      ImageExtraction.verify(reader, progress::watch);
    }
    image.note(err);
    SefsText text = new SefsText(reader, image.isEncrypted());
    PrintWriter out = spec.commandLine().getOut();
    if (output.json) {
      out.println(text.toJson(image.folder.toString()).toCompact());
    } else {
      text.print(out);
    }
    return ExitCode.OK;
  }
}
