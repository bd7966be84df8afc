package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.sgx.enclave.EnclaveDraft;
import coffer.sgx.enclave.EnclaveFile;
import coffer.sgx.enclave.EnclaveIdentity;
import coffer.sgx.enclave.Tolerance;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Prints MRENCLAVE of a file.
@Command(
    name = "measure",
    description = {
      "Print MRENCLAVE, computed from the pages of an enclave.",
      "A signed file has its configuration inside; one that is not signed wants --config.",
      "Exits with 1 when a signed file is not what its signature says."
    },
    footer = {
      "",
      "Example: before and after signing.",
      "  coffer sgx measure --config Enclave.xml enclave.so",
      "  coffer sgx measure --json enclave.signed.so"
    })
final class SgxMeasureCommand implements Callable<Integer> {
  @Parameters(arity = "1", paramLabel = "ENCLAVE", description = "The enclave's file.")
  Path enclave = Path.of("");

  @Option(
      names = "--config",
      paramLabel = "XML",
      description = "Measure the file as it would be signed with this configuration.")
  @Nullable Path config;

  @Mixin EnclaveToolOptions tool = new EnclaveToolOptions();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    EnclaveFile file = EnclaveFiles.enclave(enclave);
    if (config != null) {
      return unsigned(file, config, out);
    }
    if (!file.signed()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          enclave + ": not signed, so its configuration is wanted",
          "give --config");
    }
    EnclaveIdentity identity = identity(file);
    out.println(
        output.json
            ? new EnclaveReportText(enclave.toString(), identity).toJson().toCompact()
            : identity.measurement().mrEnclave().toHex());
    return exitCode(identity);
  }

  private EnclaveIdentity identity(EnclaveFile file) {
    try {
      return EnclaveIdentity.of(file);
    } catch (MalformedException e) {
      throw e.within(enclave.toString());
    }
  }

  private Integer exitCode(EnclaveIdentity identity) {
    PrintWriter err = spec.commandLine().getErr();
    identity.problems().forEach(problem -> err.println("finding: " + problem));
    return identity.problems().isEmpty() ? ExitCode.OK : ExitCode.REJECTED;
  }

  private Integer unsigned(EnclaveFile file, Path xml, PrintWriter out) throws IOException {
    Set<Tolerance> tolerated = tool.tolerated();
    tolerated.add(Tolerance.SIGNATURE);
    EnclaveDraft draft = EnclaveDraftOptions.draft(file, enclave, xml, tool.sdk(), tolerated);
    String mrEnclave = draft.measurement().mrEnclave().toHex();
    out.println(
        output.json
            ? Json.object()
                .put("enclave", enclave.toString())
                .put("mrenclave", mrEnclave)
                .put("enclave_size", draft.enclaveSize())
                .put("eadd_pages", draft.measurement().addedPages())
                .put("eextend_pages", draft.measurement().measuredPages())
                .build()
                .toCompact()
            : mrEnclave);
    return ExitCode.OK;
  }
}
