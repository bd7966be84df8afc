package coffer.cli;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.json.Json;
import coffer.sgx.enclave.SigStructBody;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Writes what is to be signed elsewhere.
@Command(
    name = "gendata",
    description = {
      "Write the 256 bytes of an enclave that are signed, for a key that is elsewhere.",
      "Sign them with RSASSA-PKCS1-v1_5 and SHA-256 (RS256), then run 'coffer sgx catsig'."
    },
    footer = {
      "",
      "Example: the key is in the hands of somebody else.",
      "  coffer sgx gendata --enclave enclave.so --config Enclave.xml \\",
      "    --date 20260101 --out enclave.bin",
      "  openssl dgst -sha256 -sign key.pem -out enclave.sig enclave.bin"
    })
final class SgxGendataCommand implements Callable<Integer> {
  @Mixin EnclaveDraftOptions draft = new EnclaveDraftOptions();
  @Mixin SigningDateOption date = new SigningDateOption();

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The 256 bytes.")
  Path out = Path.of("");

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    SigStructBody body = draft.draft().body(date.date());
    Bytes content = body.toBytes();
    EnclaveFiles.write(out, content.toArray());
    Digest digest = Digest.sha256Of(content.toArray());
    PrintWriter console = spec.commandLine().getOut();
    if (output.json) {
      console.println(
          Json.object()
              .put("file", out.toString())
              .put("mrenclave", body.mrEnclave().toHex())
              .put("sha256", digest.hex())
              .build()
              .toCompact());
    } else {
      console.printf("MRENCLAVE  %s%nSHA-256    %s%n", body.mrEnclave(), digest.hex());
      console.printf("to sign    %s%n", out);
    }
    return ExitCode.OK;
  }
}
