package coffer.device;

import coffer.bytes.Bytes;
import java.io.IOException;

/// What gives reports to an SEV-SNP guest. Safe for use by many threads.
@FunctionalInterface
public interface SnpDevice {
  /// A report of 1,184 bytes over 64 bytes of report data, as the firmware signed it.
  ///
  /// [DeviceException] when the device cannot be used or the firmware refuses.
  Bytes report(Bytes reportData) throws IOException;
}
