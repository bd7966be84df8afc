package coffer.sgx.protectedfile;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/// AES-128 as every JDK has it.
final class Aes {
  private static final int BLOCK = 16;
  private static final int REDUCTION = 0x87;
  private static final byte PADDING = (byte) 0x80;

  private Aes() {}

  static Cipher gcm() {
    return cipher("AES/GCM/NoPadding");
  }

  /// AES-CMAC (NIST SP 800-38B, section 6.2) of a message of at least one byte.
  static byte[] cmac(byte[] key, byte[] message) {
    try {
      Cipher aes = cipher("AES/ECB/NoPadding");
      aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
      byte[] subkey = doubled(aes.doFinal(new byte[BLOCK]));
      byte[] padded = message;
      if (message.length % BLOCK != 0) {
        subkey = doubled(subkey);
        padded = Arrays.copyOf(message, Math.ceilDiv(message.length, BLOCK) * BLOCK);
        padded[message.length] = PADDING;
      }
      byte[] state = new byte[BLOCK];
      for (int at = 0; at < padded.length; at += BLOCK) {
        xor(state, padded, at);
        if (at + BLOCK == padded.length) {
          xor(state, subkey, 0);
        }
        state = aes.doFinal(state);
      }
      return state;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a JDK without AES", e);
    }
  }

  private static void xor(byte[] state, byte[] other, int at) {
    for (int i = 0; i < BLOCK; i++) {
      state[i] ^= other[at + i];
    }
  }

  /// The block times x in GF(2^128), the first byte the most significant.
  private static byte[] doubled(byte[] block) {
    byte[] result = new byte[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      int next = i + 1 < BLOCK ? Byte.toUnsignedInt(block[i + 1]) >>> 7 : 0;
      result[i] = (byte) (block[i] << 1 | next);
    }
    if (block[0] < 0) {
      result[BLOCK - 1] ^= (byte) REDUCTION;
    }
    return result;
  }

  private static Cipher cipher(String transformation) {
    try {
      return Cipher.getInstance(transformation);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a JDK without " + transformation, e);
    }
  }
}
