package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.sgx.enclave.EnclaveIdentity;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Prints what a signed enclave is.
@Command(
    name = "info",
    description = {
      "Show the identity and the needs of a signed enclave.",
      "It is measured again and its signature verified before anything is shown as true;",
      "exits with 1 when they do not fit."
    },
    footer = {
      "",
      "Example: who signed an enclave, and which.",
      "  coffer sgx info enclave.signed.so"
    })
final class SgxInfoCommand implements Callable<Integer> {
  @Parameters(arity = "1", paramLabel = "ENCLAVE", description = "The signed enclave's file.")
  Path enclave = Path.of("");

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    EnclaveIdentity identity;
    try {
      identity = EnclaveIdentity.of(EnclaveFiles.enclave(enclave));
    } catch (MalformedException e) {
      throw e.within(enclave.toString());
    }
    EnclaveReportText report = new EnclaveReportText(enclave.toString(), identity);
    out.print(output.json ? report.toJson().toCompact() + "\n" : report.toText());
    out.flush();
    return identity.problems().isEmpty() ? ExitCode.OK : ExitCode.REJECTED;
  }
}
