package coffer.verity;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import java.security.MessageDigest;
import java.util.Arrays;

/// The hash tree as its specification tells it, level by level over all of the data: what the
/// folding tree is compared with.
public final class NaiveVerity {
  private static final int BLOCK = 4096;

  private NaiveVerity() {}

  /// The root hash of `data`, a whole number of blocks.
  public static Bytes root(byte[] data) {
    byte[] level = data;
    do {
      level = digests(level);
    } while (level.length > BLOCK);
    return Bytes.of(digest(level, 0));
  }

  private static byte[] digests(byte[] data) {
    int blocks = data.length / BLOCK;
    byte[] digests = new byte[Math.ceilDiv(blocks * 32, BLOCK) * BLOCK];
    for (int i = 0; i < blocks; i++) {
      System.arraycopy(digest(data, i * BLOCK), 0, digests, i * 32, 32);
    }
    return digests;
  }

  private static byte[] digest(byte[] data, int from) {
    MessageDigest sha256 = Digest.sha256();
    sha256.update(new byte[32]);
    return sha256.digest(Arrays.copyOfRange(data, from, from + BLOCK));
  }
}
