package coffer.skr;

import coffer.device.Devices;
import coffer.device.SecurityContextFolder;
import coffer.device.SnpDevice;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds what speaks for this guest: the SEV-SNP device, else the simulated hardware of a local
/// group.
public final class GuestReports {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private GuestReports() {}

  /// A source of reports; empty when this is no guest.
  ///
  /// @param table leads public names to other addresses ([HttpDocuments])
  public static Optional<ReportSource> find(
      Devices devices, Map<String, String> environment, Map<String, URI> table) throws IOException {
    Optional<SnpDevice> device = devices.snp();
    if (device.isPresent()) {
      HttpDocuments http = new HttpDocuments(table, Trust.with(List.of()), LIMIT);
      return Optional.of(
          new DeviceReports(
              device.get(), SecurityContextFolder.read(devices.root(), environment), http));
    }
    return SimulatorReports.isThere() ? Optional.of(new SimulatorReports()) : Optional.empty();
  }

  /// What is looked for, for people.
  public static String wanted() {
    return "/dev/sev-guest, /dev/sev, or simulated hardware on 127.0.0.1:%d"
        .formatted(SimulatorReports.PORT);
  }
}
