package coffer.akv;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.bytes.SecretBytes;
import coffer.json.Json;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The parts of a key: its kind as Key Vault names it (`RSA`, `EC`, `oct`, each also with `-HSM`),
/// the public members of its JWK, and what is released (PKCS#8; of oct kinds the bytes themselves).
record KeyMaterial(String kty, Json.Obj publicMembers, SecretBytes value) {
  private static final Map<String, String> CURVES =
      Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");
  private static final List<Integer> RSA_BITS = List.of(2048, 3072, 4096);
  private static final List<Integer> OCT_BITS = List.of(128, 192, 256, 384, 512);
  private static final SecureRandom RANDOM = new SecureRandom();

  /// A new key as the members `kty`, `key_size`, `crv` and `public_exponent` of a request say.
  static KeyMaterial generate(Json.Obj request) {
    String kty = request.string("kty");
    return switch (base(kty)) {
      case "RSA" -> {
        int bits = size(request, 2048, RSA_BITS);
        // The Azure SDK for Java sends 0 for none.
        long asked = optional(request, "public_exponent", 0);
        long exponent = asked == 0 ? 65537 : asked;
        if (exponent != 3 && exponent != 65537) {
          throw new MalformedException("public_exponent: 3 or 65537 wanted, found " + exponent);
        }
        yield rsa(kty, pair("RSA", new RSAKeyGenParameterSpec(bits, BigInteger.valueOf(exponent))));
      }
      case "EC" -> {
        String curve = request.optionalString("crv").orElse("P-256");
        yield ec(kty, curve, pair("EC", new ECGenParameterSpec(curve(curve))));
      }
      default -> {
        byte[] content = new byte[size(request, 256, OCT_BITS) / 8];
        RANDOM.nextBytes(content);
        yield oct(kty, content);
      }
    };
  }

  /// The key of a JWK with its private members (RFC 7518, section 6), base64 in any form.
  static KeyMaterial parse(Json.Obj jwk) {
    String kty = jwk.string("kty");
    try {
      return switch (base(kty)) {
        case "RSA" -> rsa(kty, rsaPair(jwk));
        case "EC" -> ec(kty, jwk.string("crv"), ecPair(jwk));
        default -> oct(kty, bytes(jwk, "k"));
      };
    } catch (GeneralSecurityException | ArithmeticException e) {
      throw new MalformedException("key: its members make no %s key".formatted(base(kty)));
    }
  }

  private static KeyPair rsaPair(Json.Obj jwk) throws GeneralSecurityException {
    BigInteger d = number(jwk, "d");
    BigInteger p = number(jwk, "p");
    BigInteger q = number(jwk, "q");
    BigInteger n = number(jwk, "n");
    BigInteger e = number(jwk, "e");
    if (!RSA_BITS.contains(n.bitLength())) {
      throw new MalformedException(
          "key: RSA of %s bits wanted, found %d".formatted(RSA_BITS, n.bitLength()));
    }
    KeyFactory keys = KeyFactory.getInstance("RSA");
    RSAPrivateCrtKeySpec secret =
        new RSAPrivateCrtKeySpec(
            n,
            e,
            d,
            p,
            q,
            d.mod(p.subtract(BigInteger.ONE)),
            d.mod(q.subtract(BigInteger.ONE)),
            q.modInverse(p));
    return fitting(
        keys.generatePublic(new RSAPublicKeySpec(n, e)),
        keys.generatePrivate(secret),
        "SHA256withRSA");
  }

  private static KeyPair ecPair(Json.Obj jwk) throws GeneralSecurityException {
    KeyPair any = pair("EC", new ECGenParameterSpec(curve(jwk.string("crv"))));
    ECParameterSpec curve = ((ECPublicKey) any.getPublic()).getParams();
    KeyFactory keys = KeyFactory.getInstance("EC");
    return fitting(
        keys.generatePublic(
            new ECPublicKeySpec(new ECPoint(number(jwk, "x"), number(jwk, "y")), curve)),
        keys.generatePrivate(new ECPrivateKeySpec(number(jwk, "d"), curve)),
        "SHA256withECDSA");
  }

