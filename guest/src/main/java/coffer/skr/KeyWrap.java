package coffer.skr;

import coffer.bytes.MalformedException;
import coffer.bytes.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/// Wraps and unwraps keys as [WrapAlgorithm] says: the ciphertext is one RSA block, as long as the
/// modulus, and the wrapped key behind it.
public final class KeyWrap {
  private static final int AES_KEY = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private KeyWrap() {}

  /// Wraps `secret` for the holder of `key`.
  public static byte[] wrap(WrapAlgorithm algorithm, RSAPublicKey key, SecretBytes secret) {
    byte[] aes = new byte[AES_KEY];
    RANDOM.nextBytes(aes);
    byte[] content = secret.reveal();
    try {
      byte[] first = rsa(Cipher.ENCRYPT_MODE, algorithm, key).doFinal(aes);
      byte[] second = keyWrap(Cipher.ENCRYPT_MODE, aes).doFinal(content);
      byte[] both = Arrays.copyOf(first, first.length + second.length);
      System.arraycopy(second, 0, both, first.length, second.length);
      return both;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the secret cannot be wrapped", e);
    } finally {
      Arrays.fill(aes, (byte) 0);
      Arrays.fill(content, (byte) 0);
    }
  }

  /// Unwraps what [#wrap] or a vault made; `MalformedException` without details when anything in it
  /// was changed, or it was made for another key.
  public static SecretBytes unwrap(WrapAlgorithm algorithm, PrivateKey key, byte[] ciphertext) {
    int block = modulusBytes(key);
    if (ciphertext.length < block + 16) {
      throw new MalformedException(
          "wrapped key: at least %d bytes wanted, found %d"
              .formatted(block + 16, ciphertext.length));
    }
    byte[] aes = new byte[0];
    byte[] content = new byte[0];
    try {
      aes = rsa(Cipher.DECRYPT_MODE, algorithm, key).doFinal(ciphertext, 0, block);
      content =
          keyWrap(Cipher.DECRYPT_MODE, aes).doFinal(ciphertext, block, ciphertext.length - block);
      return SecretBytes.of(content);
    } catch (GeneralSecurityException _) {
      throw new MalformedException("wrapped key: it does not unwrap with the guest's key");
    } finally {
      Arrays.fill(aes, (byte) 0);
      Arrays.fill(content, (byte) 0);
    }
  }

  private static int modulusBytes(PrivateKey key) {
    return switch (key) {
      case RSAPrivateKey rsa -> (rsa.getModulus().bitLength() + 7) / 8;
      default -> throw new IllegalArgumentException("no RSA key");
    };
  }

  private static Cipher rsa(int mode, WrapAlgorithm algorithm, Key key)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    cipher.init(mode, key, algorithm.oaep());
    return cipher;
  }

  private static Cipher keyWrap(int mode, byte[] aes) throws GeneralSecurityException {
    if (aes.length != AES_KEY) {
      throw new InvalidKeyException("an AES-256 key wanted");
    }
    Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding");
    cipher.init(mode, new SecretKeySpec(aes, "AES"));
    return cipher;
  }
}
