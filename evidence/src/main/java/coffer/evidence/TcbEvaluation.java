package coffer.evidence;

import coffer.sgx.collateral.QeIdentity;
import coffer.sgx.collateral.SgxTcb;
import coffer.sgx.collateral.TcbInfo;
import coffer.sgx.collateral.TcbLevel;
import coffer.sgx.collateral.TcbStatus;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which TCB level a platform and its quoting enclave are on, and what the two make together, as
/// Intel's quote verification library combines them. Empty levels mean that Intel's documents have
/// none so low.
record TcbEvaluation(Optional<TcbLevel<SgxTcb>> platform, Optional<TcbLevel<Integer>> qe) {
  /// `pck` are the numbers of the platform's certificate, and not those in its quote; `qeSvn` is
  /// the ISVSVN of the quoting enclave's report.
  static TcbEvaluation of(TcbInfo info, QeIdentity identity, SgxTcb pck, int qeSvn) {
    return new TcbEvaluation(info.levelOf(pck), identity.levelOf(qeSvn));
  }

  /// Empty when either level is missing.
  Optional<TcbStatus> status() {
    return platform.flatMap(level -> qe.map(of -> combined(level.status(), of.status())));
  }

  /// The advisories of both, each once.
  List<String> advisoryIds() {
    Set<String> ids = new LinkedHashSet<>();
    platform.ifPresent(level -> ids.addAll(level.advisoryIds()));
    qe.ifPresent(level -> ids.addAll(level.advisoryIds()));
    return List.copyOf(ids);
  }

  /// Such as `OutOfDate (platform OutOfDate of 2021-11-10, quoting enclave UpToDate; INTEL-SA-1)`.
  String describe() {
    List<String> parts = new ArrayList<>();
    parts.add("platform " + level(platform));
    parts.add("quoting enclave " + level(qe));
    String advisories =
        advisoryIds().isEmpty() ? "" : "; advisories " + String.join(", ", advisoryIds());
    return "%s (%s%s)"
        .formatted(
            status().map(TcbStatus::toString).orElse("not supported"),
            String.join(", ", parts),
            advisories);
  }

  private static String level(Optional<? extends TcbLevel<?>> level) {
    return level
        .map(found -> found.status() + " of " + found.date().toString().substring(0, 10))
        .orElse("below every level");
  }

  static TcbStatus combined(TcbStatus platform, TcbStatus qe) {
    return switch (qe) {
      case UP_TO_DATE -> platform;
      case REVOKED -> TcbStatus.REVOKED;
      case OUT_OF_DATE -> withOldEnclave(platform);
      // Intel's library knows no other status of a quoting enclave: take the worse of the two.
      case SW_HARDENING_NEEDED,
          CONFIGURATION_NEEDED,
          CONFIGURATION_AND_SW_HARDENING_NEEDED,
          OUT_OF_DATE_CONFIGURATION_NEEDED ->
          platform.compareTo(qe) < 0 ? qe : platform;
    };
  }

  private static TcbStatus withOldEnclave(TcbStatus platform) {
    return switch (platform) {
      case UP_TO_DATE, SW_HARDENING_NEEDED -> TcbStatus.OUT_OF_DATE;
      case CONFIGURATION_NEEDED, CONFIGURATION_AND_SW_HARDENING_NEEDED ->
          TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED;
      case OUT_OF_DATE, OUT_OF_DATE_CONFIGURATION_NEEDED, REVOKED -> platform;
    };
  }
}
