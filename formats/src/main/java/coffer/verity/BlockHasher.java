package coffer.verity;

import coffer.bytes.Digest;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/// Hashes blocks: SHA-256 of the salt and the block. Not thread-safe; cheap to make.
public final class BlockHasher {
  public static final int BLOCK_SIZE = 4096;
  public static final int DIGEST_SIZE = 32;

  private static final byte[] SALT = new byte[32];
  private static final byte[] ZERO_BLOCK = new byte[BLOCK_SIZE];
  private static final byte[] ZERO_BLOCK_DIGEST = sha256OfZeros();

  private final MessageDigest sha256 = Digest.sha256();

  /// Hashes the block at `offset` of `bytes` to `digests` at `target`. For zeros, of which sparse
  /// files and the ends of images have many, the digest is known.
  public void hash(byte[] bytes, int offset, byte[] digests, int target) {
    if (Arrays.equals(bytes, offset, offset + BLOCK_SIZE, ZERO_BLOCK, 0, BLOCK_SIZE)) {
      System.arraycopy(ZERO_BLOCK_DIGEST, 0, digests, target, DIGEST_SIZE);
      return;
    }
    sha256.update(SALT);
    sha256.update(bytes, offset, BLOCK_SIZE);
    try {
      sha256.digest(digests, target, DIGEST_SIZE);
    } catch (DigestException e) {
      throw new AssertionError("a SHA-256 has 32 bytes", e);
    }
  }

  /// Hashes one whole block.
  public byte[] hash(byte[] block) {
    byte[] digest = new byte[DIGEST_SIZE];
    hash(block, 0, digest, 0);
    return digest;
  }

  private static byte[] sha256OfZeros() {
    MessageDigest sha256 = Digest.sha256();
    sha256.update(SALT);
    return sha256.digest(ZERO_BLOCK);
  }
}
