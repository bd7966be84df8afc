package coffer.snp;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import java.util.Arrays;

/// The convention that binds runtime data to a report: REPORT_DATA is the SHA-256 of the runtime
/// data in its first 32 bytes, and zero in the rest.
public final class ReportData {
  public static final int LENGTH = 64;

  private ReportData() {}

  /// The 64 bytes for `runtimeData`.
  public static Bytes of(byte[] runtimeData) {
    return Bytes.of(Arrays.copyOf(Digest.sha256().digest(runtimeData), LENGTH));
  }
}
