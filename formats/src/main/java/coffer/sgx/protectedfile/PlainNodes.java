package coffer.sgx.protectedfile;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Nodes of integrity-only files: the content stays readable, keys stay zero, and a tag is
/// AES-128-GCM with key and IV zero, the node as additional data and no plaintext
/// (`file_flush.cpp`).
///
/// What a cipher does with additional data is slow: it copies them twice. Encryption is not, and it
/// makes a tag too, that of the ciphertext. GHASH is linear, and the ciphertext is the node xor a
/// key stream that hangs on key and IV only: so the two tags differ by a mask that is the same for
/// all nodes of a size. The ciphertext is thrown away. The JDK's cipher refuses the same IV twice
/// in a row, so every other node has another IV, with a mask of its own.
final class PlainNodes implements NodeCipher {
  private static final SecretKeySpec ZERO_KEY = new SecretKeySpec(new byte[16], "AES");
  private static final GCMParameterSpec ZERO_IV = new GCMParameterSpec(8 * TAG, new byte[12]);
  private static final GCMParameterSpec OTHER_IV =
      new GCMParameterSpec(8 * TAG, new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});

  /// By size, for [#ZERO_IV] and [#OTHER_IV].
  private static final byte[][] NODE_MASKS = masks(Nodes.SIZE);

  private static final byte[][] SECRET_MASKS = masks(MetadataNode.SECRET_SIZE);

  private final Cipher gcm = Aes.gcm();
  private final byte[] sealed = new byte[Nodes.SIZE + TAG];
  private final byte[] tag = new byte[TAG];
  private boolean other;

  @Override
  public void begin(FileName name) {
    // The name is in the metadata node, and nowhere in a key.
  }

  @Override
  public void seal(byte[] buffer, int offset, long node, byte[] table, int entry) {
    tag(buffer, offset, Nodes.SIZE, table, entry + TAG_IN_ENTRY);
  }

  @Override
  public boolean open(byte[] buffer, int offset, byte[] table, int entry) {
    for (int i = 0; i < TAG_IN_ENTRY; i++) {
      if (table[entry + i] != 0) {
        return false;
      }
    }
    return isTag(buffer, offset, Nodes.SIZE, table, entry + TAG_IN_ENTRY);
  }

  @Override
  public void sealMetadata(byte[] node) {
    tag(node, MetadataNode.SECRET, MetadataNode.SECRET_SIZE, node, MetadataNode.MAC);
  }

  @Override
  public boolean openMetadata(byte[] node) {
    return isTag(node, MetadataNode.SECRET, MetadataNode.SECRET_SIZE, node, MetadataNode.MAC);
  }

  @Override
  public boolean integrityOnly() {
    return true;
  }

  private boolean isTag(byte[] buffer, int offset, int length, byte[] expected, int at) {
    tag(buffer, offset, length, tag, 0);
    return MessageDigest.isEqual(tag, Arrays.copyOfRange(expected, at, at + TAG));
  }

  private void tag(byte[] buffer, int offset, int length, byte[] out, int at) {
    byte[][] masks = length == Nodes.SIZE ? NODE_MASKS : SECRET_MASKS;
    byte[] mask = masks[other ? 1 : 0];
    try {
      gcm.init(Cipher.ENCRYPT_MODE, ZERO_KEY, other ? OTHER_IV : ZERO_IV);
      gcm.doFinal(buffer, offset, length, sealed, 0);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("AES-GCM failed", e);
    }
    for (int i = 0; i < TAG; i++) {
      out[at + i] = (byte) (sealed[length + i] ^ mask[i]);
    }
    other = !other;
  }

  private static byte[][] masks(int length) {
    return new byte[][] {mask(length, ZERO_IV), mask(length, OTHER_IV)};
  }

  /// What the tag of `length` bytes as additional data under [#ZERO_IV] and the tag of their
  /// ciphertext under `iv` differ by.
  private static byte[] mask(int length, GCMParameterSpec iv) {
    byte[] zeros = new byte[length];
    try {
      Cipher gcm = Aes.gcm();
      gcm.init(Cipher.ENCRYPT_MODE, ZERO_KEY, iv);
      byte[] sealed = gcm.doFinal(zeros);
      Cipher additional = Aes.gcm();
      additional.init(Cipher.ENCRYPT_MODE, ZERO_KEY, ZERO_IV);
      additional.updateAAD(zeros);
      byte[] mask = additional.doFinal();
      for (int i = 0; i < TAG; i++) {
        mask[i] ^= sealed[length + i];
      }
      return mask;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("AES-GCM failed", e);
    }
  }
}
