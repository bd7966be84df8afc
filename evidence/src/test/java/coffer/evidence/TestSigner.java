package coffer.evidence;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.cbor.Cbor;
import coffer.cose.CoseSign1;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.jspecify.annotations.Nullable;

/// Signs endorsements and timestamps as a supply chain of its own, to be trusted by its did:x509.
final class TestSigner {
  static final Instant FROM = Instant.parse("2025-01-01T00:00:00Z");
  static final Instant TO = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant SIGNED = Instant.parse("2025-06-01T00:00:00Z");
  static final String USAGE = "1.3.6.1.4.1.99999.1";
  static final String FEED = "test-uvm";

  private final KeyPair rootKey = key();
  private final KeyPair leafKey = key();
  private final X509Certificate root;
  private final X509Certificate leaf;
  private final X509Certificate clock;

  TestSigner(String name) throws Exception {
    root = certificate(name + " root", rootKey, new BasicConstraints(1), null);
    leaf = certificate(name + " leaf", leafKey, null, USAGE);
    clock = certificate(name + " clock", leafKey, null, KeyPurposeId.id_kp_timeStamping.getId());
  }

  UvmIssuer issuer() {
    String print = Base64Text.url(TrustRoot.digest(root).bytes().toArray());
    return new UvmIssuer("did:x509:0:sha256:%s::eku:%s".formatted(print, USAGE), FEED);
  }

  List<X509Certificate> chain() {
    return List.of(leaf, root);
  }

  /// Protected headers as Microsoft's older documents have them.
  Map<Cbor, Cbor> headers() throws Exception {
    Map<Cbor, Cbor> headers = new LinkedHashMap<>();
    headers.put(new Cbor.Int(1), new Cbor.Int(-35));
    headers.put(
        new Cbor.Int(33),
        new Cbor.Arr(
            List.of(
                new Cbor.Str(Bytes.of(leaf.getEncoded())),
                new Cbor.Str(Bytes.of(root.getEncoded())))));
    headers.put(new Cbor.Text("iss"), new Cbor.Text(issuer().did()));
    headers.put(new Cbor.Text("feed"), new Cbor.Text(FEED));
    headers.put(
        new Cbor.Text("signingtime"), new Cbor.Tagged(1, new Cbor.Int(SIGNED.getEpochSecond())));
    return headers;
  }

  CoseSign1 sign(Map<Cbor, Cbor> headers, Bytes measurement, String svn) throws Exception {
    String payload =
        "{\"x-ms-sevsnpvm-guestsvn\":\"%s\",\"x-ms-sevsnpvm-launchmeasurement\":\"%s\"}"
            .formatted(svn, measurement);
    CoseSign1 unsigned =
        CoseSign1.unsigned(headers, Bytes.of(payload.getBytes(StandardCharsets.UTF_8)));
    Signature signer = Signature.getInstance("SHA384withECDSAinP1363Format");
    signer.initSign(leafKey.getPrivate());
    signer.update(unsigned.signingInput());
    return unsigned.withSignature(Bytes.of(signer.sign()));
  }

  /// A timestamp over `content`, beside the document as its unprotected header.
  CoseSign1 stamped(CoseSign1 document, Bytes content) throws Exception {
    byte[] imprint = MessageDigest.getInstance("SHA-384").digest(content.toArray());
    TimeStampRequestGenerator requests = new TimeStampRequestGenerator();
    requests.setCertReq(true);
    TimeStampRequest request = requests.generate(NISTObjectIdentifiers.id_sha384, imprint);
    var digests = new JcaDigestCalculatorProviderBuilder().build();
    TimeStampTokenGenerator tokens =
        new TimeStampTokenGenerator(
            new JcaSimpleSignerInfoGeneratorBuilder()
                .setSignedAttributeGenerator(signedAt())
                .build("SHA384withECDSA", leafKey.getPrivate(), clock),
            digests.get(
                new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
                    NISTObjectIdentifiers.id_sha256)),
            new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.2"));
    tokens.addCertificates(new JcaCertStore(List.of(clock, root)));
    byte[] token = tokens.generate(request, BigInteger.ONE, Date.from(SIGNED)).getEncoded();
    return new CoseSign1(
        document.protectedBytes(),
        new Cbor.Dict(Map.of(new Cbor.Text("timestamp"), new Cbor.Str(Bytes.of(token)))),
        document.payload(),
        document.signature());
  }

  private static AttributeTable signedAt() {
    return new AttributeTable(
        new DERSet(
            new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(SIGNED))))));
  }

  private X509Certificate certificate(
      String name, KeyPair key, @Nullable BasicConstraints constraints, @Nullable String usage)
      throws Exception {
    X500Name issuer = new X500Name("CN=" + name.replaceAll(" .*", " root"));
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(Digest.sha256Of(name.getBytes(StandardCharsets.UTF_8)).hex(), 16),
            Date.from(FROM),
            Date.from(TO),
            new X500Name("CN=" + name),
            key.getPublic());
    if (constraints != null) {
      builder.addExtension(Extension.basicConstraints, true, constraints);
    }
    if (usage != null) {
      boolean critical = usage.equals(KeyPurposeId.id_kp_timeStamping.getId());
      KeyPurposeId purpose = KeyPurposeId.getInstance(new ASN1ObjectIdentifier(usage));
      builder.addExtension(Extension.extendedKeyUsage, critical, new ExtendedKeyUsage(purpose));
    }
    byte[] der =
        builder
            .build(new JcaContentSignerBuilder("SHA384withECDSA").build(rootKey.getPrivate()))
            .getEncoded();
    return CertificateChain.parseCertificate(der);
  }

  private static KeyPair key() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp384r1"));
      return generator.generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
