package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.cose.DidX509;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/// Whom the caller accepts as signer of utility VMs: a did:x509 and the feed it publishes them in.
public record UvmIssuer(String did, String feed) {
  /// Microsoft's supply-chain root and the key usage of its container platform.
  public static final UvmIssuer MICROSOFT =
      new UvmIssuer(
          "did:x509:0:sha256:I__iuL25oXEVFdTP_aBLx_eT1RPHbCQ_ECBQfYZpt9s"
              + "::eku:1.3.6.1.4.1.311.76.59.1.2",
          "ContainerPlat-AMD-UVM");

  /// True when `chain`, leaf first, is that of this issuer: the fingerprint is of a certificate
  /// above the leaf, and the leaf has every extended key usage that is asked for. Policies other
  /// than `eku` are not met.
  boolean resolves(CertificateChain chain) {
    DidX509 issuer = DidX509.parse(did);
    List<X509Certificate> above = chain.certificates().subList(1, chain.certificates().size());
    return above.stream().anyMatch(certificate -> isFingerprint(issuer, certificate))
        && issuer.policies().stream().allMatch(policy -> meets(policy, chain.leaf()));
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
    try {
      List<String> usages = leaf.getExtendedKeyUsage();
      return policy.name().equals("eku") && usages != null && usages.containsAll(policy.values());
    } catch (CertificateParsingException _) {
      return false;
    }
  }
}
