package coffer.skr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.bytes.SecretBytes;
import coffer.json.Json;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReleasedKeyTest {
  @ParameterizedTest
  @ValueSource(strings = {"oct", "oct-HSM"})
  void octetsAreK(String kty) {
    byte[] secret = {(byte) 0xfb, (byte) 0xff, 0};
    Json.Obj jwk = key(kty, secret).toJwk();
    assertEquals(
        "{\"kid\":\"name\",\"kty\":\"oct\",\"key_ops\":[\"decrypt\"],\"k\":\"-_8A\"}",
        jwk.toCompact());
  }

  @Test
  void operationsThatWereNotGivenAreNotInvented() {
    ReleasedKey key = new ReleasedKey("n", "oct", List.of(), SecretBytes.of(new byte[] {1}));
    assertFalse(key.toJwk().get("key_ops").isPresent());
  }

  @Test
  void rsaKeyHasAllItsMembers() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    RSAPrivateCrtKey rsa = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
    Json.Obj jwk = key("RSA-HSM", rsa.getEncoded()).toJwk();
    assertEquals("RSA", jwk.string("kty"));
    assertEquals(rsa.getModulus(), number(jwk, "n"));
    assertEquals(rsa.getPublicExponent(), number(jwk, "e"));
    assertEquals(rsa.getPrivateExponent(), number(jwk, "d"));
    assertEquals(rsa.getPrimeP(), number(jwk, "p"));
    assertEquals(rsa.getPrimeQ(), number(jwk, "q"));
    assertEquals(rsa.getPrimeExponentP(), number(jwk, "dp"));
    assertEquals(rsa.getPrimeExponentQ(), number(jwk, "dq"));
    assertEquals(rsa.getCrtCoefficient(), number(jwk, "qi"));
  }

  @ParameterizedTest
  @CsvSource({"secp256r1, P-256, 32", "secp384r1, P-384, 48", "secp521r1, P-521, 66"})
  void publicPointOfAnEcKeyIsComputed(String curve, String name, int length)
      throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    for (int i = 0; i < 5; i++) {
      KeyPair pair = generator.generateKeyPair();
      ECPublicKey point = (ECPublicKey) pair.getPublic();
      Json.Obj jwk = key("EC", pair.getPrivate().getEncoded()).toJwk();
      assertEquals(name, jwk.string("crv"));
      assertEquals(point.getW().getAffineX(), number(jwk, "x"));
      assertEquals(point.getW().getAffineY(), number(jwk, "y"));
      assertEquals(length, Base64Text.decode(jwk.string("d")).length);
      assertEquals(length, Base64Text.decode(jwk.string("x")).length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "EC-HSM", "OKP", ""})
  void whatIsNoKeyOfItsKindIsRefused(String kty) {
    ReleasedKey key = key(kty, new byte[] {1, 2, 3});
    assertThrows(MalformedException.class, key::toJwk);
  }

  @Test
  void secretIsNotPrintedAndIsGoneAfterClose() {
    ReleasedKey key = key("oct", new byte[] {1, 2, 3});
    assertTrue(key.toString().contains("secret of 3 bytes"), key.toString());
    assertArrayEquals(new byte[] {1, 2, 3}, key.key().reveal());
    key.close();
    assertThrows(IllegalStateException.class, key::toJwk);
  }

  private static ReleasedKey key(String kty, byte[] content) {
    return new ReleasedKey("name", kty, List.of("decrypt"), SecretBytes.of(content));
  }

  private static BigInteger number(Json.Obj jwk, String member) {
    return new BigInteger(1, Base64Text.decode(jwk.string(member)));
  }
}
