package coffer.jose;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.io.ByteArrayInputStream;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A public key for signatures, as a member of a [JwkSet] (RFC 7517, section 4).
///
/// @param kid the name by which a signature's header calls it
/// @param algorithm the only `alg` it may be used with, where the set says so
/// @param key RSA of 2,048 to 8,192 bits, or on P-256, P-384 or P-521
/// @param certificates `x5c`, the key's own first; empty where there are none
public record Jwk(
    String kid, Optional<String> algorithm, PublicKey key, List<X509Certificate> certificates) {
  private static final int MOST_CERTIFICATES = 8;
  private static final int LONGEST_KID = 1024;
  private static final List<String> SECRET = List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

  public Jwk {
    certificates = List.copyOf(certificates);
  }

  /// Reads one key; empty for one that is for something else than signatures, or of a kind that is
  /// not understood. A private key is an error: whoever publishes it has lost it.
  static Optional<Jwk> parse(Json.Obj in) {
    String kty = in.string("kty");
    if (!kty.equals("RSA") && !kty.equals("EC")) {
      return Optional.empty();
    }
    for (String member : SECRET) {
      if (in.get(member).isPresent()) {
        throw new MalformedException(
            "member '%s': a public key wanted, found a private one".formatted(member));
      }
    }
    return isForSignatures(in) ? Optional.of(signing(in, kty)) : Optional.empty();
  }

  private static boolean isForSignatures(Json.Obj in) {
    List<String> operations = in.strings("key_ops");
    return in.optionalString("use").orElse("sig").equals("sig")
        && (operations.isEmpty() || operations.contains("verify"))
        && in.optionalString("kid").isPresent();
  }

  private static Jwk signing(Json.Obj in, String kty) {
    String kid = in.string("kid");
    if (kid.isEmpty() || kid.length() > LONGEST_KID) {
      throw new MalformedException(
          "member 'kid': 1 to %d characters wanted, found %d".formatted(LONGEST_KID, kid.length()));
    }
    List<X509Certificate> certificates = certificates(in);
    String first = kty.equals("RSA") ? "n" : "x";
    PublicKey key;
    if (in.get(first).isPresent()) {
      key = kty.equals("RSA") ? RsaPublicJwk.parse(in).toKey() : EcPublicJwk.parse(in);
      requireSame(key, certificates);
    } else if (certificates.isEmpty()) {
      throw new MalformedException("members '%s' or 'x5c' wanted, found neither".formatted(first));
    } else {
      key = ofCertificate(certificates.getFirst().getPublicKey(), kty);
    }
    return new Jwk(kid, in.optionalString("alg"), key, certificates);
  }

  /// The key that a certificate brings must pass what one in numbers passes.
  private static PublicKey ofCertificate(PublicKey key, String kty) {
    return switch (key) {
      case RSAPublicKey rsa when kty.equals("RSA") -> RsaPublicJwk.of("", List.of(), rsa).toKey();
      case ECPublicKey ec when kty.equals("EC") -> EcPublicJwk.require(ec);
      default ->
          throw new MalformedException(
              "member 'x5c': a key of kind %s wanted, found %s".formatted(kty, key.getAlgorithm()));
    };
  }

  /// RFC 7517, section 4.7: the key in the first certificate is the key.
  private static void requireSame(PublicKey key, List<X509Certificate> certificates) {
    if (!certificates.isEmpty() && !certificates.getFirst().getPublicKey().equals(key)) {
      throw new MalformedException("member 'x5c': its first certificate is of another key");
    }
  }

  private static List<X509Certificate> certificates(Json.Obj in) {
    List<String> texts = in.strings("x5c");
    if (texts.size() > MOST_CERTIFICATES) {
      throw new MalformedException(
          "member 'x5c': up to %d certificates wanted, found %d"
              .formatted(MOST_CERTIFICATES, texts.size()));
    }
    List<X509Certificate> certificates = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      try {
        certificates.add(certificate(Base64Text.decode(texts.get(i))));
      } catch (MalformedException e) {
        throw e.within("x5c[%d]".formatted(i));
      }
    }
    return certificates;
  }

  private static X509Certificate certificate(byte[] der) {
    try {
      ByteArrayInputStream in = new ByteArrayInputStream(der);
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      if (in.available() > 0 || certificate.getEncoded().length != der.length) {
        throw new MalformedException("bytes after the certificate");
      }
      return certificate;
    } catch (CertificateException e) {
      throw new MalformedException("not an X.509 certificate in DER: " + e.getMessage());
    }
  }
}
