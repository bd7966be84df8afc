package coffer.cli;

import coffer.enclave.OcclumPackage;
import coffer.identity.SgxIdentity;
import coffer.json.Json;
import java.io.PrintWriter;
import picocli.CommandLine;

/// Who an enclave package is, and what that does not say.
record EnclaveIdentityText(PrintWriter out, PrintWriter err) {
  EnclaveIdentityText(CommandLine commandLine) {
    this(commandLine.getOut(), commandLine.getErr());
  }

  /// A package on its own.
  void print(OcclumPackage built, boolean json) {
    built.warnings().forEach(warning -> err.println("warning: " + warning));
    if (json) {
      out.println(json(built).build().toCompact());
      return;
    }
    out.printf("package    %s%n", built.archive());
    out.printf("digest     %s%n", built.layer().digest());
    identity(built.identity());
  }

  /// Who it is.
  void identity(SgxIdentity identity) {
    out.printf("MRENCLAVE  %s%n", identity.mrEnclave());
    out.printf("MRSIGNER   %s%n", identity.mrSigner());
    out.printf("ISVPRODID  %d%n", identity.isvProdId());
    out.printf("ISVSVN     %d%n", identity.isvSvn());
    out.printf("debug      %s%n", identity.debug() ? "allowed" : "refused");
    out.flush();
    err.println("not bound by this identity:");
    identity.notBound().forEach(text -> err.println("  - " + text));
  }

  static Json.ObjectBuilder json(OcclumPackage built) {
    return Json.object()
        .put("package", built.archive().toString())
        .put("digest", built.layer().digest().toString())
        .put("identity", built.identity().toJson())
        .put("warnings", Json.strings(built.warnings()));
  }
}
