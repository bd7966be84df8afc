package coffer.device;

import java.io.InterruptedIOException;
import java.time.Duration;

/// Tries what a busy device may refuse a few times, with a pause in between.
record Attempts(int count, Duration pause) {
  private static final int DEFAULT = 3;

  interface Work<T> {
    T run() throws DeviceException;
  }

  /// Three attempts.
  static Attempts of(Duration pause) {
    return new Attempts(DEFAULT, pause);
  }

  <T> T run(Work<T> work) throws DeviceException, InterruptedIOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return work.run();
      } catch (DeviceException e) {
        if (attempt >= count || !e.isTransient()) {
          throw e;
        }
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while a device was asked");
      }
    }
  }
}
