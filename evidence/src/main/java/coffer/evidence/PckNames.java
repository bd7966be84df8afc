package coffer.evidence;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/// The names by which Intel's certificates are told apart (PCK Certificate and CRL Profile
/// Specification): without them, one kind would pass for another under the same root.
final class PckNames {
  static final String ROOT = "SGX Root CA";
  static final String PROCESSOR_CA = "SGX PCK Processor CA";
  static final String PLATFORM_CA = "SGX PCK Platform CA";
  static final String PCK = "SGX PCK Certificate";

  private PckNames() {}

  /// A platform's chain: certificate, one of the two authorities, root.
  static Check pck(CertificateChain chain) {
    String authority =
        chain.certificates().size() > 1
                && commonName(chain.certificates().get(1)).contains(PLATFORM_CA)
            ? PLATFORM_CA
            : PROCESSOR_CA;
    return check("chain.names", "PCK certificate names", chain, PCK, authority);
  }

  /// `names` are of the certificates below the root, the leaf's first.
  static Check check(String id, String field, CertificateChain chain, String... names) {
    List<String> wanted = new ArrayList<>(List.of(names));
    wanted.add(ROOT);
    List<String> found = chain.certificates().stream().map(PckNames::commonName).toList();
    boolean ok = found.size() == wanted.size();
    for (int i = 0; ok && i < found.size(); i++) {
      ok = found.get(i).contains(wanted.get(i));
    }
    return Check.verified(id, field, String.join(", ", wanted), String.join(", ", found), ok);
  }

  static String commonName(X509Certificate certificate) {
    try {
      for (Rdn name : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (name.getType().equalsIgnoreCase("CN") && name.getValue() instanceof String text) {
          return text;
        }
      }
      return "";
    } catch (InvalidNameException _) {
      return "";
    }
  }
}
