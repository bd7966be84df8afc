package coffer.verity;

import coffer.bytes.Bytes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// A hash tree that grows as its data goes by. The digests of 128 consecutive blocks of data, a
/// *run*, fill one block of the first level; of that block only the digest is kept, so the tree of
/// a gigabyte takes 64 KiB. Where data may be replaced later, the run's block is kept too.
///
/// Runs may come in any order and from any thread.
public final class VerityTree {
  /// Blocks of data that one block of digests covers.
  public static final int RUN = BlockHasher.BLOCK_SIZE / BlockHasher.DIGEST_SIZE;

  private static final byte[] ZERO_RUN_DIGEST = digestOfZeros();

  /// The second level: the digest of each run's block.
  private byte[] digests = new byte[BlockHasher.BLOCK_SIZE];

  private int runs;
  private final Map<Integer, byte[]> kept = new HashMap<>();

  /// Adds run number `run`: `blockDigests` are the 128 digests of its blocks, zeros for those
  /// behind the end of the data. With `keep` its blocks can be replaced; the array is the tree's
  /// then.
  public void put(int run, byte[] blockDigests, boolean keep) {
    put(run, new BlockHasher().hash(blockDigests));
    if (keep) {
      synchronized (this) {
        kept.put(run, blockDigests);
      }
    }
  }

  /// Adds a run of 128 blocks of zeros.
  public void putZeros(int run) {
    put(run, ZERO_RUN_DIGEST);
  }

  private synchronized void put(int run, byte[] digest) {
    int start = run * BlockHasher.DIGEST_SIZE;
    if (start >= digests.length) {
      digests =
          Arrays.copyOf(digests, Math.max(2 * digests.length, start + BlockHasher.BLOCK_SIZE));
    }
    System.arraycopy(digest, 0, digests, start, digest.length);
    runs = Math.max(runs, run + 1);
  }

  /// Replaces the digest of one block of data in a run that was kept.
  public synchronized void replace(int block, byte[] digest) {
    byte[] blockDigests = kept.get(block / RUN);
    if (blockDigests == null) {
      throw new IllegalArgumentException("block " + block + " is not in a run that was kept");
    }
    System.arraycopy(
        digest, 0, blockDigests, block % RUN * BlockHasher.DIGEST_SIZE, BlockHasher.DIGEST_SIZE);
  }

  /// The root hash, 32 bytes, once every run is there.
  public synchronized Bytes root() {
    BlockHasher hasher = new BlockHasher();
    kept.forEach((run, blockDigests) -> put(run, hasher.hash(blockDigests)));
    byte[] level = Arrays.copyOf(digests, runs * BlockHasher.DIGEST_SIZE);
    while (level.length > BlockHasher.DIGEST_SIZE) {
      level = nextLevel(level, hasher);
    }
    return Bytes.of(level);
  }

  /// The digests of the blocks that a level's digests fill, the last one padded with zeros.
  private static byte[] nextLevel(byte[] level, BlockHasher hasher) {
    int blocks = Math.ceilDiv(level.length, BlockHasher.BLOCK_SIZE);
    byte[] padded = Arrays.copyOf(level, blocks * BlockHasher.BLOCK_SIZE);
    byte[] next = new byte[blocks * BlockHasher.DIGEST_SIZE];
    for (int i = 0; i < blocks; i++) {
      hasher.hash(padded, i * BlockHasher.BLOCK_SIZE, next, i * BlockHasher.DIGEST_SIZE);
    }
    return next;
  }

  private static byte[] digestOfZeros() {
    BlockHasher hasher = new BlockHasher();
    byte[] blockDigests = new byte[BlockHasher.BLOCK_SIZE];
    byte[] zeros = new byte[BlockHasher.BLOCK_SIZE];
    for (int i = 0; i < RUN; i++) {
      hasher.hash(zeros, 0, blockDigests, i * BlockHasher.DIGEST_SIZE);
    }
    return hasher.hash(blockDigests);
  }
}
