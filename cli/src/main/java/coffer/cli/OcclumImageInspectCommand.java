package coffer.cli;

import coffer.enclaveimage.ImageExtraction;
import coffer.enclaveimage.ImageFolder;
import coffer.sgx.protectedfile.Protection;
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
  @Option(
      names = "--image",
      required = true,
      paramLabel = "DIR",
      description = "The folder of the image.")
  Path image = Path.of("");

  @Mixin ImageKeyOption key = new ImageKeyOption();

  @Mixin RootMacOption rootMac = new RootMacOption();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    return new ProtectedFindings(spec, output.json, "image", image).judge(this::inspect);
  }

  private int inspect() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    Protection protection = key.protectionToRead(err);
    SefsReader reader = SefsReader.open(new ImageFolder(image), protection);
    ProtectedFindings.check("--root-mac", rootMac.expected, reader.rootMac());
    try (ReadProgress progress = ReadProgress.on(err)) {
      ImageExtraction.verify(reader, progress::watch);
    }
    ProtectedFindings.note(err, protection);
    SefsText text = new SefsText(reader, key.given());
    PrintWriter out = spec.commandLine().getOut();
    if (output.json) {
      out.println(text.toJson(image.toString()).toCompact());
    } else {
      text.print(out);
    }
    return ExitCode.OK;
  }
}
