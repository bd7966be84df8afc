package coffer.simulator;

import coffer.evidence.CertificateChain;
import coffer.evidence.RevocationList;
import coffer.evidence.TrustRoot;
import coffer.snp.KeyExtensions;
import coffer.snp.SigningKey;
import coffer.snp.SnpProduct;
import coffer.snp.TcbPart;
import coffer.snp.TcbVersion;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.ContentSigner;

/// Issues certificates with the structure of AMD's (publication 57230): RSASSA-PSS with SHA-384 and
/// a salt of 48 bytes, VCEK and VLEK with AMD's extensions. Every subject carries the mark.
final class Certificates {
  /// The key usage that Microsoft's container platform signs with.
  static final String ENDORSER_USAGE = "1.3.6.1.4.1.311.76.59.1.2";

  private static final String ARC_STRUCTURE_VERSION = "1";
  private static final String ARC_PRODUCT_NAME = "2";
  private static final String ARC_HARDWARE_ID = "4";
  private static final String ARC_CSP_ID = "5";

  private Certificates() {}

  /// A certificate authority: `subject` and `issuer` are names of [#name].
  static X509Certificate authority(
      X500Name issuer,
      PrivateKey issuerKey,
      PublicKey issuerPublic,
      X500Name subject,
      PublicKey key,
      Validity validity,
      BigInteger serial)
      throws IOException {
    X509v3CertificateBuilder builder = builder(issuer, serial, validity, subject, key);
    JcaX509ExtensionUtils ids = ids();
    builder.addExtension(
        Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(key));
    builder.addExtension(
        Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(issuerPublic));
    BasicConstraints constraints =
        issuer.equals(subject) ? new BasicConstraints(true) : new BasicConstraints(0);
    builder.addExtension(Extension.basicConstraints, true, constraints);
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    return sign(builder, issuerKey);
  }

  /// The certificate of a key that signs reports. `identity` is the hardware id of a VCEK, or the
  /// provider's name of a VLEK, already as the extension's content.
  static X509Certificate leaf(
      X500Name issuer, PrivateKey issuerKey, PublicKey key, Validity validity, LeafFacts facts)
      throws IOException {
    X500Name subject = name(facts.key().name());
    X509v3CertificateBuilder builder = builder(issuer, BigInteger.ZERO, validity, subject, key);
    add(
        builder,
        ARC_STRUCTURE_VERSION,
        new ASN1Integer(facts.product() == SnpProduct.TURIN ? 1 : 0));
    add(builder, ARC_PRODUCT_NAME, new DERIA5String(facts.productName()));
    for (TcbPart part : facts.product().parts()) {
      int spl = facts.tcb().part(facts.product(), part);
      builder.addExtension(oid(KeyExtensions.oid(part)), false, new ASN1Integer(spl));
    }
    for (String reserved : new String[] {"3.4", "3.5", "3.6", "3.7"}) {
      add(builder, reserved, new ASN1Integer(0));
    }
    if (facts.key() == SigningKey.VLEK) {
      add(builder, ARC_CSP_ID, new DERIA5String("CN=" + TrustRoot.DEVELOPMENT_MARK));
    } else {
      byte[] id = facts.hardwareId().toArray();
      builder.addExtension(new Extension(oid(KeyExtensions.oid(ARC_HARDWARE_ID)), false, id));
    }
    return sign(builder, issuerKey);
  }

  /// The certificate of a key that endorses utility VMs.
  static X509Certificate endorser(
      X500Name issuer, PrivateKey issuerKey, PublicKey key, Validity validity) throws IOException {
    X509v3CertificateBuilder builder =
        builder(issuer, BigInteger.TWO, validity, name("UVM endorser"), key);
    KeyPurposeId usage = KeyPurposeId.getInstance(oid(ENDORSER_USAGE));
    builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(usage));
    return sign(builder, issuerKey);
  }

  /// The list of an issuer, valid from `at` for a year; `revoked` are serial numbers.
  static RevocationList crl(
      X500Name issuer, PrivateKey key, Instant at, Collection<BigInteger> revoked)
      throws IOException {
    X509v2CRLBuilder builder = new X509v2CRLBuilder(issuer, Date.from(at));
    builder.setNextUpdate(Date.from(at.plus(365, ChronoUnit.DAYS)));
    for (BigInteger serial : revoked) {
      builder.addCRLEntry(serial, Date.from(at), CRLReason.unspecified);
    }
    return RevocationList.parse(builder.build(new PssSigner(key, PSS)).getEncoded());
  }

  static X500Name name(String role) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.OU, "Simulated hardware")
        .addRDN(BCStyle.O, TrustRoot.DEVELOPMENT_MARK)
        .addRDN(BCStyle.CN, "%s (%s)".formatted(TrustRoot.DEVELOPMENT_MARK, role))
        .build();
  }

  /// The facts that a leaf certificate repeats from the report.
  record LeafFacts(
      SigningKey key, SnpProduct product, TcbVersion tcb, coffer.bytes.Bytes hardwareId) {
    String productName() {
      return product == SnpProduct.MILAN && key == SigningKey.VCEK
          ? "Milan-B0"
          : product.toString();
    }
  }

  /// From `notBefore` to `notAfter`, both inclusive.
  record Validity(Instant notBefore, Instant notAfter) {}

  private static X509v3CertificateBuilder builder(
      X500Name issuer, BigInteger serial, Validity validity, X500Name subject, PublicKey key) {
    return new X509v3CertificateBuilder(
        issuer,
        serial,
        Date.from(validity.notBefore()),
        Date.from(validity.notAfter()),
        subject,
        SubjectPublicKeyInfo.getInstance(key.getEncoded()));
  }

  private static void add(X509v3CertificateBuilder builder, String arcs, ASN1Encodable value)
      throws IOException {
    builder.addExtension(oid(KeyExtensions.oid(arcs)), false, value);
  }

  private static ASN1ObjectIdentifier oid(String dotted) {
    return new ASN1ObjectIdentifier(dotted);
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws IOException {
    ContentSigner signer = new PssSigner(key, PSS);
    return CertificateChain.parseCertificate(builder.build(signer).getEncoded());
  }

  private static final AlgorithmIdentifier PSS = pss();

  private static AlgorithmIdentifier pss() {
    AlgorithmIdentifier sha384 =
        new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha384, DERNull.INSTANCE);
    AlgorithmIdentifier mgf = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, sha384);
    return new AlgorithmIdentifier(
        PKCSObjectIdentifiers.id_RSASSA_PSS,
        new RSASSAPSSparams(sha384, mgf, new ASN1Integer(48), new ASN1Integer(1)));
  }

  private static JcaX509ExtensionUtils ids() {
    try {
      return new JcaX509ExtensionUtils();
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError("a JDK without SHA-1", e);
    }
  }
}
