package coffer.evidence;

import coffer.snp.SnpProduct;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A certificate chain up to a trusted root: is the root pinned, does PKIX (RFC 5280) accept the
/// path, and was every certificate valid at the time. Validity is a check of its own, so that an
/// old chain is not taken for a forged one.
///
/// `product` is the only one that the root vouches for; null for a root of any product.
record ChainVerification(String rootName, @Nullable SnpProduct product, List<Check> checks) {
  ChainVerification {
    checks = List.copyOf(checks);
  }

  static ChainVerification verify(CertificateChain chain, TrustRoots roots, Instant at) {
    X509Certificate last = chain.certificates().getLast();
    Optional<TrustRoot> root = roots.find(last);
    List<Check> checks = new ArrayList<>();
    checks.add(pinned(last, root, roots));
    checks.add(path(chain));
    checks.add(validity(chain, at));
    return new ChainVerification(
        root.map(TrustRoot::name).orElse(name(last)),
        root.map(TrustRoot::product).orElse(null),
        checks);
  }

  private static String name(X509Certificate last) {
    return TrustRoot.isMarked(last) ? "development root, refused" : "none";
  }

  private static Check pinned(X509Certificate last, Optional<TrustRoot> root, TrustRoots roots) {
    String got =
        root.map(TrustRoot::name)
            .orElseGet(
                () ->
                    TrustRoot.isMarked(last)
                        ? "a development root, which is not allowed here"
                        : "%s (sha256 %s)"
                            .formatted(
                                last.getSubjectX500Principal().getName(),
                                TrustRoot.digest(last).hex()));
    return Check.verified(
        "chain.root",
        "root certificate",
        String.join(", ", roots.roots().stream().map(TrustRoot::name).toList()),
        got,
        root.isPresent());
  }

  /// The path is judged at a time inside every certificate's validity, when there is one.
  private static Check path(CertificateChain chain) {
    String got = "valid";
    try {
      validate(chain);
    } catch (GeneralSecurityException e) {
      got = String.valueOf(e.getMessage());
    }
    return Check.verified(
        "chain.signatures",
        "certificate chain",
        "each certificate signed by the next, up to the root",
        got,
        got.equals("valid"));
  }

  private static void validate(CertificateChain chain) throws GeneralSecurityException {
    List<X509Certificate> certificates = chain.certificates();
    X509Certificate root = certificates.getLast();
    root.verify(root.getPublicKey());
    if (certificates.size() == 1) {
      return;
    }
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(window(chain).from()));
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509")
                .generateCertPath(certificates.subList(0, certificates.size() - 1)),
            parameters);
  }

  private static Check validity(CertificateChain chain, Instant at) {
    Window window = window(chain);
    return Check.verified(
        "chain.validity",
        "certificate validity",
        "%s to %s".formatted(window.from(), window.to()),
        at.truncatedTo(ChronoUnit.SECONDS).toString(),
        !at.isBefore(window.from()) && !at.isAfter(window.to()));
  }

  /// The time in which all certificates of the chain are valid.
  private record Window(Instant from, Instant to) {}

  private static Window window(CertificateChain chain) {
    Instant from = Instant.MIN;
    Instant to = Instant.MAX;
    for (X509Certificate certificate : chain.certificates()) {
      Instant notBefore = certificate.getNotBefore().toInstant();
      Instant notAfter = certificate.getNotAfter().toInstant();
      from = notBefore.isAfter(from) ? notBefore : from;
      to = notAfter.isBefore(to) ? notAfter : to;
    }
    return new Window(from, to);
  }
}
