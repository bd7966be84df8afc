package coffer.evidence;

/// Whom the caller accepts as signer of utility VMs: a did:x509 and the feed it publishes them in.
public record UvmIssuer(String did, String feed) {
  /// Microsoft's supply-chain root and the key usage of its container platform.
  public static final UvmIssuer MICROSOFT =
      new UvmIssuer(
          "did:x509:0:sha256:I__iuL25oXEVFdTP_aBLx_eT1RPHbCQ_ECBQfYZpt9s"
              + "::eku:1.3.6.1.4.1.311.76.59.1.2",
          "ContainerPlat-AMD-UVM");

  /// True when `chain`, leaf first, is that of this issuer: the fingerprint is of a certificate
  /// above the leaf, and the leaf meets every policy.
  boolean resolves(CertificateChain chain) {
    return IssuerResolution.resolves(did, chain.certificates());
  }
}
