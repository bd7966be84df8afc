package coffer.evidence;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Revocation lists and what they say about the certificates of a chain.
final class Revocation {
  private Revocation() {}

  /// Whether `list` is that of `authority`, and is of this time.
  static List<Check> list(
      RevocationList list, X509Certificate authority, Instant at, String id, String field) {
    boolean signed = list.isIssuedBy(authority);
    boolean now = !at.isBefore(list.thisUpdate()) && !at.isAfter(list.nextUpdate());
    String name = authority.getSubjectX500Principal().getName();
    return List.of(
        Check.verified(
            id + ".signature",
            field,
            "signed by " + name,
            signed
                ? "valid"
                : list.issuer().equals(name)
                    ? "not valid: it was changed"
                    : "a list of " + list.issuer(),
            signed),
        Check.verified(
            id + ".validity",
            field + " validity",
            list.thisUpdate() + " to " + list.nextUpdate(),
            at.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString(),
            now));
  }

  /// Whether no certificate below the root is in one of the lists; a list counts for the
  /// certificates of its own issuer.
  static Check chain(CertificateChain chain, List<RevocationList> lists, String id, String owner) {
    List<String> revoked = new ArrayList<>();
    for (X509Certificate certificate : belowRoot(chain).toList()) {
      boolean listed =
          lists.stream()
              .filter(list -> list.issuer().equals(certificate.getIssuerX500Principal().getName()))
              .anyMatch(list -> list.isRevoked(certificate));
      if (listed) {
        revoked.add(
            "%s, serial %s"
                .formatted(
                    certificate.getSubjectX500Principal().getName(),
                    certificate.getSerialNumber().toString(16)));
      }
    }
    return Check.verified(
        id + ".revocation",
        owner + "revocation",
        "no certificate in its issuer's list",
        revoked.isEmpty() ? "none" : "revoked: " + String.join("; ", revoked),
        revoked.isEmpty());
  }

  private static Stream<X509Certificate> belowRoot(CertificateChain chain) {
    List<X509Certificate> all = chain.certificates();
    return all.stream().limit(Math.max(1, all.size() - 1));
  }
}
