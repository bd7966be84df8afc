package coffer.evidence;

import coffer.bytes.Base64Text;
import coffer.bytes.Digest;
import java.security.cert.X509Certificate;

/// Whom the caller accepts as signer of utility VMs: a did:x509 and the feed it publishes them in.
public record UvmIssuer(String did, String feed) {
  private static final String USAGE = "1.3.6.1.4.1.311.76.59.1.2";
  private static final String FEED = "ContainerPlat-AMD-UVM";

  /// Microsoft's supply-chain root and the key usage of its container platform.
  public static final UvmIssuer MICROSOFT =
      new UvmIssuer(did("I__iuL25oXEVFdTP_aBLx_eT1RPHbCQ_ECBQfYZpt9s"), FEED);

  /// Who endorses under another root, for the same usage and in the same feed.
  public static UvmIssuer of(X509Certificate root) {
    return of(TrustRoot.digest(root));
  }

  /// The same, of the root certificate's digest.
  static UvmIssuer of(Digest root) {
    return new UvmIssuer(did(Base64Text.url(root.bytes().toArray())), FEED);
  }

  /// @param fingerprint SHA-256 of the root certificate, base64url
  private static String did(String fingerprint) {
    return "did:x509:0:sha256:%s::eku:%s".formatted(fingerprint, USAGE);
  }

  /// True when `chain`, leaf first, is that of this issuer: the fingerprint is of a certificate
  /// above the leaf, and the leaf meets every policy.
  boolean resolves(CertificateChain chain) {
    return chain.isOf(did);
  }
}
