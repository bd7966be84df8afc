package coffer.layer;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.ext4.BlockSink;
import coffer.ext4.FileContent;
import coffer.verity.BlockHasher;
import coffer.verity.VerityTree;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Phaser;
import org.jspecify.annotations.Nullable;

/// Takes an image as it grows and hashes it. Bytes are gathered in buffers of one run of the hash
/// tree each, straight from the tar; full buffers go to the workers and come back empty. One thread
/// writes.
final class RunSink implements BlockSink, AutoCloseable {
  private static final int BLOCK_SIZE = BlockHasher.BLOCK_SIZE;
  private static final int RUN_BYTES = HashWorkers.RUN_BYTES;

  private final HashWorkers workers;
  private final @Nullable SparseImage image;
  private final VerityTree tree = new VerityTree();

  /// Digests of blocks that were replaced after their run had gone to the workers.
  private final Map<Integer, byte[]> replaced = new HashMap<>();

  /// One party for the writer, and one for each run that is being hashed.
  private final Phaser hashing = new Phaser(1);

  private volatile @Nullable Throwable failure;

  /// The run that is being filled: null until its first byte.
  private byte @Nullable [] buffer;

  private int filled;
  private int run;
  private boolean keep;

  /// Copies the image to `image` too, when there is one.
  RunSink(HashWorkers workers, @Nullable SparseImage image) {
    this.workers = workers;
    this.image = image;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int done = 0; done < length; ) {
      byte[] target = buffer();
      int count = Math.min(length - done, RUN_BYTES - filled);
      System.arraycopy(bytes, offset + done, target, filled, count);
      done += count;
      fill(count);
    }
  }

  @Override
  public void write(FileContent content, long size) throws IOException {
    long left = size;
    while (left > 0) {
      long hole = content.skipHole();
      if (hole > 0) {
        writeZeros(hole);
        left -= hole;
        continue;
      }
      byte[] target = buffer();
      int count = content.read(target, filled, (int) Math.min(left, RUN_BYTES - filled));
      if (count < 0) {
        throw new MalformedException("the content ends, but " + left + " more bytes are wanted");
      }
      left -= count;
      fill(count);
    }
  }

  @Override
  public void writeZeros(long count) throws IOException {
    long left = count;
    while (left > 0) {
      if (filled == 0 && left >= RUN_BYTES) {
        tree.putZeros(run++);
        left -= RUN_BYTES;
      } else {
        byte[] target = buffer();
        int zeros = (int) Math.min(left, RUN_BYTES - filled);
        Arrays.fill(target, filled, filled + zeros, (byte) 0);
        left -= zeros;
        fill(zeros);
      }
    }
  }

  @Override
  public void writeReplaceable(byte[] block) throws IOException {
    buffer();
    keep = true;
    write(block, 0, block.length);
  }

  @Override
  public void replace(int number, byte[] block) throws IOException {
    if (number / VerityTree.RUN == run) {
      System.arraycopy(block, 0, buffer(), number % VerityTree.RUN * BLOCK_SIZE, BLOCK_SIZE);
      return;
    }
    replaced.put(number, new BlockHasher().hash(block));
    if (image != null) {
      image.write(number, block, 1);
    }
  }

  /// The root hash of all that was written, a whole number of blocks.
  Bytes root() throws IOException {
    int blocks = run * VerityTree.RUN + filled / BLOCK_SIZE;
    if (filled > 0) {
      submit();
    }
    await();
    if (image != null) {
      image.end(blocks);
    }
    replaced.forEach(tree::replace);
    return tree.root();
  }

  /// Gives the last buffer back. Runs that are being hashed give back their own.
  @Override
  public void close() {
    byte[] unused = buffer;
    buffer = null;
    if (unused != null) {
      workers.giveBack(unused);
    }
  }

  private byte[] buffer() throws InterruptedIOException {
    byte[] current = buffer;
    if (current == null) {
      current = workers.takeBuffer();
      buffer = current;
    }
    return current;
  }

  private void fill(int count) throws IOException {
    filled += count;
    if (filled == RUN_BYTES) {
      submit();
    }
  }

  private void submit() throws IOException {
    byte[] full = buffer();
    int blocks = filled / BLOCK_SIZE;
    int number = run++;
    boolean kept = keep;
    if (image != null) {
      image.write(number * VerityTree.RUN, full, blocks);
    }
    buffer = null;
    filled = 0;
    keep = false;
    hashing.register();
    workers.submit(() -> hash(number, full, blocks, kept));
  }

  private void hash(int number, byte[] full, int blocks, boolean kept) {
    try {
      BlockHasher hasher = new BlockHasher();
      byte[] digests = new byte[VerityTree.RUN * BlockHasher.DIGEST_SIZE];
      for (int i = 0; i < blocks; i++) {
        hasher.hash(full, i * BLOCK_SIZE, digests, i * BlockHasher.DIGEST_SIZE);
      }
      tree.put(number, digests, kept);
    } catch (RuntimeException | Error e) {
      failure = e;
    } finally {
      workers.giveBack(full);
      hashing.arriveAndDeregister();
    }
  }

  private void await() throws InterruptedIOException {
    try {
      hashing.awaitAdvanceInterruptibly(hashing.arrive());
    } catch (InterruptedException _) {
      throw HashWorkers.interrupted();
    }
    if (failure != null) {
      throw new IllegalStateException("a block could not be hashed", failure);
    }
  }
}
