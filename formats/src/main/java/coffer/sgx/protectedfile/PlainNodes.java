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
/// The JDK's cipher refuses the same IV twice in a row, and a new cipher for each node takes longer
/// than the node. So every other tag is made with another IV. A tag is GHASH of the data and a mask
/// that hangs on key and IV only: the two masks' difference turns the one tag into the other.
final class PlainNodes implements NodeCipher {
  private static final SecretKeySpec ZERO_KEY = new SecretKeySpec(new byte[16], "AES");
  private static final GCMParameterSpec ZERO_IV = new GCMParameterSpec(8 * TAG, new byte[12]);
  private static final GCMParameterSpec OTHER_IV =
      new GCMParameterSpec(8 * TAG, new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  private static final byte[] DIFFERENCE = difference();

  private final Cipher gcm = Aes.gcm();
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
    try {
      gcm.init(Cipher.ENCRYPT_MODE, ZERO_KEY, other ? OTHER_IV : ZERO_IV);
      gcm.updateAAD(buffer, offset, length);
      gcm.doFinal(out, at);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("AES-GCM failed", e);
    }
    if (other) {
      xor(out, at, DIFFERENCE);
    }
    other = !other;
  }

  private static byte[] difference() {
    try {
      Cipher gcm = Aes.gcm();
      gcm.init(Cipher.ENCRYPT_MODE, ZERO_KEY, ZERO_IV);
      byte[] difference = gcm.doFinal();
      gcm.init(Cipher.ENCRYPT_MODE, ZERO_KEY, OTHER_IV);
      xor(difference, 0, gcm.doFinal());
      return difference;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("AES-GCM failed", e);
    }
  }

  private static void xor(byte[] bytes, int at, byte[] difference) {
    for (int i = 0; i < TAG; i++) {
      bytes[at + i] ^= difference[i];
    }
  }
}
