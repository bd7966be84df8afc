package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.cose.DidX509;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/// Resolves a did:x509 against a chain of certificates (did:x509 method, version 0): the
/// fingerprint is that of a certificate above the leaf, and the leaf meets every policy.
final class IssuerResolution {
  private IssuerResolution() {}

  /// `chain` has the leaf first.
  static boolean resolves(String did, List<X509Certificate> chain) {
    DidX509 issuer = DidX509.parse(did);
    return chain.stream().skip(1).anyMatch(certificate -> isFingerprint(issuer, certificate))
        && issuer.policies().stream().allMatch(policy -> meets(policy, chain.getFirst()));
  }

  private static boolean isFingerprint(DidX509 issuer, X509Certificate certificate) {
    try {
      byte[] found = MessageDigest.getInstance(issuer.hash()).digest(certificate.getEncoded());
      return issuer.fingerprint().equals(Bytes.of(found));
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static boolean meets(DidX509.Policy policy, X509Certificate leaf) {
    return switch (policy.name()) {
      case "eku" -> hasUsages(leaf, policy.values());
      case "subject" -> hasSubject(leaf, policy.values());
      case "san" -> hasAlternativeName(leaf, policy.values());
      default -> false;
    };
  }

  /// A kind of name, `email`, `dns` or `uri`, and the name.
  private static boolean hasAlternativeName(X509Certificate leaf, List<String> wanted) {
    if (wanted.size() != 2) {
      return false;
    }
    int kind =
        switch (wanted.getFirst()) {
          case "email" -> 1;
          case "dns" -> 2;
          case "uri" -> 6;
          default -> -1;
        };
    try {
      Collection<List<?>> names = leaf.getSubjectAlternativeNames();
      return names != null
          && names.stream()
              .anyMatch(name -> name.get(0).equals(kind) && wanted.getLast().equals(name.get(1)));
    } catch (CertificateParsingException _) {
      return false;
    }
  }

  private static boolean hasUsages(X509Certificate leaf, List<String> wanted) {
    try {
      List<String> usages = leaf.getExtendedKeyUsage();
      return usages != null && usages.containsAll(wanted);
    } catch (CertificateParsingException _) {
      return false;
    }
  }

  /// Pairs of an attribute's name and its value.
  private static boolean hasSubject(X509Certificate leaf, List<String> wanted) {
    try {
      List<Rdn> names = new LdapName(leaf.getSubjectX500Principal().getName()).getRdns();
      for (int i = 0; i + 1 < wanted.size(); i += 2) {
        String type = wanted.get(i);
        String value = wanted.get(i + 1);
        if (names.stream()
            .noneMatch(
                name -> name.getType().equalsIgnoreCase(type) && name.getValue().equals(value))) {
          return false;
        }
      }
      return wanted.size() % 2 == 0;
    } catch (InvalidNameException _) {
      return false;
    }
  }
}
