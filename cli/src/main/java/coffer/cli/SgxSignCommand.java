package coffer.cli;

import coffer.sgx.enclave.EnclaveSigner;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Signs an enclave.
@Command(
    name = "sign",
    description = {
      "Lay out, measure and sign an enclave.",
      "The signed copy equals that of the SDK's own tool, byte for byte."
    },
    footer = {
      "",
      "Example: with a key of your own.",
      "  openssl genrsa -3 -out key.pem 3072",
      "  coffer sgx sign --enclave enclave.so --config Enclave.xml --key key.pem \\",
      "    --date 20260101 --out enclave.signed.so"
    })
final class SgxSignCommand implements Callable<Integer> {
  @Mixin EnclaveDraftOptions draft = new EnclaveDraftOptions();
  @Mixin EnclaveKeyOptions key = new EnclaveKeyOptions();
  @Mixin SigningDateOption date = new SigningDateOption();

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The signed copy.")
  Path out = Path.of("");

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    LocalDate day = date.date();
    EnclaveSigner signer = key.signer();
    byte[] signed;
    try {
      signed = draft.draft().sign(day, signer);
    } catch (GeneralSecurityException e) {
      throw new IOException("the key does not sign: " + e.getMessage(), e);
    }
    return SignedEnclave.write(out, signed, output.json, spec.commandLine().getOut());
  }
}
