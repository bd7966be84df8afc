package coffer.cli;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.evidence.SgxEvidence;
import coffer.sgx.collateral.TcbStatus;
import coffer.simulator.SgxDevelopmentRoot;
import coffer.simulator.SimulatedCollateral;
import coffer.simulator.SimulatedEnclave;
import coffer.simulator.SimulatedSgx;
import coffer.simulator.SimulatedSgxPlatform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Makes evidence of a simulated enclave.
@Command(
    name = "sgx",
    description = "Make evidence of a simulated SGX enclave: a quote, and collateral for it.",
    footer = {
      "",
      "Example: an enclave on a machine that lacks an update.",
      "  coffer simulate sgx evidence --mrenclave c0c0...c0 --status OutOfDate --advisory INTEL-SA-00615",
      "  coffer verify --allow-development-root evidence"
    })
final class SimulateSgxCommand implements Callable<Integer> {
  private static final String UP_TO_DATE = "UpToDate";
  private static final int LARGEST_SVN = 0xffff;

  @Parameters(paramLabel = "FOLDER", description = "Where the evidence goes.")
  Path folder = Path.of("");

  @Option(
      names = "--mrenclave",
      paramLabel = "HEX",
      description = "The enclave's measurement (default: zeros).")
  String mrEnclave = "0".repeat(64);

  @Option(
      names = "--mrsigner",
      paramLabel = "HEX",
      description = "The digest of its signer's key (default: zeros).")
  String mrSigner = "0".repeat(64);

  @Option(names = "--prod-id", paramLabel = "N", description = "Its product (default: 1).")
  int product = 1;

  @Option(names = "--svn", paramLabel = "N", description = "Its security version (default: 1).")
  int svn = 1;

  @Option(names = "--debuggable", description = "An enclave whose memory the host may read.")
  boolean debuggable;

  @Option(
      names = "--platform-ca",
      description = "A machine of several sockets, whose certificate is of the Platform CA.")
  boolean platformCa;

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "What the collateral says of the machine (default: UpToDate).")
  String status = UP_TO_DATE;

  @Option(
      names = "--qe-status",
      paramLabel = "STATUS",
      description = "What it says of the quoting enclave (default: UpToDate).")
  String qeStatus = UP_TO_DATE;

  @Option(
      names = "--advisory",
      paramLabel = "ID",
      description = "An advisory that comes with the status. May be repeated.")
  List<String> advisories = new ArrayList<>();

  @Option(names = "--no-collateral", description = "Leave the collateral out.")
  boolean noCollateral;

  @Mixin ReportDataOptions data = new ReportDataOptions();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    SimulatedEnclave enclave = enclave();
    SimulatedSgxPlatform platform = SimulatedSgxPlatform.standard();
    if (platformCa) {
      platform = platform.withPlatformCa();
    }
    SimulatedCollateral collateral =
        SimulatedCollateral.of(platform, Instant.now())
            .withStatus(status("--status", status), advisories.toArray(String[]::new))
            .withQeStatus(status("--qe-status", qeStatus));
    Bytes reportData = data.reportData();
    SgxDevelopmentRoot root =
        SgxDevelopmentRoot.loadOrCreate(SgxDevelopmentRoot.folder(System.getenv()));
    SgxEvidence evidence = new SimulatedSgx(root, platform).evidence(enclave, reportData);
    EvidenceOutput.write(
        folder, noCollateral ? evidence : evidence.withCollateral(collateral.sign(root)));
    SimulateCommand.tell(folder, output, spec);
    return ExitCode.OK;
  }

  private SimulatedEnclave enclave() {
    SimulatedEnclave enclave =
        SimulatedEnclave.of(
                HexOption.parse("--mrenclave", mrEnclave, 32),
                HexOption.parse("--mrsigner", mrSigner, 32))
            .withProduct(number("--prod-id", product), number("--svn", svn));
    return debuggable ? enclave.withDebug() : enclave;
  }

  private static int number(String option, int value) {
    if (value < 0 || value > LARGEST_SVN) {
      throw usage("%s: 0 to %d wanted, found %d".formatted(option, LARGEST_SVN, value));
    }
    return value;
  }

  private static TcbStatus status(String option, String name) {
    try {
      return TcbStatus.parse(name);
    } catch (MalformedException e) {
      throw usage(option + ": " + e.getMessage());
    }
  }

  private static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message, "");
  }
}
