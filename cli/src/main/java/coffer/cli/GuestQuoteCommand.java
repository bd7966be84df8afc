package coffer.cli;

import coffer.bytes.Bytes;
import coffer.device.Devices;
import coffer.device.QuoteDevice;
import coffer.evidence.SgxEvidence;
import coffer.evidence.SgxFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Gets a quote from the library OS.
@Command(
    name = "quote",
    description = {
      "Get an SGX quote, and print its facts: MRENCLAVE, MRSIGNER, PRODID, SVN, its size.",
      "Asked are Gramine's /dev/attestation, else Occlum's /dev/sgx, else /dev/sgx-simulator",
      "of coffer up --tee sgx."
    },
    footer = {
      "",
      "Example: evidence for a verifier who gave a nonce.",
      "  coffer guest quote --nonce 5f1c9a --out evidence"
    })
final class GuestQuoteCommand implements Callable<Integer> {
  @Mixin ReportDataOptions data = new ReportDataOptions();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Write the quote there (quote.dat), as coffer verify reads it.")
  @Nullable Path out;

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Bytes reportData = data.reportData();
    QuoteDevice device =
        Devices.here()
            .quotes()
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.ENVIRONMENT,
                        "this is no SGX enclave: looked for /dev/attestation, /dev/sgx and"
                            + " /dev/sgx-simulator",
                        "run it under Occlum, Gramine or coffer up --tee sgx; coffer simulate sgx"
                            + " makes evidence without hardware"));
    Bytes quote = device.quote(reportData);
    SgxEvidence evidence = SgxEvidence.parse(quote.toArray());
    if (out != null) {
      EvidenceOutput.write(out, evidence);
    }
    if (output.json) {
      spec.commandLine().getOut().println(SgxFacts.of(evidence).toCompact());
    } else {
      spec.commandLine().getOut().print(FactsTable.of(evidence.quote(), quote.length()));
      spec.commandLine().getOut().flush();
    }
    return ExitCode.OK;
  }
}
