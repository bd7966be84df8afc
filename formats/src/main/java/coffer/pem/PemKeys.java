package coffer.pem;

import coffer.bytes.ByteWriter;
import coffer.bytes.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Private keys, public keys and certificates in PEM (RFC 7468): PKCS #8 with and without a
/// passphrase, and the older forms of EC (RFC 5915) and RSA (RFC 8017, appendix A.1.2) keys. No
/// message holds any part of a key.
public final class PemKeys {
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ((?:EC |RSA )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  private static final Pattern ENCRYPTED = block("ENCRYPTED PRIVATE KEY");
  private static final Pattern PUBLIC = block("PUBLIC KEY");
  private static final String RSA = "300d06092a864886f70d0101010500";

  /// Object identifiers of the curves as they stand in a key, with the algorithm identifier of
  /// each.
  private static final Map<String, String> CURVES =
      Map.of(
          "06082a8648ce3d030107", "301306072a8648ce3d020106082a8648ce3d030107",
          "06052b81040022", "301006072a8648ce3d020106052b81040022",
          "06052b81040023", "301006072a8648ce3d020106052b81040023");

  private PemKeys() {}

  private static Pattern block(String type) {
    return Pattern.compile(
        "-----BEGIN %s-----([A-Za-z0-9+/=\\s]+)-----END %s-----".formatted(type, type));
  }

  /// Whether the text holds a private key that [#privateKey(String, char[])] opens.
  public static boolean isEncrypted(String pem) {
    return ENCRYPTED.matcher(pem).find();
  }

  /// Reads the first private key that a passphrase protects (RFC 5958, section 3; PBES2 of RFC
  /// 8018). The caller wipes the passphrase.
  public static PrivateKey privateKey(String pem, char[] passphrase) {
    Matcher matcher = ENCRYPTED.matcher(pem);
    if (!matcher.find()) {
      throw new MalformedException("key: -----BEGIN ENCRYPTED PRIVATE KEY----- wanted, found none");
    }
    byte[] der = decoded(matcher.group(1), "key");
    byte[] open = decrypted(der, passphrase);
    try {
      return parsed(open);
    } finally {
      Arrays.fill(open, (byte) 0);
    }
  }

  private static byte[] decrypted(byte[] der, char[] passphrase) {
    EncryptedPrivateKeyInfo info;
    try {
      info = new EncryptedPrivateKeyInfo(der);
    } catch (IOException e) {
      throw new MalformedException("key: not an encrypted private key (RFC 5958)");
    }
    PBEKeySpec secret = new PBEKeySpec(passphrase);
    try {
      // For PBES2 the name of the scheme is in its parameters.
      String scheme = String.valueOf(info.getAlgParameters());
      Cipher cipher = Cipher.getInstance(scheme);
      Key key = SecretKeyFactory.getInstance(scheme).generateSecret(secret);
      cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
      return info.getKeySpec(cipher).getEncoded();
    } catch (NoSuchAlgorithmException | NoSuchPaddingException e) {
      throw new MalformedException(
          "key: PBES2 with AES wanted, as 'openssl pkcs8 -topk8' writes it, found another scheme");
    } catch (GeneralSecurityException e) {
      throw new MalformedException("key: the passphrase does not open it");
    } finally {
      secret.clearPassword();
    }
  }

  /// Reads the first public key of a text (`SubjectPublicKeyInfo`, RFC 5280, section 4.1): EC, RSA
  /// or Ed25519.
  public static PublicKey publicKey(String pem) {
    Matcher matcher = PUBLIC.matcher(pem);
    if (!matcher.find()) {
      throw new MalformedException("key: -----BEGIN PUBLIC KEY----- wanted, found none");
    }
    X509EncodedKeySpec spec = new X509EncodedKeySpec(decoded(matcher.group(1), "key"));
    for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePublic(spec);
      } catch (GeneralSecurityException e) {
        // Another kind of key, then.
      }
    }
    throw new MalformedException("key: an EC, RSA or Ed25519 key wanted");
  }

  private static byte[] decoded(String base64, String what) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(what + ": base64 wanted");
    }
  }

  /// Reads the first private key of a text.
  public static PrivateKey privateKey(String pem) {
    Matcher matcher = KEY.matcher(pem);
    if (!matcher.find()) {
      throw new MalformedException(
          "key: -----BEGIN PRIVATE KEY----- wanted, found none; a key with a passphrase must be"
              + " decrypted first");
    }
    byte[] der = decoded(matcher.group(2), "key");
    try {
      return switch (matcher.group(1)) {
        case "EC PRIVATE KEY" -> parsed(pkcs8(curve(der), der));
        case "RSA PRIVATE KEY" -> parsed(pkcs8(RSA, der));
        default -> parsed(der);
      };
    } finally {
      Arrays.fill(der, (byte) 0);
    }
  }

  private static String curve(byte[] der) {
    String hex = HexFormat.of().formatHex(der);
    return CURVES.entrySet().stream()
        .filter(curve -> hex.contains(curve.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(
            () -> new MalformedException("key: a key on curve P-256, P-384 or P-521 wanted"));
  }

  /// `SEQUENCE { 0, algorithm, OCTET STRING { key } }` (RFC 5208, section 5).
  private static byte[] pkcs8(String algorithm, byte[] key) {
    byte[] version = {2, 1, 0};
    byte[] identifier = HexFormat.of().parseHex(algorithm);
    byte[] octets = tagged(4, key);
    byte[] content = new ByteWriter().bytes(version).bytes(identifier).bytes(octets).toBytes();
    return tagged(0x30, content);
  }

  private static byte[] tagged(int tag, byte[] content) {
    byte[] head =
        content.length < 0x80
            ? new byte[] {(byte) tag, (byte) content.length}
            : new byte[] {
              (byte) tag, (byte) 0x82, (byte) (content.length >>> 8), (byte) content.length
            };
    return new ByteWriter().bytes(head).bytes(content).toBytes();
  }

  private static PrivateKey parsed(byte[] pkcs8) {
    for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException e) {
        // Another kind of key, then.
      }
    }
    throw new MalformedException("key: an EC, RSA or Ed25519 key wanted");
  }

  /// Reads all certificates of a text, in its order.
  public static List<X509Certificate> certificates(byte[] pem) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (CertificateException e) {
      throw new MalformedException("chain: certificates in PEM wanted");
    }
  }
}
