package coffer.cli;

import coffer.bytes.Bytes;
import coffer.device.Devices;
import coffer.device.SecurityContextFolder;
import coffer.evidence.SnpEvidence;
import coffer.evidence.SnpFacts;
import coffer.skr.GuestEvidence;
import coffer.skr.GuestReports;
import coffer.skr.ReportSource;
import coffer.snp.SecurityContext;
import coffer.snp.UvmEndorsement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Gets a report from the guest's device.
@Command(
    name = "report",
    description = {
      "Get an SEV-SNP report with its certificates, and print its facts.",
      "Asked are /dev/sev-guest, else /dev/sev, else a local group's simulated hardware."
    },
    footer = {
      "",
      "Example: evidence for a verifier who gave a nonce.",
      "  coffer guest report --nonce 5f1c9a --out evidence",
      "  coffer verify --nonce 5f1c9a evidence"
    })
final class GuestReportCommand implements Callable<Integer> {
  @Mixin ReportDataOptions data = new ReportDataOptions();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Write the report and what belongs to it there, as coffer verify reads it.")
  @Nullable Path out;

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Bytes reportData = data.reportData();
    Devices devices = Devices.here();
    ReportSource source =
        GuestReports.find(devices, System.getenv(), Map.of())
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.ENVIRONMENT,
                        "this is no SEV-SNP guest: looked for " + GuestReports.wanted(),
                        "run it in a confidential container; coffer simulate snp makes evidence"
                            + " without hardware"));
    SnpEvidence evidence = evidence(source.report(reportData));
    if (out != null) {
      EvidenceOutput.write(out, withPolicy(evidence, devices));
    }
    if (output.json) {
      spec.commandLine().getOut().println(SnpFacts.of(evidence).toCompact());
    } else {
      spec.commandLine().getOut().print(FactsTable.of(evidence.report().body()));
      spec.commandLine().getOut().flush();
    }
    return ExitCode.OK;
  }

  private static SnpEvidence evidence(GuestEvidence found) {
    SnpEvidence evidence =
        SnpEvidence.parse(
            found.report().toArray(), found.chainPem().getBytes(StandardCharsets.ISO_8859_1));
    return found.uvmEndorsement().length() == 0
        ? evidence
        : evidence.withEndorsement(UvmEndorsement.parse(found.uvmEndorsement().toArray()));
  }

  private static SnpEvidence withPolicy(SnpEvidence evidence, Devices devices) throws IOException {
    SecurityContext context = SecurityContextFolder.read(devices.root(), System.getenv());
    Bytes policy = context.policy();
    return policy == null ? evidence : evidence.withPolicyText(policy);
  }
}
