package coffer.jose;

import coffer.bytes.Base64Text;
import coffer.json.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.List;

/// Keys of a test, and the set in which an issuer publishes them.
final class PublishedKeys {
  static final KeyPair RSA = generate("RSA", "2048");
  static final KeyPair P256 = generate("EC", "secp256r1");
  static final KeyPair P384 = generate("EC", "secp384r1");
  static final KeyPair P521 = generate("EC", "secp521r1");

  private PublishedKeys() {}

  static Json.Obj rsa(String kid) {
    RSAPublicKey key = (RSAPublicKey) RSA.getPublic();
    return Json.object()
        .put("kty", "RSA")
        .put("kid", kid)
        .put("n", Base64Text.url(padded(key.getModulus(), 256)))
        .put("e", "AQAB")
        .build();
  }

  static Json.Obj ec(String kid, String crv, KeyPair pair) {
    ECPublicKey key = (ECPublicKey) pair.getPublic();
    int length = (key.getParams().getCurve().getField().getFieldSize() + 7) / 8;
    return Json.object()
        .put("kty", "EC")
        .put("kid", kid)
        .put("crv", crv)
        .put("x", Base64Text.url(padded(key.getW().getAffineX(), length)))
        .put("y", Base64Text.url(padded(key.getW().getAffineY(), length)))
        .build();
  }

  static byte[] set(Json.Obj... keys) {
    return Json.object()
        .put("keys", List.of(keys))
        .build()
        .toCompact()
        .getBytes(StandardCharsets.UTF_8);
  }

  static Json.Obj with(Json.Obj key, String member, Json value) {
    Json.ObjectBuilder more = Json.object();
    key.members().forEach(more::put);
    return more.put(member, value).build();
  }

  private static byte[] padded(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] all = new byte[length];
    int from = Math.max(0, bytes.length - length);
    byte[] body = Arrays.copyOfRange(bytes, from, bytes.length);
    System.arraycopy(body, 0, all, length - body.length, body.length);
    return all;
  }

  private static KeyPair generate(String kind, String parameter) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      if (kind.equals("RSA")) {
        generator.initialize(Integer.parseInt(parameter));
      } else {
        generator.initialize(new ECGenParameterSpec(parameter));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
