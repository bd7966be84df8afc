package coffer.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// A body that gives up when nothing comes for too long. One reader.
final class WatchedBody extends FilterInputStream {
  private static final ScheduledExecutorService WATCH =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("coffer-watch").daemon().unstarted(task));

  private final Duration longest;
  private final ScheduledFuture<?> watch;

  /// When the reader began to wait; 0 while it does not.
  private volatile long waiting;

  private volatile boolean silent;

  WatchedBody(InputStream body, Duration longest) {
    super(body);
    this.longest = longest;
    long period = Math.max(1, longest.toMillis() / 4);
    watch = WATCH.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
  }

  private void look() {
    long since = waiting;
    if (since != 0 && System.nanoTime() - since > longest.toNanos()) {
      silent = true;
      try {
        in.close();
      } catch (IOException _) {
        // The reader learns of it.
      }
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    waiting = System.nanoTime() | 1;
    try {
      int count = in.read(buffer, offset, length);
      if (silent) {
        throw silence();
      }
      return count;
    } catch (IOException e) {
      throw silent ? silence() : e;
    } finally {
      waiting = 0;
    }
  }

  private IOException silence() {
    return new IOException("nothing came for " + longest.toSeconds() + " seconds");
  }

  @Override
  public void close() throws IOException {
    watch.cancel(false);
    super.close();
  }
}
