package coffer.device;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// A driver of Linux, opened anew for each report.
sealed interface SnpDriver extends SnpDevice permits SevGuestDevice, SevDevice {
  /// The device's file.
  Path path();

  @Override
  default Bytes report(Bytes reportData) throws IOException {
    return Attempts.of(Duration.ofSeconds(1)).run(() -> once(reportData));
  }

  /// One attempt.
  private Bytes once(Bytes reportData) throws DeviceException {
    byte[] request = SnpMessages.request(reportData, 0);
    try (DeviceFile device = DeviceFile.open(path())) {
      return SnpMessages.report(ask(device, request));
    } catch (MalformedException e) {
      throw new DeviceException(path() + ": " + e.getMessage(), 0);
    }
  }

  /// Sends a request of 96 bytes, and returns the response.
  byte[] ask(DeviceFile device, byte[] request) throws DeviceException;
}
