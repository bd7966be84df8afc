package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.pem.PemKeys;
import coffer.sgx.enclave.EnclaveKey;
import coffer.sgx.enclave.SigStructBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Puts a signature that was made elsewhere into an enclave.
@Command(
    name = "catsig",
    description = {
      "Put a signature that was made elsewhere into an enclave.",
      "Everything is computed again; a signature, key or content that does not belong to the",
      "enclave is refused. The date is that of the content."
    },
    footer = {
      "",
      "Example: after 'coffer sgx gendata' and a signature by an HSM.",
      "  coffer sgx catsig --enclave enclave.so --config Enclave.xml \\",
      "    --public-key key.pub.pem --signature enclave.sig \\",
      "    --unsigned enclave.bin --out enclave.signed.so"
    })
final class SgxCatsigCommand implements Callable<Integer> {
  private static final int MAX_SIGNATURE = 4096;

  @Mixin EnclaveDraftOptions draft = new EnclaveDraftOptions();

  @Option(
      names = "--public-key",
      required = true,
      paramLabel = "FILE",
      description = "The signer's public key in PEM.")
  Path publicKey = Path.of("");

  @Option(
      names = "--signature",
      required = true,
      paramLabel = "FILE",
      description = "The signature: 384 bytes, most significant first.")
  Path signature = Path.of("");

  @Option(
      names = "--unsigned",
      required = true,
      paramLabel = "FILE",
      description = "What was signed: the 256 bytes of 'coffer sgx gendata'.")
  Path unsigned = Path.of("");

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The signed copy.")
  Path out = Path.of("");

  @Mixin TestKeyOption testKey = new TestKeyOption();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    EnclaveKey key = key();
    testKey.check(key);
    byte[] content = EnclaveFiles.bytes(unsigned, SigStructBody.LENGTH);
    byte[] signed = EnclaveFiles.bytes(signature, MAX_SIGNATURE);
    return SignedEnclave.write(
        out, draft.draft().signed(content, key, signed), output.json, spec.commandLine().getOut());
  }

  private EnclaveKey key() throws IOException {
    try {
      return EnclaveKey.of(PemKeys.publicKey(TextFile.read(publicKey)));
    } catch (MalformedException e) {
      throw e.within(publicKey.toString());
    }
  }
}
