package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.simulator.DevelopmentRoot;
import coffer.simulator.SimulatedGuest;
import coffer.simulator.SimulatedPlatform;
import coffer.simulator.SimulatedSnp;
import coffer.snp.SnpProduct;
import coffer.snp.SnpReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// One development root for all tests of this module, since its keys take seconds to make.
final class Simulated {
  static final Bytes IDENTITY = Bytes.parseHex("a1".repeat(32));
  static final Bytes DATA = Bytes.of(new byte[64]);
  static final Instant BORN = Instant.parse("2026-05-01T10:11:12Z");
  static final Instant NOW = Instant.parse("2026-08-01T00:00:00Z");
  static final DevelopmentRoot ROOT = root("coffer-test-root");
  static final TrustRoots ALLOWED = TrustRoots.amd().withDevelopmentRoot(ROOT.certificate());

  private Simulated() {}

  static SimulatedSnp machine(SnpProduct product) {
    return machine(SimulatedPlatform.of(product));
  }

  static SimulatedSnp machine(SimulatedPlatform platform) {
    try {
      return new SimulatedSnp(ROOT, platform);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SnpEvidence evidence(SimulatedSnp machine) {
    return evidence(machine, SimulatedGuest.of(IDENTITY));
  }

  static SnpEvidence evidence(SimulatedSnp machine, SimulatedGuest guest) {
    return evidence(machine, machine.report(DATA, guest));
  }

  static SnpEvidence evidence(SimulatedSnp machine, SnpReport report) {
    return SnpEvidence.parse(report.toBytes(), machine.chainPem());
  }

  static DevelopmentRoot root(String name) {
    try {
      Path parent = Files.createTempDirectory(name);
      Path folder = parent.resolve("root");
      DevelopmentRoot root = DevelopmentRoot.loadOrCreate(folder, BORN);
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
