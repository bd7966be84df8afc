package coffer.cli;

import coffer.bytes.Bytes;
import coffer.enclaveimage.FileNodes;
import coffer.json.Json;
import coffer.occlum.MacText;
import coffer.sgx.protectedfile.NodeWorkers;
import coffer.sgx.protectedfile.ProtectedFileWriter;
import coffer.sgx.protectedfile.Protection;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Makes a protected file.
@Command(
    name = "protect",
    description = {
      "Make a protected file, and print its MAC.",
      "The name is part of the file: it cannot be read under another one."
    },
    footer = {
      "",
      "Example: the configuration, under the name that Occlum gives it.",
      "  coffer occlum protect --in .Occlum_sys.json --name .Occlum_sys.json.protected \\",
      "    --out .Occlum_sys.json.protected"
    })
final class OcclumProtectCommand implements Callable<Integer> {
  @Option(names = "--in", required = true, paramLabel = "FILE", description = "The content.")
  Path in = Path.of("");

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "The name under which it will be opened.")
  String name = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The protected file; one that is there is replaced.")
  Path out = Path.of("");

  @Mixin ImageKeyOption key = new ImageKeyOption();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    Protection protection = key.protection();
    Bytes mac;
    try (ReadProgress progress = ReadProgress.on(err);
        InputStream content = progress.watch(Files.newInputStream(in))) {
      mac = NewFile.write(out, file -> protect(content, file, protection));
    }
    ProtectedFindings.note(err, protection);
    String text = MacText.of(mac);
    spec.commandLine().getOut().println(output.json ? json(text).toCompact() : text);
    return ExitCode.OK;
  }

  private Bytes protect(InputStream content, SeekableByteChannel file, Protection protection)
      throws IOException {
    try (NodeWorkers workers = NodeWorkers.ofAllCores()) {
      return ProtectedFileWriter.await(
          ProtectedFileWriter.start(
              FileNodes.into(file), name, content, Files.size(in), protection, workers));
    }
  }

  private Json json(String mac) throws IOException {
    return Json.object()
        .put("file", out.toString())
        .put("name", name)
        .put("mac", mac)
        .put("encrypted", key.given())
        .put("size", Files.size(out))
        .build();
  }
}
