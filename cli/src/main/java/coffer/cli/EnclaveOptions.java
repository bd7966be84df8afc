package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.evidence.SgxExpectations;
import coffer.sgx.collateral.TcbStatus;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is wanted of an enclave.
final class EnclaveOptions {
  @Option(
      names = "--mrenclave",
      paramLabel = "HEX",
      description = "Enclaves: want this measurement.")
  @Nullable String mrEnclave;

  @Option(names = "--mrsigner", paramLabel = "HEX", description = "Enclaves: want this signer.")
  @Nullable String mrSigner;

  @Option(
      names = "--isv-prod-id",
      paramLabel = "N",
      description = "Enclaves: want this product of the signer.")
  @Nullable Integer isvProdId;

  @Option(
      names = "--minimum-isv-svn",
      paramLabel = "N",
      description = "Enclaves: want at least this security version of the product.")
  @Nullable Integer minimumIsvSvn;

  @Option(
      names = "--report-data",
      paramLabel = "HEX",
      description = "Enclaves: want these 64 bytes as report data.")
  @Nullable String reportData;

  @Option(
      names = "--accept-status",
      paramLabel = "STATUS",
      split = ",",
      description = "Enclaves: accept these TCB statuses besides UpToDate, for example OutOfDate.")
  List<String> statuses = List.of();

  /// `known` is what an identity file says, or nothing.
  SgxExpectations expectations(SgxExpectations.Enclave known, boolean debug) {
    SgxExpectations.Enclave wanted =
        new SgxExpectations.Enclave(
            mrEnclave == null ? known.mrEnclave() : HexOption.parse("--mrenclave", mrEnclave, 32),
            mrSigner == null ? known.mrSigner() : HexOption.parse("--mrsigner", mrSigner, 32),
            isvProdId == null ? known.isvProdId() : isvProdId,
            minimumIsvSvn == null ? known.minimumIsvSvn() : minimumIsvSvn);
    SgxExpectations expectations =
        SgxExpectations.strict().withEnclave(wanted).withStatuses(statuses());
    if (debug) {
      expectations = expectations.withDebugAllowed();
    }
    return reportData == null
        ? expectations
        : expectations.withBinding(
            new SgxExpectations.Binding.Exact(HexOption.parse("--report-data", reportData, 64)));
  }

  private Set<TcbStatus> statuses() {
    Set<TcbStatus> accepted = EnumSet.of(TcbStatus.UP_TO_DATE);
    for (String text : statuses) {
      try {
        accepted.add(TcbStatus.parse(text));
      } catch (MalformedException e) {
        throw new CommandFailure(ExitCode.USAGE, "--accept-status: " + e.getMessage(), "");
      }
    }
    if (accepted.contains(TcbStatus.REVOKED)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--accept-status: Revoked cannot be accepted",
          "its keys may be in anybody's hands");
    }
    return accepted;
  }
}
