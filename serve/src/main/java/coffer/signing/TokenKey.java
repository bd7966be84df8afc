package coffer.signing;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.evidence.CertificateChain;
import coffer.jose.RsaPublicJwk;
import coffer.json.Json;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.List;

/// An RSA key that signs with RS256 (RFC 7518, section 3.3) from `active` on, with a certificate
/// that stands for it.
///
/// @param kid the certificate's SHA-256 in base64url
public record TokenKey(String kid, PrivateKey key, X509Certificate certificate, Instant active) {
  static TokenKey of(PrivateKey key, X509Certificate certificate, Instant active) {
    return new TokenKey(CompactJws.thumbprint(certificate), key, certificate, active);
  }

  /// Reads what [#toJson] wrote.
  static TokenKey parse(Json.Obj in) {
    X509Certificate certificate =
        CertificateChain.parseCertificate(Base64Text.decode(in.string("certificate")));
    byte[] pkcs8 = Base64Text.decode(in.string("key"));
    try {
      PrivateKey key =
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      return of(key, certificate, Instant.parse(in.string("active")));
    } catch (GeneralSecurityException | java.time.format.DateTimeParseException _) {
      throw new MalformedException("a signing key: an RSA key in PKCS#8 and a time wanted");
    }
  }

  /// With the private key: for the file that only its owner can read.
  Json.Obj toJson() {
    return Json.object()
        .put("kid", kid)
        .put("active", active.toString())
        .put("certificate", Base64Text.standard(CompactJws.der(certificate)))
        .put("key", Base64Text.standard(key.getEncoded()))
        .build();
  }

  /// The public key with every member that a known client looks for: `kid`, `kty`, `alg`, `use`,
  /// `n`, `e`, and `x5c` with the certificate (RFC 7517, section 4).
  Json.Obj toJwk() {
    RsaPublicJwk numbers =
        RsaPublicJwk.of(kid, List.of(), (RSAPublicKey) certificate.getPublicKey());
    Json.Obj jwk = numbers.toJson();
    return Json.object()
        .put("kid", kid)
        .put("kty", "RSA")
        .put("alg", "RS256")
        .put("use", "sig")
        .put("n", jwk.string("n"))
        .put("e", jwk.string("e"))
        .put("x5c", Json.strings(List.of(Base64Text.standard(CompactJws.der(certificate)))))
        .build();
  }

  /// A compact JWS of `payload` under `header`, to which the caller has given `alg` and `kid`.
  public String sign(Json.Obj header, Json.Obj payload) {
    return CompactJws.sign(key, header, payload);
  }
}
