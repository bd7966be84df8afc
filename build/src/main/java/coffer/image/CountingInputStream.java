package coffer.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/// Counts the bytes that are read through it, and tells of them.
public final class CountingInputStream extends FilterInputStream {
  private final LongConsumer heard;
  private long count;

  /// `heard` gets the number of bytes of each reading, from the thread that reads.
  public CountingInputStream(InputStream in, LongConsumer heard) {
    super(in);
    this.heard = heard;
  }

  /// How many bytes there were so far.
  public long count() {
    return count;
  }

  @Override
  public int read() throws IOException {
    int value = in.read();
    count(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    count(Math.max(read, 0));
    return read;
  }

  @Override
  public long skip(long length) throws IOException {
    long skipped = in.skip(length);
    count(skipped);
    return skipped;
  }

  private void count(long more) {
    count += more;
    heard.accept(more);
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
