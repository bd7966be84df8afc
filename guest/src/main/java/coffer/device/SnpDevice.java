package coffer.device;

import coffer.bytes.Bytes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What gives reports to an SEV-SNP guest. Safe for use by many threads.
@FunctionalInterface
public interface SnpDevice {
  /// A report of 1,184 bytes over 64 bytes of report data, as the firmware signed it.
  ///
  /// [DeviceException] when the device cannot be used or the firmware refuses.
  Bytes report(Bytes reportData) throws IOException;

  /// A report and the certificates that the host has put beside it.
  ///
  /// @param chainPem in PEM, the leaf first; null where the host has none for the key that signed
  record Certified(Bytes report, @Nullable String chainPem) {}

  /// As [#report], with the host's certificates; null where the driver has no such request.
  default @Nullable Certified certifiedReport(Bytes reportData) throws IOException {
    return null;
  }
}
