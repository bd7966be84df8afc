package coffer.skr;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.math.BigInteger;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.Arrays;

/// An elliptic curve over a prime field with its JOSE name, for the one thing that the JDK keeps to
/// itself: the public point of a private key, which PKCS#8 may leave out and a JWK needs.
record EcCurve(String name, ECParameterSpec parameters, BigInteger prime) {
  private static final BigInteger THREE = BigInteger.valueOf(3);

  /// The members of a private EC key (RFC 7518, section 6.2).
  static Json.Obj describe(Json.ObjectBuilder jwk, ECPrivateKey key) {
    EcCurve curve = of(key.getParams());
    ECPoint point = curve.times(key.getS(), key.getParams().getGenerator());
    return jwk.put("crv", curve.name)
        .put("x", curve.fixed(point.getAffineX()))
        .put("y", curve.fixed(point.getAffineY()))
        .put("d", curve.fixed(key.getS()))
        .build();
  }

  private static EcCurve of(ECParameterSpec parameters) {
    int bits = parameters.getCurve().getField().getFieldSize();
    String name =
        switch (bits) {
          case 256 -> "P-256";
          case 384 -> "P-384";
          case 521 -> "P-521";
          default -> throw new MalformedException("EC curve of " + bits + " bits");
        };
    if (!(parameters.getCurve().getField() instanceof ECFieldFp field)) {
      throw new MalformedException("EC curve over no prime field");
    }
    return new EcCurve(name, parameters, field.getP());
  }

  /// Every step adds and doubles, whatever the bit is.
  private ECPoint times(BigInteger factor, ECPoint point) {
    ECPoint low = ECPoint.POINT_INFINITY;
    ECPoint high = point;
    for (int bit = parameters.getOrder().bitLength() - 1; bit >= 0; bit--) {
      ECPoint sum = add(low, high);
      if (factor.testBit(bit)) {
        low = sum;
        high = add(high, high);
      } else {
        low = add(low, low);
        high = sum;
      }
    }
    return low;
  }

  private ECPoint add(ECPoint one, ECPoint other) {
    if (one.equals(ECPoint.POINT_INFINITY)) {
      return other;
    }
    if (other.equals(ECPoint.POINT_INFINITY)) {
      return one;
    }
    boolean sameX = one.getAffineX().equals(other.getAffineX());
    if (sameX && !one.getAffineY().equals(other.getAffineY())) {
      return ECPoint.POINT_INFINITY;
    }
    BigInteger slope = sameX ? tangent(one) : chord(one, other);
    BigInteger x = slope.pow(2).subtract(one.getAffineX()).subtract(other.getAffineX()).mod(prime);
    BigInteger y =
        slope.multiply(one.getAffineX().subtract(x)).subtract(one.getAffineY()).mod(prime);
    return new ECPoint(x, y);
  }

  private BigInteger tangent(ECPoint point) {
    BigInteger over = THREE.multiply(point.getAffineX().pow(2)).add(parameters.getCurve().getA());
    return over.multiply(point.getAffineY().shiftLeft(1).modInverse(prime)).mod(prime);
  }

  private BigInteger chord(ECPoint one, ECPoint other) {
    BigInteger over = other.getAffineY().subtract(one.getAffineY());
    BigInteger under = other.getAffineX().subtract(one.getAffineX());
    return over.multiply(under.modInverse(prime)).mod(prime);
  }

  /// As many bytes as the field needs, with leading zeros (RFC 7518, section 6.2.1.2).
  private String fixed(BigInteger value) {
    int length = (prime.bitLength() + 7) / 8;
    byte[] bytes = value.toByteArray();
    byte[] fixed = new byte[length];
    int used = Math.min(length, bytes.length);
    System.arraycopy(bytes, bytes.length - used, fixed, length - used, used);
    try {
      return Base64Text.url(fixed);
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(fixed, (byte) 0);
    }
  }
}
