package coffer.evidence;

import coffer.snp.SnpProduct;
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
/// `product` is the only one that the root vouches for; null for a root of any product. `chain` has
/// the leaf first, whatever the order in which the certificates came.
record ChainVerification(
    String rootName, @Nullable SnpProduct product, CertificateChain chain, List<Check> checks) {
  ChainVerification {
    checks = List.copyOf(checks);
  }

  /// The chain of the key that signs evidence: checks `chain.*`.
  static ChainVerification verify(CertificateChain chain, TrustRoots roots, Instant at) {
    return verify(chain, roots, at, "chain", "");
  }

  /// `id` is the first part of the checks' ids; `owner` stands before the names of their fields.
  static ChainVerification verify(
      CertificateChain chain, TrustRoots roots, Instant at, String id, String owner) {
    ChainPath path = chain.path();
    X509Certificate last = path.ordered().certificates().getLast();
    Optional<TrustRoot> root = roots.find(path.root());
    List<Check> checks = new ArrayList<>();
    checks.add(pinned(last, root, roots, id + ".root", owner));
    checks.add(
        Check.verified(
            id + "." + path.outcome().id(),
            owner + "certificate chain",
            wanted(path.outcome()),
            path.got(),
            path.outcome() == ChainPath.Outcome.VALID));
    checks.add(validity(path.ordered(), at, id + ".validity", owner));
    return new ChainVerification(
        root.map(TrustRoot::name).orElse(name(last)),
        root.map(TrustRoot::product).orElse(null),
        path.ordered(),
        checks);
  }

  private static String wanted(ChainPath.Outcome outcome) {
    return switch (outcome) {
      case VALID, BROKEN -> "each certificate signed by the next, up to the root";
      case REORDERED -> "the leaf first, then its issuers, the root last";
      case SELF_SIGNED -> "a leaf that an authority signed";
    };
  }

  private static String name(X509Certificate last) {
    return TrustRoot.isMarked(last) ? "development root, refused" : "none";
  }

  private static Check pinned(
      X509Certificate last, Optional<TrustRoot> root, TrustRoots roots, String id, String owner) {
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
        id,
        owner + "root certificate",
        "one of (%s)"
            .formatted(String.join(", ", roots.roots().stream().map(TrustRoot::name).toList())),
        got,
        root.isPresent());
  }

  private static Check validity(CertificateChain chain, Instant at, String id, String owner) {
    ChainWindow window = ChainWindow.of(chain);
    return Check.verified(
        id,
        owner + "certificate validity",
        window.toString(),
        at.truncatedTo(ChronoUnit.SECONDS).toString(),
        window.contains(at));
  }
}
