package coffer.sgx.protectedfile;

import coffer.bytes.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Nodes under a key of the user: each is AES-128-GCM under a key of its own, with IV zero and no
/// additional data (`file_flush.cpp`).
final class EncryptedNodes implements NodeCipher {
  private static final GCMParameterSpec ZERO_IV = new GCMParameterSpec(8 * TAG, new byte[12]);

  private final SecretBytes userKey;
  private final NodeKeys keys;
  private final Cipher gcm = Aes.gcm();
  private final byte[] sealed = new byte[Nodes.SIZE + TAG];

  EncryptedNodes(SecretBytes userKey, FileName name) {
    this.userKey = userKey;
    keys = new NodeKeys(userKey, name);
  }

  @Override
  public void begin(FileName name) {
    keys.begin(name);
  }

  @Override
  public void seal(byte[] buffer, int offset, long node, byte[] table, int entry) {
    byte[] key = keys.nodeKey(buffer, offset, node);
    encrypt(key, buffer, offset, Nodes.SIZE);
    System.arraycopy(key, 0, table, entry, key.length);
    System.arraycopy(sealed, Nodes.SIZE, table, entry + TAG_IN_ENTRY, TAG);
  }

  @Override
  public boolean open(byte[] buffer, int offset, byte[] table, int entry) {
    byte[] key = Arrays.copyOfRange(table, entry, entry + TAG_IN_ENTRY);
    System.arraycopy(table, entry + TAG_IN_ENTRY, sealed, Nodes.SIZE, TAG);
    return decrypt(key, buffer, offset, Nodes.SIZE);
  }

  @Override
  public void sealMetadata(byte[] node) {
    byte[] keyId = keys.keyId(node);
    System.arraycopy(keyId, 0, node, MetadataNode.KEY_ID, keyId.length);
    byte[] key = NodeKeys.metadataKey(userKey, keyId);
    encrypt(key, node, MetadataNode.SECRET, MetadataNode.SECRET_SIZE);
    System.arraycopy(sealed, MetadataNode.SECRET_SIZE, node, MetadataNode.MAC, TAG);
  }

  @Override
  public boolean openMetadata(byte[] node) {
    byte[] keyId =
        Arrays.copyOfRange(
            node, MetadataNode.KEY_ID, MetadataNode.KEY_ID + MetadataNode.KEY_ID_SIZE);
    System.arraycopy(node, MetadataNode.MAC, sealed, MetadataNode.SECRET_SIZE, TAG);
    byte[] key = NodeKeys.metadataKey(userKey, keyId);
    return decrypt(key, node, MetadataNode.SECRET, MetadataNode.SECRET_SIZE);
  }

  @Override
  public boolean integrityOnly() {
    return false;
  }

  /// Encrypts in place and leaves the tag behind the ciphertext in `sealed`.
  private void encrypt(byte[] key, byte[] buffer, int offset, int length) {
    try {
      gcm.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), ZERO_IV);
      gcm.doFinal(buffer, offset, length, sealed, 0);
      System.arraycopy(sealed, 0, buffer, offset, length);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("AES-GCM failed", e);
    }
  }

  /// Decrypts in place; the tag is at `length` in `sealed`.
  private boolean decrypt(byte[] key, byte[] buffer, int offset, int length) {
    try {
      System.arraycopy(buffer, offset, sealed, 0, length);
      gcm.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), ZERO_IV);
      gcm.doFinal(sealed, 0, length + TAG, buffer, offset);
      return true;
    } catch (AEADBadTagException _) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("AES-GCM failed", e);
    }
  }
}
