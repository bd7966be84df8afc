package coffer.cli;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.evidence.SnpEvidence;
import coffer.simulator.DevelopmentRoot;
import coffer.simulator.SimulatedEndorser;
import coffer.simulator.SimulatedGuest;
import coffer.simulator.SimulatedPlatform;
import coffer.simulator.SimulatedSnp;
import coffer.snp.SnpProduct;
import coffer.snp.TcbVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Makes evidence of a simulated confidential VM.
@Command(
    name = "snp",
    description = "Make evidence of a simulated SEV-SNP guest: report, certificates, endorsement.",
    footer = {
      "",
      "Example: a guest of a debuggable policy, and what a verifier says.",
      "  coffer simulate snp evidence --debuggable --nonce 5f1c9a",
      "  coffer verify --allow-development-root --nonce 5f1c9a evidence"
    })
final class SimulateSnpCommand implements Callable<Integer> {
  private static final int NEWEST_VERSION = 5;

  @Parameters(paramLabel = "FOLDER", description = "Where the evidence goes.")
  Path folder = Path.of("");

  @Option(
      names = "--product",
      paramLabel = "NAME",
      description = "Milan (default), Genoa or Turin.")
  String product = "Milan";

  @Option(names = "--vlek", description = "Sign with a provider's key, not with a chip's.")
  boolean vlek;

  @Option(
      names = "--report-version",
      paramLabel = "N",
      description = "2, 3 or 5 (default: as the product has it).")
  int version;

  @Option(
      names = "--tcb",
      paramLabel = "HEX",
      description = "The TCB version, 16 hex digits as THIM writes it.")
  @Nullable String tcb;

  @Option(
      names = "--host-data",
      paramLabel = "HEX",
      description = "The digest of the guest's policy (default: zeros).")
  String hostData = "0".repeat(64);

  @Option(
      names = "--measurement",
      paramLabel = "HEX",
      description = "The launch measurement, 96 hex digits (default: of no software).")
  @Nullable String measurement;

  @Option(names = "--vmpl", paramLabel = "N", description = "The guest's privilege level.")
  int vmpl;

  @Option(names = "--debuggable", description = "A guest whose memory the host may read.")
  boolean debuggable;

  @Option(
      names = "--uvm-svn",
      paramLabel = "N",
      description = "The version that the endorsement of the utility VM says (default: 104).")
  long uvmSvn = 104;

  @Option(names = "--no-endorsement", description = "Leave the endorsement out.")
  boolean noEndorsement;

  @Mixin ReportDataOptions data = new ReportDataOptions();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    SimulatedPlatform platform = platform();
    SimulatedGuest guest = guest();
    Bytes reportData = data.reportData();
    DevelopmentRoot root = DevelopmentRoot.loadOrCreate(DevelopmentRoot.folder(System.getenv()));
    SimulatedSnp machine = new SimulatedSnp(root, platform);
    SnpEvidence evidence =
        SnpEvidence.parse(machine.report(reportData, guest).toBytes(), machine.chainPem())
            .withThim(machine.thim());
    if (!noEndorsement) {
      evidence =
          evidence.withEndorsement(
              new SimulatedEndorser(root).endorse(guest.measurement(), uvmSvn, Instant.now()));
    }
    EvidenceOutput.write(folder, evidence);
    SimulateCommand.tell(folder, output, spec);
    return ExitCode.OK;
  }

  private SimulatedPlatform platform() {
    SnpProduct known =
        Arrays.stream(SnpProduct.values())
            .filter(each -> each.toString().equalsIgnoreCase(product))
            .findFirst()
            .orElseThrow(
                () -> usage("--product: Milan, Genoa or Turin wanted, found '" + product + "'"));
    SimulatedPlatform platform = SimulatedPlatform.of(known);
    if (version != 0) {
      if (version != 2 && version != 3 && version != NEWEST_VERSION) {
        throw usage("--report-version: 2, 3 or 5 wanted, found " + version);
      }
      platform = platform.withReportVersion(version);
    }
    if (tcb != null) {
      try {
        platform = platform.withTcb(TcbVersion.parse(tcb));
      } catch (MalformedException e) {
        throw usage("--tcb: " + e.getMessage());
      }
    }
    return vlek ? platform.withVlek() : platform;
  }

  private SimulatedGuest guest() {
    SimulatedGuest guest =
        SimulatedGuest.of(HexOption.parse("--host-data", hostData, 32)).withVmpl(vmpl);
    guest = guest.withPolicy(guest.policy().withDebug(debuggable));
    return measurement == null
        ? guest
        : guest.withMeasurement(HexOption.parse("--measurement", measurement, 48));
  }

  private static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message, "");
  }
}
