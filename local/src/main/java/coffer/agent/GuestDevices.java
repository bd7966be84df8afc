package coffer.agent;

import coffer.skr.ReportSource;
import coffer.skr.SkrServer;
import java.io.IOException;

/// What a guest of SEV-SNP finds on its loopback address: the device that makes reports, and the
/// secure-key-release sidecar.
record GuestDevices(SimulatedDevice device, SkrServer sidecar) implements AutoCloseable {
  static GuestDevices start(GroupPlatform platform, ReportSource hardware) throws IOException {
    SimulatedDevice device = SimulatedDevice.start(hardware);
    try {
      return new GuestDevices(device, platform.sidecar(GuestAgent.SKR_PORT, hardware));
    } catch (IOException | RuntimeException e) {
      device.close();
      throw e;
    }
  }

  @Override
  public void close() {
    sidecar.close();
    device.close();
  }
}
