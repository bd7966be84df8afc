package coffer.cli;

import coffer.gramine.Manifest;
import coffer.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Expands a manifest.
@Command(
    name = "manifest",
    description = {
      "Expand a Gramine manifest: every trusted file gets its SHA-256, folders become files,",
      "and what is missing gets Gramine's default. The text is what the enclave measures."
    },
    footer = {
      "",
      "Example: NAME.manifest.sgx, to be looked at before it is signed.",
      "  coffer gramine manifest operator.manifest --out operator.manifest.sgx"
    })
final class GramineManifestCommand implements Callable<Integer> {
  @Mixin GramineManifestFile manifest = new GramineManifestFile();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The expanded manifest.")
  Path out = Path.of("");

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Manifest expanded = manifest.expanded();
    EnclaveFiles.write(out, expanded.toBytes());
    var result = spec.commandLine().getOut();
    int files = expanded.trustedFiles().size();
    if (output.json) {
      result.println(
          Json.object()
              .put("manifest", out.toString())
              .put("trusted_files", files)
              .put("not_bound", Json.strings(expanded.unbound()))
              .build()
              .toCompact());
      return ExitCode.OK;
    }
    result.printf("manifest   %s%ntrusted    %d files%n", out, files);
    result.flush();
    GramineText.unbound(expanded.unbound(), spec.commandLine().getErr());
    return ExitCode.OK;
  }
}
