package coffer.cli;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.occlum.EnclaveSettings;
import coffer.occlum.InternalConfig;
import coffer.occlum.MacText;
import coffer.occlum.OcclumDocument;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Turns an Occlum.json into what the signing tool and the library OS read.
@Command(
    name = "config",
    description = {
      "Turn an Occlum.json into Enclave.xml and .Occlum_sys.json.",
      "Both equal those of Occlum's own tool, byte for byte. What it, the signing tool or the",
      "enclave at start would refuse is refused here, each by member and rule."
    },
    footer = {
      "",
      "Example: with the root MACs that 'coffer occlum image create' prints.",
      "  coffer occlum config --config Occlum.json --user-mac $MAC --init-mac $INIT_MAC \\",
      "    --out-json .Occlum_sys.json --out-xml Enclave.xml"
    })
final class OcclumConfigCommand implements Callable<Integer> {
  @Mixin OcclumConfigFile config = new OcclumConfigFile();

  @Option(
      names = "--user-mac",
      required = true,
      paramLabel = "MAC",
      description = "The root MAC of the application's image: 16 bytes in hex, joined by -.")
  String userMac = "";

  @Option(
      names = "--init-mac",
      required = true,
      paramLabel = "MAC",
      description = "The root MAC of the initfs.")
  String initMac = "";

  @Option(
      names = "--out-json",
      required = true,
      paramLabel = "FILE",
      description = "The configuration for the library OS.")
  Path outJson = Path.of("");

  @Option(
      names = "--out-xml",
      required = true,
      paramLabel = "FILE",
      description = "The configuration for the signing tool.")
  Path outXml = Path.of("");

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Bytes user = mac("--user-mac", userMac);
    Bytes init = mac("--init-mac", initMac);
    OcclumDocument document = config.read(spec.commandLine().getErr());
    boolean edmm = config.edmm.wanted();
    byte[] internal = InternalConfig.of(document.config(), edmm, user, init);
    EnclaveSettings settings = EnclaveSettings.of(document.config(), edmm);
    byte[] xml = settings.toXml().getBytes(StandardCharsets.UTF_8);
    EnclaveFiles.write(outJson, internal);
    EnclaveFiles.write(outXml, xml);
    PrintWriter out = spec.commandLine().getOut();
    if (output.json) {
      out.println(json(document, internal, xml).toCompact());
    } else {
      out.printf("sha256:%s  %s%n", Digest.sha256Of(internal).hex(), outJson);
      out.printf("sha256:%s  %s%n", Digest.sha256Of(xml).hex(), outXml);
    }
    return ExitCode.OK;
  }

  private static Bytes mac(String option, String text) {
    try {
      return MacText.parse(text);
    } catch (MalformedException e) {
      throw new CommandFailure(ExitCode.USAGE, option + ": " + e.getMessage(), "");
    }
  }

  private Json json(OcclumDocument document, byte[] internal, byte[] xml) {
    return Json.object()
        .put("config", config.file.toString())
        .put("edmm", document.config().dynamic(config.edmm.wanted()))
        .put("internal_config", file(outJson, internal))
        .put("enclave_config", file(outXml, xml))
        .put("unknown", Json.strings(document.unknown()))
        .put("upgrades", Json.strings(document.upgrades()))
        .build();
  }

  private static Json file(Path file, byte[] content) {
    return Json.object()
        .put("file", file.toString())
        .put("sha256", Digest.sha256Of(content).hex())
        .build();
  }
}
