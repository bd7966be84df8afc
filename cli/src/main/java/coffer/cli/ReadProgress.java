package coffer.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// On a terminal, and when work takes longer than a second: how much was read so far, on a line
/// that goes away again.
final class ReadProgress implements AutoCloseable {
  private static final long FIRST_MILLIS = 1000;
  private static final long NEXT_MILLIS = 200;
  private static final String ERASE = "\r\033[K";

  private final PrintWriter err;
  private final AtomicLong read = new AtomicLong();
  private final CountDownLatch done = new CountDownLatch(1);
  private @Nullable Thread showing;

  private ReadProgress(PrintWriter err) {
    this.err = err;
  }

  static ReadProgress on(PrintWriter err) {
    ReadProgress progress = new ReadProgress(err);
    if ("1".equals(System.getenv("COFFER_TERMINAL"))) {
      progress.showing = Thread.ofPlatform().name("coffer-progress").daemon().start(progress::show);
    }
    return progress;
  }

  void add(long bytes) {
    read.addAndGet(bytes);
  }

  /// The same stream, counted.
  InputStream watch(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        add(Math.max(0, count));
        return count;
      }
    };
  }

  @Override
  public void close() {
    done.countDown();
    if (showing != null) {
      try {
        // What comes next must not stand on its line.
        showing.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void show() {
    try {
      boolean shown = false;
      for (long wait = FIRST_MILLIS; !done.await(wait, TimeUnit.MILLISECONDS); wait = NEXT_MILLIS) {
        err.print(ERASE + read.get() / 1_000_000 + " MB read");
        err.flush();
        shown = true;
      }
      if (shown) {
        err.print(ERASE);
        err.flush();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
