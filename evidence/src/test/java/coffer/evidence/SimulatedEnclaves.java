package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.simulator.SgxDevelopmentRoot;
import coffer.simulator.SimulatedCollateral;
import coffer.simulator.SimulatedEnclave;
import coffer.simulator.SimulatedSgx;
import coffer.simulator.SimulatedSgxPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// One simulated Intel for all tests of this module.
final class SimulatedEnclaves {
  static final Bytes MEASUREMENT = Bytes.parseHex("ab".repeat(32));
  static final Bytes SIGNER = Bytes.parseHex("cd".repeat(32));
  static final SimulatedEnclave ENCLAVE =
      SimulatedEnclave.of(MEASUREMENT, SIGNER).withProduct(3, 7);
  static final Bytes DATA = Bytes.of(new byte[64]);
  static final SgxDevelopmentRoot ROOT = root("coffer-sgx-root");
  static final TrustRoots ALLOWED = TrustRoots.hardware().withDevelopmentRoot(ROOT.certificate());
  static final SimulatedSgxPlatform PLATFORM = SimulatedSgxPlatform.standard();
  static final SimulatedSgx MACHINE = machine(PLATFORM);

  private SimulatedEnclaves() {}

  static SimulatedSgx machine(SimulatedSgxPlatform platform) {
    try {
      return new SimulatedSgx(ROOT, platform);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Collateral of the standard platform, up to date.
  static SimulatedCollateral collateral() {
    return SimulatedCollateral.of(PLATFORM, Simulated.NOW.minusSeconds(3600));
  }

  static SgxCollateral signed(SimulatedCollateral collateral) {
    try {
      return collateral.sign(ROOT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A quote of the standard platform beside this collateral.
  static SgxEvidence evidence(SimulatedCollateral collateral) {
    return MACHINE.evidence(ENCLAVE, DATA).withCollateral(signed(collateral));
  }

  static SgxDevelopmentRoot root(String name) {
    try {
      Path parent = Files.createTempDirectory(name);
      Path folder = parent.resolve("root");
      SgxDevelopmentRoot root = SgxDevelopmentRoot.loadOrCreate(folder, Simulated.BORN);
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
      Files.delete(parent);
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
