package coffer.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;

/// Tells a person how far long work is: one line a step, with its time. On a terminal the running
/// step shows what it is doing and its line is overwritten when it ends.
final class Steps {
  private static final int WIDTH = 78;
  private static final String DIM = "\033[2m";
  private static final String RED = "\033[31m";
  private static final String PLAIN = "\033[0m";
  private static final String ERASE = "\r\033[K";

  private final PrintWriter err;
  private final boolean terminal;
  private final long start = System.nanoTime();

  Steps(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  /// Steps on standard error, which the launcher says is a terminal or not.
  static Steps on(PrintWriter err) {
    return new Steps(err, "1".equals(System.getenv("COFFER_TERMINAL")));
  }

  /// Work that may fail in any way, and says what it is doing.
  interface Work<T> {
    T run(Consumer<String> doing) throws Exception;
  }

  /// Runs one step; `result` says in a few words what came out of it.
  <T> T step(String name, Work<T> work, Function<T, String> result) throws Exception {
    long begin = System.nanoTime();
    show(name, "", "");
    T value;
    try {
      value = work.run(doing -> show(name, doing, ""));
    } catch (Exception failed) {
      finish(name, "failed", begin, RED);
      throw failed;
    }
    finish(name, result.apply(value), begin, "");
    return value;
  }

  /// The time since the first step.
  String total() {
    return seconds(start);
  }

  private synchronized void show(String name, String detail, String time) {
    if (terminal) {
      err.print(ERASE + DIM + line(name, detail, time) + PLAIN);
      err.flush();
    }
  }

  private synchronized void finish(String name, String detail, long begin, String color) {
    String line = line(name, detail, seconds(begin));
    err.println(terminal ? ERASE + color + line + (color.isEmpty() ? "" : PLAIN) : line);
    err.flush();
  }

  private static String line(String name, String detail, String time) {
    int room = WIDTH - 10 - 2 - time.length() - 2;
    String shown = detail.length() > room ? detail.substring(0, room - 3) + "..." : detail;
    return "  %-8s  %s%s%s"
        .formatted(name, shown, " ".repeat(Math.max(1, room - shown.length() + 2)), time)
        .stripTrailing();
  }

  private static String seconds(long begin) {
    Duration time = Duration.ofNanos(System.nanoTime() - begin);
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