  /// The halves of a key, which must belong together.
  private static KeyPair fitting(PublicKey open, PrivateKey secret, String algorithm)
      throws GeneralSecurityException {
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(secret);
    byte[] signature = signer.sign();
    signer.initVerify(open);
    if (!signer.verify(signature)) {
      throw new GeneralSecurityException("two keys");
    }
    return new KeyPair(open, secret);
  }

  private static KeyMaterial rsa(String kty, KeyPair pair) {
    RSAPublicKey key = (RSAPublicKey) pair.getPublic();
    Json.Obj open =
        Json.object()
            .put("n", Base64Text.url(unsigned(key.getModulus())))
            .put("e", Base64Text.url(unsigned(key.getPublicExponent())))
            .build();
    return of(kty, open, pair.getPrivate().getEncoded());
  }

  private static KeyMaterial ec(String kty, String curve, KeyPair pair) {
    ECPublicKey key = (ECPublicKey) pair.getPublic();
    int length = (key.getParams().getCurve().getField().getFieldSize() + 7) / 8;
    Json.Obj open =
        Json.object()
            .put("crv", curve)
            .put("x", Base64Text.url(fixed(key.getW().getAffineX(), length)))
            .put("y", Base64Text.url(fixed(key.getW().getAffineY(), length)))
            .build();
    return of(kty, open, pair.getPrivate().getEncoded());
  }

  private static KeyMaterial oct(String kty, byte[] content) {
    if (!OCT_BITS.contains(content.length * 8)) {
      throw new MalformedException(
          "key: oct of %s bits wanted, found %d".formatted(OCT_BITS, content.length * 8));
    }
    return of(kty, Json.object().build(), content);
  }

  private static KeyMaterial of(String kty, Json.Obj open, byte[] content) {
    try {
      return new KeyMaterial(kty, open, SecretBytes.of(content));
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private static String base(String kty) {
    return switch (kty) {
      case "RSA", "RSA-HSM" -> "RSA";
      case "EC", "EC-HSM" -> "EC";
      case "oct", "oct-HSM" -> "oct";
      default ->
          throw new MalformedException(
              "kty: RSA, EC or oct, or one of them with -HSM, wanted, found '%s'".formatted(kty));
    };
  }

  private static String curve(String name) {
    String known = CURVES.get(name);
    if (known == null) {
      throw new MalformedException("crv: P-256, P-384 or P-521 wanted, found '%s'".formatted(name));
    }
    return known;
  }

  private static int size(Json.Obj request, int fallback, List<Integer> allowed) {
    long bits = optional(request, "key_size", fallback);
    if (!allowed.contains((int) bits)) {
      throw new MalformedException("key_size: one of %s wanted, found %d".formatted(allowed, bits));
    }
    return (int) bits;
  }

  private static long optional(Json.Obj request, String member, long fallback) {
    return request.get(member).orElse(Json.NULL) instanceof Json.Null
        ? fallback
        : request.number(member);
  }

  private static KeyPair pair(String algorithm, AlgorithmParameterSpec parameters) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(parameters);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a JDK without " + algorithm, e);
    }
  }

  private static BigInteger number(Json.Obj jwk, String member) {
    return new BigInteger(1, bytes(jwk, member));
  }

  private static byte[] bytes(Json.Obj jwk, String member) {
    try {
      return Base64Text.decode(jwk.string(member));
    } catch (MalformedException e) {
      throw e.within("key." + member);
    }
  }

  private static byte[] unsigned(BigInteger value) {
    return fixed(value, (value.bitLength() + 7) / 8);
  }

  private static byte[] fixed(BigInteger value, int length) {
    byte[] bytes = value.toByteArray();
    byte[] fixed = new byte[length];
    int used = Math.min(length, bytes.length);
    System.arraycopy(bytes, bytes.length - used, fixed, length - used, used);
    return fixed;
  }
}
