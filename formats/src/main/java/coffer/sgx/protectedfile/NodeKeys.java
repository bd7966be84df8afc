package coffer.sgx.protectedfile;

import coffer.bytes.ByteWriter;
import coffer.bytes.Digest;
import coffer.bytes.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Keys of the nodes of encrypted files, one after the other. Upstream draws them at random; any 16
/// bytes open a file, so ours are derived, and the same key, name and content give the same file.
/// Not thread-safe.
///
/// HKDF with SHA-256 (RFC 5869): the pseudorandom key is HKDF-Extract with the salt `coffer
/// protected file` and the user's key. From it HKDF-Expand takes 16 bytes for a node with the info
/// `node key`, a zero byte, the name of the file, a zero byte, the number of the node (8 bytes,
/// little-endian) and the SHA-256 of its 4096 bytes in clear; and 32 bytes as key id of the
/// metadata node with the info `key id`, a zero byte, the name, a zero byte and the SHA-256 of its
/// secret part in clear. Different contents never meet under one key.
final class NodeKeys {
  private static final String HMAC = "HmacSHA256";
  private static final byte[] SALT = ascii("coffer protected file");
  private static final byte[] NODE_KEY = ascii("node key");
  private static final byte[] KEY_ID = ascii("key id");

  private static final String LABEL = "SGX-PROTECTED-FS-METADATA-KEY";
  private static final int LABEL_SIZE = 64;
  private static final int KEY_BITS = 0x80;

  private byte[] name;
  private final Mac expand;
  private final MessageDigest sha256 = Digest.sha256();

  NodeKeys(SecretBytes userKey, FileName name) {
    this.name = name.bytes().toArray();
    byte[] key = userKey.reveal();
    byte[] pseudorandom = hmac(SALT).doFinal(key);
    expand = hmac(pseudorandom);
    Arrays.fill(key, (byte) 0);
    Arrays.fill(pseudorandom, (byte) 0);
  }

  /// Goes on with the file made under `next`.
  void begin(FileName next) {
    name = next.bytes().toArray();
  }

  /// The key of node `node`, whose 4096 bytes in clear are at `offset` of `buffer`.
  byte[] nodeKey(byte[] buffer, int offset, long node) {
    sha256.update(buffer, offset, Nodes.SIZE);
    begin(NODE_KEY);
    expand.update(new ByteWriter(Long.BYTES).u64(node).toBytes());
    return Arrays.copyOf(finish(), Protection.UserKey.SIZE);
  }

  /// The key id of the metadata node, whose secret part is still in clear.
  byte[] keyId(byte[] node) {
    sha256.update(node, MetadataNode.SECRET, MetadataNode.SECRET_SIZE);
    begin(KEY_ID);
    return finish();
  }

  /// The key of the metadata node with this key id (`file_crypto.cpp`, `kdf_input_t`).
  static byte[] metadataKey(SecretBytes userKey, byte[] keyId) {
    byte[] input =
        new ByteWriter(128)
            .u32(1)
            .bytes(Arrays.copyOf(ascii(LABEL), LABEL_SIZE))
            .zeros(4)
            .u64(0)
            .at(80)
            .bytes(keyId)
            .u32(KEY_BITS)
            .zeros(4)
            .at(120)
            .toBytes();
    byte[] key = userKey.reveal();
    try {
      return Aes.cmac(key, input);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private void begin(byte[] purpose) {
    expand.update(purpose);
    expand.update((byte) 0);
    expand.update(name);
    expand.update((byte) 0);
  }

  /// Closes the info with the digest: one block of HKDF-Expand is all that is wanted.
  private byte[] finish() {
    expand.update(sha256.digest());
    return expand.doFinal(new byte[] {1});
  }

  private static Mac hmac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a JDK without " + HMAC, e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
