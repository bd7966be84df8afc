package coffer.pem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemKeysTest {
  private static final KeyPair PAIR = pair();

  /// Where RFC 8017's form of a key begins in that of PKCS #8, for keys of this size.
  private static final int PKCS8_HEAD = 26;

  @Test
  void bothFormsOfAKeyAreOneKey() {
    byte[] pkcs8 = PAIR.getPrivate().getEncoded();
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, PKCS8_HEAD, pkcs8.length);
    String text = "made for a test\n";
    assertArrayEquals(pkcs8, PemKeys.privateKey(text + pem("PRIVATE KEY", pkcs8)).getEncoded());
    assertArrayEquals(pkcs8, PemKeys.privateKey(pem("RSA PRIVATE KEY", pkcs1)).getEncoded());
    assertEquals(
        PAIR.getPublic(), PemKeys.publicKey(pem("PUBLIC KEY", PAIR.getPublic().getEncoded())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PBEWithHmacSHA256AndAES_256", "PBEWithHmacSHA1AndAES_128"})
  void aPassphraseOpensItsKey(String scheme) throws Exception {
    String pem = encrypted(scheme);
    assertTrue(PemKeys.isEncrypted(pem));
    assertFalse(PemKeys.isEncrypted(pem("PRIVATE KEY", new byte[1])));
    assertArrayEquals(
        PAIR.getPrivate().getEncoded(),
        PemKeys.privateKey(pem, "open sesame".toCharArray()).getEncoded());
    assertEquals(
        "key: the passphrase does not open it",
        assertThrows(
                MalformedException.class, () -> PemKeys.privateKey(pem, "sesame".toCharArray()))
            .getMessage());
  }

  private static String encrypted(String scheme) throws Exception {
    Cipher cipher = Cipher.getInstance(scheme);
    PBEKeySpec secret = new PBEKeySpec("open sesame".toCharArray());
    cipher.init(Cipher.ENCRYPT_MODE, SecretKeyFactory.getInstance(scheme).generateSecret(secret));
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
    parameters.init(cipher.getParameters().getEncoded());
    byte[] sealed = cipher.doFinal(PAIR.getPrivate().getEncoded());
    return pem(
        "ENCRYPTED PRIVATE KEY", new EncryptedPrivateKeyInfo(parameters, sealed).getEncoded());
  }

  @FuzzTest
  void anyTextIsAKeyOrRefused(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    String wrapped = pem("ENCRYPTED PRIVATE KEY", bytes);
    assertRefusedOrRead(() -> PemKeys.privateKey(text));
    assertRefusedOrRead(() -> PemKeys.privateKey(wrapped, new char[] {'x'}));
    assertRefusedOrRead(() -> PemKeys.publicKey(pem("PUBLIC KEY", bytes)));
  }

  private static void assertRefusedOrRead(Runnable reading) {
    try {
      reading.run();
    } catch (MalformedException e) {
      assertFalse(e.getMessage().isEmpty());
    }
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(type, Base64.getMimeEncoder().encodeToString(der), type);
  }

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(3072);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
