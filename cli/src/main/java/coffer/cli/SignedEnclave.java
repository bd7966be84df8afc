package coffer.cli;

import coffer.json.Json;
import coffer.sgx.enclave.EnclaveFile;
import coffer.sgx.enclave.SigStruct;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/// What signing ends in.
final class SignedEnclave {
  private SignedEnclave() {}

  /// Writes the file and prints who it is.
  static Integer write(Path file, byte[] signed, boolean json, PrintWriter out) throws IOException {
    SigStruct sigStruct =
        EnclaveFile.parse(signed)
            .sigStruct()
            .orElseThrow(() -> new AssertionError("signed, and no signature in it"));
    EnclaveFiles.write(file, signed);
    String mrEnclave = sigStruct.body().mrEnclave().toHex();
    String mrSigner = sigStruct.mrSigner().toHex();
    if (json) {
      out.println(
          Json.object()
              .put("enclave", file.toString())
              .put("mrenclave", mrEnclave)
              .put("mrsigner", mrSigner)
              .put("isv_prod_id", sigStruct.body().isvProdId())
              .put("isv_svn", sigStruct.body().isvSvn())
              .put("debug", sigStruct.body().debugAllowed())
              .put("date", sigStruct.body().dateText())
              .build()
              .toCompact());
    } else {
      out.printf("MRENCLAVE  %s%nMRSIGNER   %s%n", mrEnclave, mrSigner);
      out.printf("ISVPRODID  %d%n", sigStruct.body().isvProdId());
      out.printf("ISVSVN     %d%n", sigStruct.body().isvSvn());
      out.printf("debug      %s%n", sigStruct.body().debugAllowed() ? "allowed" : "refused");
      out.printf("signed     %s%n", file);
    }
    return ExitCode.OK;
  }
}
