package coffer.jose;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.util.Base64;

/// Public keys on P-256, P-384 and P-521 as JSON (RFC 7518, section 6.2.1).
final class EcPublicJwk {
  private EcPublicJwk() {}

  /// Reads a key of kty `EC`: both coordinates of full length, and a point on the curve.
  static ECPublicKey parse(Json.Obj jwk) {
    String name = jwk.string("crv");
    ECParameterSpec curve = curve(name);
    int length = (curve.getCurve().getField().getFieldSize() + 7) / 8;
    ECPoint point = new ECPoint(number(jwk, "x", length), number(jwk, "y", length));
    requireOn(curve.getCurve(), point, name);
    try {
      return (ECPublicKey)
          KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve));
    } catch (GeneralSecurityException e) {
      throw new MalformedException("EC key: " + e.getMessage());
    }
  }

  /// The same key, when it is on one of the three curves.
  static ECPublicKey require(ECPublicKey key) {
    for (String name : new String[] {"P-256", "P-384", "P-521"}) {
      ECParameterSpec curve = curve(name);
      if (key.getParams().getCurve().equals(curve.getCurve())
          && key.getParams().getOrder().equals(curve.getOrder())
          && key.getParams().getGenerator().equals(curve.getGenerator())) {
        requireOn(curve.getCurve(), key.getW(), name);
        return key;
      }
    }
    throw new MalformedException("EC key: one on P-256, P-384 or P-521 wanted");
  }

  private static ECParameterSpec curve(String name) {
    String known =
        switch (name) {
          case "P-256" -> "secp256r1";
          case "P-384" -> "secp384r1";
          case "P-521" -> "secp521r1";
          default ->
              throw new MalformedException(
                  "crv: P-256, P-384 or P-521 wanted, found '%s'".formatted(name));
        };
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(known));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a JDK without " + known, e);
    }
  }

  private static BigInteger number(Json.Obj jwk, String member, int length) {
    byte[] content;
    try {
      content = Base64.getUrlDecoder().decode(jwk.string(member));
    } catch (IllegalArgumentException e) {
      throw new MalformedException("member '%s': not base64url".formatted(member));
    }
    if (content.length != length) {
      throw new MalformedException(
          "member '%s': %d bytes wanted, found %d".formatted(member, length, content.length));
    }
    return new BigInteger(1, content);
  }

  /// y² = x³ + ax + b, both below p.
  private static void requireOn(EllipticCurve curve, ECPoint point, String name) {
    BigInteger p = ((ECFieldFp) curve.getField()).getP();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    boolean inside = x.compareTo(p) < 0 && y.compareTo(p) < 0;
    BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(p);
    if (!inside || !y.multiply(y).mod(p).equals(right)) {
      throw new MalformedException("EC key: a point on %s wanted".formatted(name));
    }
  }
}
