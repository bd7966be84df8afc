package coffer.compression;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Looks at the next bytes without taking them, and knows at each place whether the stream goes on:
/// [java.util.zip.GZIPInputStream] looks for another member only where it hears that there is more,
/// and a pipe may not have it yet.
final class PeekableInputStream extends BufferedInputStream {
  private static final int MAGIC_SIZE = 4;

  PeekableInputStream(InputStream in, int size) {
    super(in, size);
  }

  /// The next four bytes, little-endian; those behind the end count as zeros.
  int peek() throws IOException {
    byte[] next = peek(MAGIC_SIZE);
    int magic = 0;
    for (int i = 0; i < next.length; i++) {
      magic |= Byte.toUnsignedInt(next[i]) << (8 * i);
    }
    return magic;
  }

  /// The next `count` bytes, fewer at the end of the stream.
  byte[] peek(int count) throws IOException {
    mark(count);
    byte[] next = readNBytes(count);
    reset();
    return next;
  }

  @Override
  public int available() throws IOException {
    int known = super.available();
    return known > 0 ? known : peek(1).length;
  }
}
