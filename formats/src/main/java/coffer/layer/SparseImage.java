package coffer.layer;

import coffer.verity.BlockHasher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;

/// Writes an image to a channel and leaves out blocks of zeros, so that a file has holes there.
final class SparseImage {
  private static final int BLOCK_SIZE = BlockHasher.BLOCK_SIZE;
  private static final byte[] ZEROS = new byte[BLOCK_SIZE];

  private final SeekableByteChannel out;

  /// Of a new file: what is not written must read as zeros.
  SparseImage(SeekableByteChannel out) {
    this.out = out;
  }

  /// Writes `count` blocks from `bytes` to where block `first` stands.
  void write(int first, byte[] bytes, int count) throws IOException {
    int from = 0;
    while (from < count) {
      while (from < count && isZero(bytes, from)) {
        from++;
      }
      int to = from;
      while (to < count && !isZero(bytes, to)) {
        to++;
      }
      writeAt(first + from, ByteBuffer.wrap(bytes, from * BLOCK_SIZE, (to - from) * BLOCK_SIZE));
      from = to;
    }
  }

  /// Makes the image `blocks` blocks long.
  void end(int blocks) throws IOException {
    if (out.size() < (long) blocks * BLOCK_SIZE) {
      writeAt(blocks - 1, ByteBuffer.wrap(ZEROS));
    }
  }

  private void writeAt(int block, ByteBuffer bytes) throws IOException {
    if (bytes.hasRemaining()) {
      out.position((long) block * BLOCK_SIZE);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
  }

  private static boolean isZero(byte[] bytes, int block) {
    int start = block * BLOCK_SIZE;
    return Arrays.equals(bytes, start, start + BLOCK_SIZE, ZEROS, 0, BLOCK_SIZE);
  }
}
