package coffer.skr;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/// Private keys in PKCS#8 as JWK members (RFC 7518, sections 6.2.2 and 6.3.2).
final class PrivateJwk {
  private PrivateJwk() {}

  static Json.Obj rsa(Json.ObjectBuilder jwk, byte[] pkcs8) {
    if (!(parse("RSA", pkcs8) instanceof RSAPrivateCrtKey key)) {
      throw new MalformedException("RSA key without its primes");
    }
    return jwk.put("n", number(key.getModulus()))
        .put("e", number(key.getPublicExponent()))
        .put("d", number(key.getPrivateExponent()))
        .put("p", number(key.getPrimeP()))
        .put("q", number(key.getPrimeQ()))
        .put("dp", number(key.getPrimeExponentP()))
        .put("dq", number(key.getPrimeExponentQ()))
        .put("qi", number(key.getCrtCoefficient()))
        .build();
  }

  static Json.Obj ec(Json.ObjectBuilder jwk, byte[] pkcs8) {
    return EcCurve.describe(jwk, (ECPrivateKey) parse("EC", pkcs8));
  }

  private static PrivateKey parse(String algorithm, byte[] pkcs8) {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new MalformedException("not an %s key in PKCS#8".formatted(algorithm));
    }
  }

  private static String number(BigInteger value) {
    byte[] bytes = value.toByteArray();
    return Base64Text.url(
        bytes.length > 1 && bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }
}
