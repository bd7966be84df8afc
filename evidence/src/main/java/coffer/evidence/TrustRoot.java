package coffer.evidence;

import coffer.bytes.Digest;
import coffer.snp.SnpProduct;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/// A root certificate that the caller trusts, pinned by the SHA-256 of its DER bytes. `name` stands
/// in every verdict that rests on it; `product` is the only product it vouches for, if it is AMD's.
public record TrustRoot(String name, Digest sha256, @Nullable SnpProduct product) {
  /// Stands in the subject of every certificate that Coffer's simulated hardware makes.
  public static final String DEVELOPMENT_MARK = "Coffer Development Root - NOT HARDWARE";

  static final TrustRoot AMD_MILAN =
      amd(SnpProduct.MILAN, "69d063b45344d26a2e94e1f4210de49ef555308287d4c174445c95639a540bcd");
  static final TrustRoot AMD_GENOA =
      amd(SnpProduct.GENOA, "4c6598d19c18719c5dfd4a7d335f674e5bfe1d8f800cea2cf270c10d103db2f1");
  static final TrustRoot AMD_TURIN =
      amd(SnpProduct.TURIN, "1f084161a44bb6d93778a904877d4819cafa5d05ef4193b2ded9dd9c73dd3f6a");

  static final TrustRoot INTEL_SGX =
      new TrustRoot(
          "Intel SGX root",
          new Digest("44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3"),
          null);

  /// The digest of a certificate's DER bytes.
  public static Digest digest(X509Certificate certificate) {
    try {
      return Digest.sha256Of(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new AssertionError("a parsed certificate has an encoding", e);
    }
  }

  /// True for a certificate that calls itself simulated.
  public static boolean isMarked(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName().contains(DEVELOPMENT_MARK);
  }

  private static TrustRoot amd(SnpProduct product, String sha256) {
    return new TrustRoot("AMD " + product + " root", new Digest(sha256), product);
  }
}
