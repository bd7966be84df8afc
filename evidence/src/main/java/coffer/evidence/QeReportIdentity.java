package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.sgx.collateral.QeIdentity;
import coffer.sgx.quote.EnclaveReport;
import java.util.List;

/// Whether the enclave that made a quote is one that may: its report under the masks of Intel's
/// document.
final class QeReportIdentity {
  private QeReportIdentity() {}

  static List<Check> verify(EnclaveReport report, QeIdentity identity) {
    return List.of(
        masked(
            "qe_report.miscselect",
            report.miscSelectBytes(),
            identity.miscSelectMask(),
            identity.miscSelect()),
        masked(
            "qe_report.attributes",
            report.attributes().toBytes(),
            identity.attributesMask(),
            identity.attributes()),
        check("qe_report.mrsigner", identity.mrSigner().toHex(), report.mrSigner().toHex()),
        check(
            "qe_report.isvprodid",
            Integer.toString(identity.isvProdId()),
            Integer.toString(report.isvProdId())));
  }

  private static Check masked(String id, Bytes value, Bytes mask, Bytes wanted) {
    byte[] seen = value.toArray();
    for (int i = 0; i < seen.length; i++) {
      seen[i] &= mask.at(i);
    }
    return check(id, wanted.toHex(), Bytes.of(seen).toHex());
  }

  private static Check check(String id, String wanted, String got) {
    return Check.verified(id, id, wanted, got, wanted.equals(got));
  }
}
