package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.snp.ReportData;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether REPORT_DATA is what the caller bound it to; the same for reports and quotes.
final class Freshness {
  private Freshness() {}

  /// The convention of [ReportData]: `data` is what was hashed, and `nonce` must stand in it.
  static void runtimeData(
      Bytes reportData,
      Bytes runtimeData,
      @Nullable String nonce,
      List<Check> checks,
      List<String> notChecked) {
    byte[] data = runtimeData.toArray();
    checks.add(reportData(ReportData.of(data), reportData));
    if (nonce == null) {
      notChecked.add("nonce: none was given; the runtime data alone does not make a report fresh");
      return;
    }
    boolean there = new String(data, StandardCharsets.UTF_8).contains(nonce);
    checks.add(
        Check.appraised(
            "report.nonce",
            "runtime data",
            "contains the nonce " + nonce,
            there ? "contains it" : "does not contain it",
            there));
  }

  static Check reportData(Bytes wanted, Bytes got) {
    return Check.appraised(
        "report.report_data", "report_data", wanted.toHex(), got.toHex(), wanted.equals(got));
  }
}
