package coffer.signing;

import coffer.bytes.Base64Text;
import coffer.bytes.Digest;
import coffer.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/// Signs documents with RS256 in compact form (RFC 7515, section 7.1; RFC 7518, section 3.3).
public final class CompactJws {
  private CompactJws() {}

  /// `header.payload.signature`; the caller has put `alg` into the header.
  public static String sign(PrivateKey key, Json.Obj header, Json.Obj payload) {
    String input = encode(header) + "." + encode(payload);
    try {
      Signature signer = Signature.getInstance("SHA256withRSA");
      signer.initSign(key);
      signer.update(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + Base64Text.url(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the signing key does not sign", e);
    }
  }

  /// The SHA-256 of a certificate in base64url, as `x5t#S256` has it (RFC 7515, section 4.1.8).
  public static String thumbprint(X509Certificate certificate) {
    return Base64Text.url(Digest.sha256Of(der(certificate)).bytes().toArray());
  }

  public static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new AssertionError("a parsed certificate has an encoding", e);
    }
  }

  private static String encode(Json.Obj part) {
    return Base64Text.url(part.toCompact().getBytes(StandardCharsets.UTF_8));
  }
}
