package coffer.cli;

import coffer.gramine.GramineEnclave;
import coffer.json.Json;
import coffer.sgx.enclave.EnclaveSigner;
import coffer.sgx.enclave.SigStruct;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Expands and signs a manifest.
@Command(
    name = "sign",
    description = {
      "Expand a Gramine manifest, measure its enclave and sign it.",
      "Writes NAME.manifest.sgx and NAME.sig, as gramine-sgx-sign does."
    },
    footer = {
      "",
      "Example: with the libpal.so of the Gramine that will start it.",
      "  coffer gramine sign operator.manifest --key key.pem --date 20260101 \\",
      "    --libpal /usr/lib/x86_64-linux-gnu/gramine/sgx/libpal.so \\",
      "    --out operator.manifest.sgx"
    })
final class GramineSignCommand implements Callable<Integer> {
  private static final String SUFFIX = ".manifest.sgx";

  @Mixin GramineManifestFile manifest = new GramineManifestFile();

  @Option(
      names = "--libpal",
      required = true,
      paramLabel = "FILE",
      description = "Gramine's libpal.so for SGX.")
  Path libpal = Path.of("");

  @Mixin EnclaveKeyOptions key = new EnclaveKeyOptions();
  @Mixin SigningDateOption date = new SigningDateOption();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The expanded manifest, NAME.manifest.sgx.")
  Path out = Path.of("");

  @Option(
      names = "--sig",
      paramLabel = "FILE",
      description = "The signature (default: NAME.sig beside the expanded manifest).")
  @Nullable Path sig;

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    LocalDate day = date.date();
    Path signature = signature();
    EnclaveSigner signer = key.signer();
    byte[] text = manifest.expanded().toBytes();
    GramineEnclave enclave = GramineManifestFile.enclave(manifest.file, text, libpal);
    SigStruct signed;
    try {
      signed = enclave.sign(day, signer);
    } catch (GeneralSecurityException e) {
      throw new IOException("the key does not sign: " + e.getMessage(), e);
    }
    EnclaveFiles.write(out, text);
    EnclaveFiles.write(signature, signed.toBytes().toArray());
    report(enclave, signed, signature);
    return ExitCode.OK;
  }

  private Path signature() {
    if (sig != null) {
      return sig;
    }
    String name = String.valueOf(out.getFileName());
    if (!name.endsWith(SUFFIX)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--out: NAME%s wanted, found '%s'".formatted(SUFFIX, name),
          "or name the signature by --sig");
    }
    return out.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + ".sig");
  }

  private void report(GramineEnclave enclave, SigStruct signed, Path signature) {
    PrintWriter result = spec.commandLine().getOut();
    if (output.json) {
      Json.ObjectBuilder json =
          GramineText.json(enclave, signed.body())
              .put("mrsigner", signed.mrSigner().toHex())
              .put("date", signed.body().dateText())
              .put("manifest", out.toString())
              .put("sig", signature.toString());
      result.println(json.build().toCompact());
      return;
    }
    GramineText.signed(enclave, signed.body(), signed.mrSigner(), signature, result);
    GramineText.unbound(enclave.manifest().unbound(), spec.commandLine().getErr());
  }
}
