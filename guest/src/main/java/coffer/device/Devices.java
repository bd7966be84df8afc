package coffer.device;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The devices of the guest that this process is in, found by their names.
///
/// @param root of the file system, `/` but in tests
public record Devices(Path root) {
  private static final String SEV_GUEST = "dev/sev-guest";
  private static final String SEV = "dev/sev";
  private static final String GRAMINE = "dev/attestation";
  private static final String OCCLUM = "dev/sgx";
  private static final String SIMULATOR = "dev/sgx-simulator";

  /// Where enclaves under `coffer up --tee sgx` find [SimulatedQuoteDevice].
  public static final String SIMULATED_QUOTES = "/" + SIMULATOR;

  /// Those of this process.
  public static Devices here() {
    return new Devices(Path.of("/"));
  }

  /// What is looked for, in this order.
  public static List<String> names() {
    return List.of("/" + GRAMINE, "/" + OCCLUM, "/" + SIMULATOR, "/" + SEV_GUEST, "/" + SEV);
  }

  /// The driver of an SEV-SNP guest: `/dev/sev-guest`, else `/dev/sev`. A host with SEV has the
  /// second name too; its driver refuses.
  public Optional<SnpDevice> snp() {
    if (isDevice(SEV_GUEST)) {
      return Optional.of(new SevGuestDevice(root.resolve(SEV_GUEST)));
    }
    return isDevice(SEV) ? Optional.of(new SevDevice(root.resolve(SEV))) : Optional.empty();
  }

  /// What gives quotes in an enclave: Gramine's `/dev/attestation`, else Occlum's `/dev/sgx`, which
  /// on a host is a folder; after them what plays the hardware on a laptop.
  public Optional<QuoteDevice> quotes() {
    if (Files.exists(root.resolve(GRAMINE).resolve("attestation_type"))) {
      return Optional.of(new GramineDevice(root.resolve(GRAMINE)));
    }
    if (isDevice(OCCLUM)) {
      return Optional.of(new OcclumDevice(root.resolve(OCCLUM)));
    }
    return isDevice(SIMULATOR)
        ? Optional.of(new SimulatedQuoteDevice(root.resolve(SIMULATOR)))
        : Optional.empty();
  }

  private boolean isDevice(String name) {
    Path file = root.resolve(name);
    return Files.exists(file) && !Files.isDirectory(file);
  }
}
