package coffer.skr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.bytes.SecretBytes;
import coffer.json.Json;
import coffer.testkit.Mutations;
import coffer.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyWrapTest {
  private static KeyPair pair;

  @BeforeAll
  static void makeKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    pair = generator.generateKeyPair();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 16, 32, 33, 1024, 65536})
  void everyLengthRoundTrips(int length) {
    byte[] secret = new byte[length];
    java.util.Arrays.fill(secret, (byte) 0x5a);
    byte[] wrapped = wrap(WrapAlgorithm.RSA_AES_KEY_WRAP_256, secret);
    assertArrayEquals(
        secret,
        KeyWrap.unwrap(WrapAlgorithm.RSA_AES_KEY_WRAP_256, pair.getPrivate(), wrapped).reveal());
  }

  @ParameterizedTest
  @EnumSource(WrapAlgorithm.class)
  void everyAlgorithmRoundTripsAndIsNoOther(WrapAlgorithm algorithm) {
    byte[] secret = {1, 2, 3};
    byte[] wrapped = wrap(algorithm, secret);
    for (WrapAlgorithm other : WrapAlgorithm.values()) {
      if (other == algorithm) {
        assertArrayEquals(secret, KeyWrap.unwrap(other, pair.getPrivate(), wrapped).reveal());
      } else {
        assertThrows(
            MalformedException.class, () -> KeyWrap.unwrap(other, pair.getPrivate(), wrapped));
      }
    }
    assertEquals(algorithm, WrapAlgorithm.parse(algorithm.name()));
  }

  @Test
  void sameSecretIsNeverWrappedTheSame() {
    byte[] secret = {1, 2, 3};
    assertNotEquals(
        Bytes.of(wrap(WrapAlgorithm.CKM_RSA_AES_KEY_WRAP, secret)),
        Bytes.of(wrap(WrapAlgorithm.CKM_RSA_AES_KEY_WRAP, secret)));
  }

  @Test
  void changedAndCutCiphertextsAreRefusedWithoutDetails() {
    byte[] wrapped = wrap(WrapAlgorithm.CKM_RSA_AES_KEY_WRAP, new byte[32]);
    Mutations.bitFlips(wrapped, 0, wrapped.length)
        .filter(flipped -> java.util.Arrays.mismatch(wrapped, flipped) % 5 == 0)
        .parallel()
        .forEach(KeyWrapTest::assertRefused);
    Mutations.truncations(wrapped)
        .skip(250)
        .forEach(
            cut ->
                assertThrows(
                    MalformedException.class,
                    () ->
                        KeyWrap.unwrap(
                            WrapAlgorithm.CKM_RSA_AES_KEY_WRAP, pair.getPrivate(), cut)));
  }

  @Test
  void unknownAlgorithmIsNamed() {
    MalformedException error =
        assertThrows(MalformedException.class, () -> WrapAlgorithm.parse("RSA1_5"));
    assertEquals(
        "enc: one of [CKM_RSA_AES_KEY_WRAP, RSA_AES_KEY_WRAP_256, RSA_AES_KEY_WRAP_384] wanted,"
            + " found 'RSA1_5'",
        error.getMessage());
  }

  @Test
  void recordedKeyUnwrapsToTheRecordedSecret() throws Exception {
    Json.Obj vector = recorded();
    byte[] ciphertext = Base64Text.decode(vector.string("ciphertext_b64url"));
    PrivateKey key = pkcs1(vector.string("wrapping_private_key_pem_pkcs1"));
    WrapAlgorithm algorithm = WrapAlgorithm.parse(vector.string("enc"));
    assertEquals(
        vector.string("expected_hex"),
        HexFormat.of().formatHex(KeyWrap.unwrap(algorithm, key, ciphertext).reveal()));
    assertThrows(
        MalformedException.class,
        () -> KeyWrap.unwrap(WrapAlgorithm.RSA_AES_KEY_WRAP_256, key, ciphertext));
  }

  private static void assertRefused(byte[] changed) {
    MalformedException error =
        assertThrows(
            MalformedException.class,
            () -> KeyWrap.unwrap(WrapAlgorithm.CKM_RSA_AES_KEY_WRAP, pair.getPrivate(), changed));
    assertEquals("wrapped key: it does not unwrap with the guest's key", error.getMessage());
  }

  private static byte[] wrap(WrapAlgorithm algorithm, byte[] secret) {
    try (SecretBytes content = SecretBytes.of(secret)) {
      return KeyWrap.wrap(algorithm, (RSAPublicKey) pair.getPublic(), content);
    }
  }

  private static Json.Obj recorded() throws IOException {
    Path folder = Vectors.folder("akv").orElse(null);
    Assumptions.assumeTrue(folder != null, "no recorded vectors on this machine");
    return Json.parseObject(Files.readAllBytes(folder.resolve("rsa_aes_key_unwrap.json")));
  }

  /// PKCS#1 inside the PKCS#8 that the JDK reads (RFC 5958).
  private static PrivateKey pkcs1(String pem) throws GeneralSecurityException {
    byte[] inner = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    String length = "82%04x";
    String octets = "04" + length.formatted(inner.length) + HexFormat.of().formatHex(inner);
    String content = "020100300d06092a864886f70d0101010500" + octets;
    String pkcs8 = "30" + length.formatted(content.length() / 2) + content;
    return KeyFactory.getInstance("RSA")
        .generatePrivate(new PKCS8EncodedKeySpec(HexFormat.of().parseHex(pkcs8)));
  }
}
