package coffer.cli;

import coffer.evidence.CertificateChain;
import coffer.evidence.TrustRoot;
import coffer.evidence.TrustRoots;
import coffer.simulator.DevelopmentRoot;
import coffer.simulator.SgxDevelopmentRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which roots a verdict may rest on, and for which time it is made.
final class TrustOptions {
  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "Judge for this time (RFC 3339) instead of now.")
  @Nullable String at;

  @Option(
      names = "--root",
      paramLabel = "FILE",
      description = "Trust this root certificate (PEM) besides AMD's and Intel's.")
  @Nullable Path root;

  @Option(
      names = "--allow-development-root",
      description = "Accept simulated hardware; such a verdict proves nothing about hardware.")
  boolean developmentRoot;

  TrustRoots roots() throws IOException {
    TrustRoots roots = TrustRoots.hardware();
    if (root != null) {
      X509Certificate certificate = CertificateChain.parse(Files.readAllBytes(root)).leaf();
      boolean development = developmentRoot && TrustRoot.isMarked(certificate);
      return development ? roots.withDevelopmentRoot(certificate) : roots.withRoot(certificate);
    }
    return developmentRoot ? withDevelopmentRoots(roots) : roots;
  }

  /// With those of this user that there are: simulated processors of AMD, and of Intel.
  private static TrustRoots withDevelopmentRoots(TrustRoots roots) throws IOException {
    Path snp = DevelopmentRoot.folder(System.getenv());
    Path sgx = SgxDevelopmentRoot.folder(System.getenv());
    TrustRoots all = roots;
    if (Files.exists(snp) || !Files.exists(sgx)) {
      all = all.withDevelopmentRoot(DevelopmentRoot.loadCertificate(snp));
    }
    return Files.exists(sgx)
        ? all.withDevelopmentRoot(SgxDevelopmentRoot.loadCertificate(sgx))
        : all;
  }

  Instant time() {
    if (at == null) {
      return Instant.now();
    }
    try {
      return OffsetDateTime.parse(at).toInstant();
    } catch (DateTimeParseException e) {
      throw new CommandFailure(
          ExitCode.USAGE, "--at: '" + at + "' is no time", "for example 2026-08-01T00:00:00Z");
    }
  }
}
