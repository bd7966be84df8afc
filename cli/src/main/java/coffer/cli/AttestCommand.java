package coffer.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Asks a running service for evidence, judges it, and keeps it.
@Command(
    name = "attest",
    description = {
      "Ask a running service for evidence with a fresh nonce, and judge it.",
      "The service speaks the API of the secure-key-release sidecar: /attest/combined, and",
      "/attest/maa when an --authority is named whose token is wanted too.",
      "Exits with 0 when all is trusted, 1 when something is rejected."
    },
    footer = {
      "",
      "Example: is this the service that you built? Keep what it showed.",
      "  coffer attest http://127.0.0.1:9000 --identity identity.json --out evidence",
      "  coffer verify --identity identity.json evidence"
    })
final class AttestCommand implements Callable<Integer> {
  @Parameters(paramLabel = "URL", description = "The service.")
  String url = "";

  @Mixin JudgeOptions options = new JudgeOptions();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Keep the evidence in this new folder, as 'coffer verify' reads it.")
  @Nullable Path folder;

  @Mixin PageOption page = new PageOption();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (folder != null) {
      requireNew(folder);
    }
    Attestation attestation = Attestation.ask(url, options);
    page.write(attestation.judgements());
    PrintWriter out = spec.commandLine().getOut();
    int exitCode = VerifyCommand.show(out, attestation.judgements(), output.json);
    if (folder != null) {
      keep(attestation.files(), folder);
      PrintWriter err = spec.commandLine().getErr();
      err.println("kept in " + folder + "; judge it again with coffer verify");
    }
    return exitCode;
  }

  /// Evidence of two occasions in one folder would be evidence of none.
  private static void requireNew(Path folder) throws IOException {
    if (Files.exists(folder)) {
      throw new FileAlreadyExistsException(folder.toString());
    }
  }

  /// The folder is there whole or not at all.
  private static void keep(Map<String, byte[]> files, Path folder) throws IOException {
    Path target = folder.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path draft = Files.createTempDirectory(target.getParent(), ".attest");
    try {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Files.write(draft.resolve(file.getKey()), file.getValue());
      }
      Files.move(draft, target);
    } finally {
      remove(draft);
    }
  }

  private static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }
}
