package coffer.cli;

import coffer.bytes.Bytes;
import coffer.gramine.GramineEnclave;
import coffer.json.Json;
import coffer.sgx.enclave.SigStructBody;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/// An enclave of Gramine, for people and for programs.
final class GramineText {
  private GramineText() {}

  static void unbound(List<String> texts, PrintWriter err) {
    if (!texts.isEmpty()) {
      err.println("not bound by this manifest:");
      texts.forEach(text -> err.println("  - " + text));
    }
  }

  static Json.ObjectBuilder json(GramineEnclave enclave, SigStructBody body) {
    return Json.object()
        .put("mrenclave", enclave.measurement().mrEnclave().toHex())
        .put("isv_prod_id", body.isvProdId())
        .put("isv_svn", body.isvSvn())
        .put("debug", body.debugAllowed())
        .put("enclave_size", enclave.manifest().enclaveSize())
        .put("max_threads", enclave.manifest().maxThreads())
        .put("trusted_files", enclave.manifest().trustedFiles().size())
        .put("eadd_pages", enclave.measurement().addedPages())
        .put("eextend_pages", enclave.measurement().measuredPages())
        .put("not_bound", Json.strings(enclave.manifest().unbound()));
  }

  static void signed(
      GramineEnclave enclave, SigStructBody body, Bytes mrSigner, Path file, PrintWriter out) {
    out.printf("MRENCLAVE  %s%n", enclave.measurement().mrEnclave());
    out.printf("MRSIGNER   %s%n", mrSigner);
    out.printf("ISVPRODID  %d%n", body.isvProdId());
    out.printf("ISVSVN     %d%n", body.isvSvn());
    out.printf("debug      %s%n", body.debugAllowed() ? "allowed" : "refused");
    out.printf("trusted    %d files%n", enclave.manifest().trustedFiles().size());
    out.printf("signed     %s%n", file);
    out.flush();
  }
}
