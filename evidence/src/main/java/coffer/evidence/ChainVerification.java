package coffer.evidence;

import coffer.snp.SnpProduct;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        "one of (%s)"
            .formatted(String.join(", ", roots.roots().stream().map(TrustRoot::name).toList())),
        got,
        root.isPresent());
  }

  private static Check path(CertificateChain chain) {
    String got = "valid";
    try {
      ChainWindow.of(chain).validate(chain);
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

  private static Check validity(CertificateChain chain, Instant at) {
    ChainWindow window = ChainWindow.of(chain);
    return Check.verified(
        "chain.validity",
        "certificate validity",
        window.toString(),
        at.truncatedTo(ChronoUnit.SECONDS).toString(),
        window.contains(at));
  }
}
