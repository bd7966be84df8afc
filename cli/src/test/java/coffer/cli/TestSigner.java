package coffer.cli;

import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Makes keys and certificates that sign fragments.
final class TestSigner {
  private TestSigner() {}

  /// Writes `key.pem`, and `chain.pem` of its certificate and its issuer's.
  static void write(Path folder, String algorithm, String parameter) throws Exception {
    KeyPair root = pair("EC", "secp384r1");
    KeyPair leaf = pair(algorithm, parameter);
    X509Certificate top = certificate("CN=Root", root.getPublic(), "CN=Root", root);
    X509Certificate own = certificate("CN=Fragments & Söhne", leaf.getPublic(), "CN=Root", root);
    Files.writeString(
        folder.resolve("key.pem"), pem("PRIVATE KEY", leaf.getPrivate().getEncoded()));
    Files.writeString(
        folder.resolve("chain.pem"),
        pem("CERTIFICATE", own.getEncoded()) + pem("CERTIFICATE", top.getEncoded()));
  }

  private static KeyPair pair(String algorithm, String parameter) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    switch (algorithm) {
      case "EC" -> generator.initialize(new ECGenParameterSpec(parameter));
      case "RSA" -> generator.initialize(Integer.parseInt(parameter));
      default -> {}
    }
    return generator.generateKeyPair();
  }

  private static X509Certificate certificate(
      String subject, PublicKey key, String issuer, KeyPair signer)
      throws GeneralSecurityException, OperatorCreationException {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    new X500Name(issuer),
                    BigInteger.ONE,
                    Date.from(now),
                    Date.from(now.plus(Duration.ofDays(3650))),
                    new X500Name(subject),
                    key)
                .build(new JcaContentSignerBuilder("SHA384withECDSA").build(signer.getPrivate())));
  }

  private static String pem(String type, byte[] der) {
    StringWriter out = new StringWriter();
    out.write("-----BEGIN " + type + "-----\n");
    out.write(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
    out.write("\n-----END " + type + "-----\n");
    return out.toString();
  }
}
