package coffer.cli;

import coffer.bytes.Bytes;
import coffer.enclaveimage.FileNodes;
import coffer.json.Json;
import coffer.occlum.MacText;
import coffer.sgx.protectedfile.ProtectedFileReader;
import coffer.sgx.protectedfile.Protection;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Reads a protected file.
@Command(
    name = "unprotect",
    description = {
      "Read a protected file, all of it verified, and print its MAC.",
      "Exits with 1, and writes nothing, when the file was changed or has another key or name."
    },
    footer = {
      "",
      "Example: a file that was renamed after it was made.",
      "  coffer occlum unprotect --in copy.bin --name secret.bin --key key --out secret"
    })
final class OcclumUnprotectCommand implements Callable<Integer> {
  @Option(names = "--in", required = true, paramLabel = "FILE", description = "The protected file.")
  Path in = Path.of("");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The name under which it was made (default: that of the file).")
  String name = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The content; of mode 0600 when the file was encrypted.")
  Path out = Path.of("");

  @Option(
      names = "--mac",
      paramLabel = "MAC",
      description = "Refuse a file with another MAC than this one.")
  String expected = "";

  @Mixin ImageKeyOption key = new ImageKeyOption();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    return new ProtectedFindings(spec, output.json, "file", in).judge(this::read);
  }

  private int read() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    Protection protection = key.protectionToRead(err);
    String stored = name.isEmpty() ? String.valueOf(in.getFileName()) : name;
    try (ReadProgress progress = ReadProgress.on(err);
        ProtectedFileReader file =
            ProtectedFileReader.open(FileNodes.open(in), stored, protection)) {
      ProtectedFindings.check("--mac", expected, file.mac());
      NewFile.Filling<Bytes> filling =
          channel -> {
            OutputStream content = Channels.newOutputStream(channel);
            progress.watch(file.content()).transferTo(content);
            return file.mac();
          };
      Bytes mac = key.given() ? NewFile.writeSecret(out, filling) : NewFile.write(out, filling);
      ProtectedFindings.note(err, protection);
      print(stored, MacText.of(mac), file.size());
    }
    return ExitCode.OK;
  }

  private void print(String stored, String mac, long size) {
    spec.commandLine()
        .getOut()
        .println(
            output.json
                ? Json.object()
                    .put("file", in.toString())
                    .put("name", stored)
                    .put("mac", mac)
                    .put("encrypted", key.given())
                    .put("content_bytes", size)
                    .build()
                    .toCompact()
                : mac);
  }
}
