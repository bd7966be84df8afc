package coffer.tls;

import coffer.evidence.CertificateChain;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Issues the certificates of services (RFC 5280): a small authority, leaves of it, and
/// certificates that stand for a key alone.
public final class Issued {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Issued() {}

  /// From `notBefore` to `notAfter`, both inclusive.
  public record Validity(Instant notBefore, Instant notAfter) {}

  /// A certificate that signs itself, for keys that are published as such; no authority.
  public static X509Certificate selfSigned(X500Name subject, KeyPair pair, Validity validity) {
    X509v3CertificateBuilder builder = builder(subject, validity, subject, pair.getPublic());
    return sign(builder, pair, new Extended(List.of(), false, KeyUsage.digitalSignature));
  }

  static X509Certificate authority(X500Name subject, KeyPair pair, Validity validity) {
    X509v3CertificateBuilder builder = builder(subject, validity, subject, pair.getPublic());
    return sign(builder, pair, new Extended(List.of(), true, KeyUsage.keyCertSign));
  }

  /// A server's certificate for DNS names and IP addresses, signed by `issuer`.
  static X509Certificate server(
      X500Name issuerName,
      KeyPair issuer,
      X500Name subject,
      PublicKey key,
      List<String> names,
      Validity validity) {
    X509v3CertificateBuilder builder = builder(issuerName, validity, subject, key);
    return sign(builder, issuer, new Extended(names, false, KeyUsage.digitalSignature));
  }

  static KeyPair newEcKey() {
    return newKey("EC", new ECGenParameterSpec("secp256r1"));
  }

  /// A new RSA key of `bits`.
  public static KeyPair newRsaKey(int bits) {
    return newKey("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
  }

  private static KeyPair newKey(String algorithm, AlgorithmParameterSpec parameters) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(parameters);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a JDK without " + algorithm, e);
    }
  }

  private record Extended(List<String> names, boolean authority, int usage) {}

  private static X509v3CertificateBuilder builder(
      X500Name issuer, Validity validity, X500Name subject, PublicKey key) {
    return new X509v3CertificateBuilder(
        issuer,
        new BigInteger(126, RANDOM).setBit(126),
        Date.from(validity.notBefore()),
        Date.from(validity.notAfter()),
        subject,
        SubjectPublicKeyInfo.getInstance(key.getEncoded()));
  }

  private static X509Certificate sign(
      X509v3CertificateBuilder builder, KeyPair issuer, Extended extended) {
    try {
      builder.addExtension(
          Extension.basicConstraints, true, new BasicConstraints(extended.authority()));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(extended.usage()));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuer.getPublic()));
      if (extended.authority()) {
        builder.addExtension(
            Extension.subjectKeyIdentifier,
            false,
            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(issuer.getPublic()));
      }
      if (!extended.names().isEmpty()) {
        builder.addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.subjectAlternativeName, false, names(extended.names()));
      }
      String algorithm =
          issuer.getPrivate().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
      byte[] der =
          builder
              .build(new JcaContentSignerBuilder(algorithm).build(issuer.getPrivate()))
              .getEncoded();
      return CertificateChain.parseCertificate(der);
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("a certificate could not be issued", e);
    }
  }

  private static GeneralNames names(List<String> names) {
    List<GeneralName> all = new ArrayList<>();
    for (String name : names) {
      boolean address = name.matches("[0-9.]+") || name.indexOf(':') >= 0;
      String text = address ? InetAddress.ofLiteral(name).getHostAddress() : name;
      all.add(new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, text));
    }
    return new GeneralNames(all.toArray(new GeneralName[0]));
  }
}
