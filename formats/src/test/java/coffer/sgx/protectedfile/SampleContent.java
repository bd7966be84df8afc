package coffer.sgx.protectedfile;

import coffer.bytes.ByteWriter;
import coffer.bytes.Digest;
import coffer.bytes.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// Content and keys that tests make.
final class SampleContent {
  /// Sizes around every boundary of the format: head, nodes, groups and levels of hash nodes.
  static final int[] SIZES = {
    0, 1, 3071, 3072, 3073, 7168, 7169, 396_288, 396_289, 12_979_200, 12_979_201
  };

  static final Protection PLAIN = new Protection.IntegrityOnly();

  private SampleContent() {}

  /// SHA-256 of the seed and a counter (8 bytes, little-endian), again and again.
  static byte[] of(String seed, int size) {
    byte[] content = new byte[size];
    MessageDigest sha256 = Digest.sha256();
    for (int at = 0; at < size; at += 32) {
      sha256.update(seed.getBytes(StandardCharsets.UTF_8));
      byte[] block = sha256.digest(new ByteWriter(8).u64(at / 32).toBytes());
      System.arraycopy(block, 0, content, at, Math.min(32, size - at));
    }
    return content;
  }

  static Protection userKey(int seed) {
    byte[] key = new byte[16];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (seed * 31 + i);
    }
    return new Protection.UserKey(SecretBytes.of(key));
  }
}
