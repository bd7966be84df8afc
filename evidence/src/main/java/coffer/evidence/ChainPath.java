package coffer.evidence;

import coffer.bytes.Digest;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether the certificates of a chain sign each other, up to one that signed itself (PKIX, RFC
/// 5280). Neither time nor trust counts here.
///
/// `ordered` has the leaf first and the root last where the certificates allow that, whatever the
/// order in which they came; `root` is the digest of its last.
record ChainPath(Outcome outcome, String got, CertificateChain ordered, Digest root) {
  /// The ways in which a chain can be none, told apart so that each is a finding of its own.
  enum Outcome {
    VALID("signatures"),
    REORDERED("order"),
    SELF_SIGNED("self_signed"),
    BROKEN("signatures");

    private final String id;

    Outcome(String id) {
      this.id = id;
    }

    /// The last part of the check's id.
    String id() {
      return id;
    }
  }

  private ChainPath(Outcome outcome, String got, CertificateChain ordered) {
    this(outcome, got, ordered, TrustRoot.digest(ordered.certificates().getLast()));
  }

  static ChainPath of(CertificateChain chain) {
    X509Certificate leaf = chain.leaf();
    CertificateChain sorted = sorted(chain);
    if (sorted == null || sorted.certificates().size() == 1) {
      return isSelfSigned(leaf)
          ? new ChainPath(Outcome.SELF_SIGNED, "a certificate that signed itself", chain)
          : new ChainPath(Outcome.BROKEN, problem(chain), chain);
    }
    String problem = problem(sorted);
    if (!problem.isEmpty()) {
      return new ChainPath(Outcome.BROKEN, problem, sorted);
    }
    return sorted.equals(chain)
        ? new ChainPath(Outcome.VALID, "valid", sorted)
        : new ChainPath(Outcome.REORDERED, "another order: " + positions(chain, sorted), sorted);
  }

  /// What PKIX has to say; empty when it accepts.
  private static String problem(CertificateChain chain) {
    try {
      ChainWindow.of(chain).validate(chain);
      return "";
    } catch (GeneralSecurityException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /// All certificates, each followed by its issuer; null when they do not make one chain.
  private static @Nullable CertificateChain sorted(CertificateChain chain) {
    List<X509Certificate> all = chain.certificates();
    List<X509Certificate> leaves =
        all.stream().filter(one -> all.stream().noneMatch(other -> issued(one, other))).toList();
    if (leaves.size() != 1) {
      return null;
    }
    List<X509Certificate> authorities = new ArrayList<>(all);
    authorities.remove(leaves.getFirst());
    CertificateChain sorted = CertificateChain.of(leaves.getFirst(), authorities);
    boolean whole =
        sorted.certificates().size() == all.size()
            && CertificateChain.isSelfIssued(sorted.certificates().getLast());
    return whole ? sorted : null;
  }

  private static boolean issued(X509Certificate issuer, X509Certificate other) {
    return !issuer.equals(other)
        && other.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
  }

  private static boolean isSelfSigned(X509Certificate certificate) {
    if (!CertificateChain.isSelfIssued(certificate)) {
      return false;
    }
    try {
      certificate.verify(certificate.getPublicKey());
      return true;
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  /// Such as `leaf, root, intermediate 1`.
  private static String positions(CertificateChain chain, CertificateChain sorted) {
    int last = sorted.certificates().size() - 1;
    List<String> names = new ArrayList<>();
    for (X509Certificate certificate : chain.certificates()) {
      int place = sorted.certificates().indexOf(certificate);
      names.add(place == 0 ? "leaf" : place == last ? "root" : "intermediate " + place);
    }
    return String.join(", ", names);
  }
}
