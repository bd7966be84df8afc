package coffer.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// What one thread reads, for another thread to read too. Bounded; a reader that stops early lets
/// the first go on alone.
final class Chunks extends InputStream {
  private static final int MOST = 16;
  private static final byte[] END = new byte[0];

  private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(MOST);
  private byte[] current = END;
  private int position;
  private boolean ended;
  private volatile boolean closed;

  /// The same stream; what is read from it is offered here.
  InputStream tee(InputStream in) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        if (count != 0) {
          offer(count < 0 ? END : Arrays.copyOfRange(buffer, offset, offset + count));
        }
        return count;
      }
    };
  }

  /// Ends the second reader's stream, also after a failure of the first.
  void end() throws IOException {
    offer(END);
  }

  private void offer(byte[] chunk) throws IOException {
    try {
      while (!closed && !chunks.offer(chunk, 100, java.util.concurrent.TimeUnit.MILLISECONDS)) {
        // the other reader is slower
      }
    } catch (InterruptedException _) {
      throw interrupted();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    while (position == current.length && !ended) {
      next();
    }
    int count = Math.min(length, current.length - position);
    System.arraycopy(current, position, buffer, offset, count);
    position += count;
    return count == 0 && length > 0 ? -1 : count;
  }

  private void next() throws IOException {
    try {
      current = chunks.take();
      position = 0;
      ended = current.length == 0;
    } catch (InterruptedException _) {
      throw interrupted();
    }
  }

  /// The reader wants no more.
  @Override
  public void close() {
    closed = true;
    chunks.clear();
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while a layer was unpacked");
  }
}
