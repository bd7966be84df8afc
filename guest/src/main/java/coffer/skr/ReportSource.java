package coffer.skr;

import coffer.bytes.Bytes;
import java.io.IOException;

/// Where evidence comes from: the guest's device, or simulated hardware behind a socket.
@FunctionalInterface
public interface ReportSource {
  /// A report over 64 bytes of report data, with the certificates of the key that signed it.
  /// `IOException` when the hardware or what stands for it does not answer.
  GuestEvidence report(Bytes reportData) throws IOException;
}
