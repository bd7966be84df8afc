package coffer.simulator;

import coffer.evidence.CertificateChain;
import coffer.evidence.RevocationList;
import coffer.sgx.collateral.PckExtensions;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Issues certificates and revocation lists with the structure of Intel's for SGX (PCK Certificate
/// and CRL Profile Specification): ECDSA P-256 with SHA-256. Every subject carries the mark.
final class SgxCertificates {
  private static final SecureRandom RANDOM = new SecureRandom();

  private SgxCertificates() {}

  /// Who signs: a name of [Certificates#name] and a key.
  record Issuer(X500Name name, PrivateKey key) {}

  /// A certificate authority; `depth` is how many more may stand below it.
  static X509Certificate authority(
      Issuer issuer, X500Name subject, PublicKey key, Certificates.Validity validity, int depth)
      throws IOException {
    X509v3CertificateBuilder builder = builder(issuer, subject, key, validity);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(depth));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    return sign(builder, issuer);
  }

  /// The certificate of a key that signs documents or quoting enclaves; `extensions` are a
  /// platform's, null for any other key.
  static X509Certificate leaf(
      Issuer issuer,
      X500Name subject,
      PublicKey key,
      Certificates.Validity validity,
      @org.jspecify.annotations.Nullable PckExtensions extensions)
      throws IOException {
    X509v3CertificateBuilder builder = builder(issuer, subject, key, validity);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(
        Extension.keyUsage,
        true,
        new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
    if (extensions != null) {
      builder.addExtension(
          new Extension(new ASN1ObjectIdentifier(PckExtensions.OID), false, extensions.toBytes()));
    }
    return sign(builder, issuer);
  }

  /// A list of what `issuer` took back, valid from `at` for 30 days.
  static RevocationList crl(Issuer issuer, Instant at, Collection<BigInteger> revoked)
      throws IOException {
    X509v2CRLBuilder builder = new X509v2CRLBuilder(issuer.name(), Date.from(at));
    builder.setNextUpdate(Date.from(at.plus(SimulatedCollateral.VALID)));
    for (BigInteger serial : revoked) {
      builder.addCRLEntry(serial, Date.from(at), CRLReason.unspecified);
    }
    return RevocationList.parse(builder.build(signer(issuer.key())).getEncoded());
  }

  private static X509v3CertificateBuilder builder(
      Issuer issuer, X500Name subject, PublicKey key, Certificates.Validity validity)
      throws IOException {
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            issuer.name(),
            new BigInteger(159, RANDOM),
            Date.from(validity.notBefore()),
            Date.from(validity.notAfter()),
            subject,
            SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    try {
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError("a JDK without SHA-1", e);
    }
    return builder;
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, Issuer issuer)
      throws IOException {
    return CertificateChain.parseCertificate(builder.build(signer(issuer.key())).getEncoded());
  }

  private static ContentSigner signer(PrivateKey key) {
    try {
      return new JcaContentSignerBuilder("SHA256withECDSA").build(key);
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("the development root's key does not sign", e);
    }
  }
}
