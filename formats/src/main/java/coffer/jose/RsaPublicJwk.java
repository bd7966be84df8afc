package coffer.jose;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.List;

/// A public RSA key of 2,048 to 8,192 bits as JSON (RFC 7518, section 6.3.1), the form in which
/// runtime data carries the key that a secret is wrapped for.
public record RsaPublicJwk(
    String kid, List<String> keyOps, BigInteger modulus, BigInteger exponent) {
  public RsaPublicJwk {
    keyOps = List.copyOf(keyOps);
    int bits = modulus.bitLength();
    if (bits < 2048 || bits > 8192) {
      throw new MalformedException("RSA key of 2048 to 8192 bits wanted, found " + bits);
    }
    if (exponent.signum() <= 0 || !exponent.testBit(0) || exponent.bitLength() > 32) {
      throw new MalformedException(
          "RSA exponent: an odd number of 32 bits wanted, found " + exponent);
    }
  }

  public static RsaPublicJwk of(String kid, List<String> keyOps, RSAPublicKey key) {
    return new RsaPublicJwk(kid, keyOps, key.getModulus(), key.getPublicExponent());
  }

  /// Reads a key of kty `RSA`.
  public static RsaPublicJwk parse(Json.Obj jwk) {
    String kty = jwk.string("kty");
    if (!kty.equals("RSA")) {
      throw new MalformedException("kty: RSA wanted, found " + kty);
    }
    return new RsaPublicJwk(
        jwk.optionalString("kid").orElse(""),
        jwk.strings("key_ops"),
        number(jwk, "n"),
        number(jwk, "e"));
  }

  /// The members in the order of their names, as the secure-key-release sidecar writes them.
  public Json.Obj toJson() {
    return Json.object()
        .put("e", Base64Text.url(unsigned(exponent)))
        .put("key_ops", Json.strings(keyOps))
        .put("kid", kid)
        .put("kty", "RSA")
        .put("n", Base64Text.url(unsigned(modulus)))
        .build();
  }

  public RSAPublicKey toKey() {
    try {
      return (RSAPublicKey)
          KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    } catch (GeneralSecurityException e) {
      throw new MalformedException("RSA key: " + e.getMessage());
    }
  }

  private static BigInteger number(Json.Obj jwk, String member) {
    byte[] content = Base64Text.decode(jwk.string(member));
    if (content.length == 0 || content.length > 1025) {
      throw new MalformedException("member '%s': a number wanted".formatted(member));
    }
    return new BigInteger(1, content);
  }

  private static byte[] unsigned(BigInteger value) {
    byte[] bytes = value.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }
}
