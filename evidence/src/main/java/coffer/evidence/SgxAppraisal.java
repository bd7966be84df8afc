package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.sgx.collateral.TcbStatus;
import coffer.sgx.quote.EnclaveReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Whether what a quote says is what the caller wants. It looks at values only: without a
/// verification of the same quote it means nothing.
record SgxAppraisal(List<Check> checks, List<String> notChecked) {
  SgxAppraisal {
    checks = List.copyOf(checks);
    notChecked = List.copyOf(notChecked);
  }

  static SgxAppraisal appraise(
      EnclaveReport report, Optional<TcbEvaluation> tcb, SgxExpectations expectations) {
    List<Check> checks = new ArrayList<>();
    List<String> notChecked = new ArrayList<>();
    tcb.ifPresent(evaluation -> checks.add(status(evaluation, expectations)));
    checks.add(debug(report, expectations));
    identity(report, expectations.enclave(), checks, notChecked);
    binding(report, expectations, checks, notChecked);
    return new SgxAppraisal(checks, notChecked);
  }

  private static Check status(TcbEvaluation evaluation, SgxExpectations expectations) {
    Optional<TcbStatus> status = evaluation.status();
    return Check.appraised(
        "tcb.status",
        "TCB status",
        String.join(
            ", ",
            new TreeSet<>(expectations.statuses()).stream().map(TcbStatus::toString).toList()),
        status.map(TcbStatus::toString).orElse("not supported"),
        status.isPresent() && expectations.statuses().contains(status.get()));
  }

  private static Check debug(EnclaveReport report, SgxExpectations expectations) {
    boolean debug = report.attributes().debug();
    return Check.appraised(
        "report.debug",
        "attributes.debug",
        expectations.debugAllowed() ? "on or off" : "off",
        (debug ? "on" : "off") + " (flags 0x" + Long.toHexString(report.attributes().flags()) + ")",
        !debug || expectations.debugAllowed());
  }

  private static void identity(
      EnclaveReport report,
      SgxExpectations.Enclave wanted,
      List<Check> checks,
      List<String> notChecked) {
    if (wanted.mrEnclave() == null && wanted.mrSigner() == null) {
      notChecked.add("identity: no MRENCLAVE or MRSIGNER was given, so any enclave passes");
    }
    equal("report.mrenclave", "mrenclave", wanted.mrEnclave(), report.mrEnclave(), checks);
    equal("report.mrsigner", "mrsigner", wanted.mrSigner(), report.mrSigner(), checks);
    Integer product = wanted.isvProdId();
    if (product != null) {
      checks.add(
          Check.appraised(
              "report.isvprodid",
              "isvprodid",
              product.toString(),
              Integer.toString(report.isvProdId()),
              report.isvProdId() == product));
    } else if (wanted.mrEnclave() == null && wanted.mrSigner() != null) {
      notChecked.add("isvprodid: none was given, so every product of this signer passes");
    }
    Integer svn = wanted.minimumIsvSvn();
    if (svn != null) {
      checks.add(
          Check.appraised(
              "report.isvsvn",
              "isvsvn",
              "at least " + svn,
              Integer.toString(report.isvSvn()),
              report.isvSvn() >= svn));
    } else if (wanted.mrEnclave() == null && wanted.mrSigner() != null) {
      notChecked.add("isvsvn: no minimum was given, so an old build passes");
    }
  }

  private static void equal(
      String id,
      String field,
      @org.jspecify.annotations.Nullable Bytes wanted,
      Bytes got,
      List<Check> checks) {
    if (wanted != null) {
      checks.add(Check.appraised(id, field, wanted.toHex(), got.toHex(), wanted.equals(got)));
    }
  }

  private static void binding(
      EnclaveReport report,
      SgxExpectations expectations,
      List<Check> checks,
      List<String> notChecked) {
    switch (expectations.binding()) {
      case SgxExpectations.Binding.Exact(Bytes wanted) ->
          checks.add(Freshness.reportData(wanted, report.reportData()));
      case SgxExpectations.Binding.RuntimeData(Bytes data, String nonce) ->
          Freshness.runtimeData(report.reportData(), data, nonce, checks, notChecked);
      case null ->
          notChecked.add("report_data: no nonce or runtime data was given, so an old quote passes");
    }
  }
}
