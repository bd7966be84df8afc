package coffer.cli;

import coffer.json.Json;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;

/// A command that serves until it is told to stop.
final class Serving {
  private Serving() {}

  /// Says what is served, to people on standard error or to programs (`facts`, one line) on
  /// standard output, and returns when the process is told to end; until then the process's end
  /// waits for `server` to stop.
  static void until(
      CommandLine commandLine, AutoCloseable server, JsonOption output, String what, Json facts)
      throws InterruptedException {
    CountDownLatch told = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  close(server);
                  told.countDown();
                }));
    if (output.json) {
      commandLine.getOut().println(facts.toCompact());
      commandLine.getOut().flush();
    } else {
      commandLine.getErr().println("serving " + what);
      commandLine.getErr().flush();
    }
    told.await();
  }

  private static void close(AutoCloseable server) {
    try {
      server.close();
    } catch (Exception e) {
      System.getLogger(Serving.class.getName())
          .log(System.Logger.Level.WARNING, "stopped, but not in order", e);
    }
  }

  /// Where a service of this user keeps what it must keep.
  static Path folder(String service) {
    String data = System.getenv().getOrDefault("XDG_DATA_HOME", "");
    Path base =
        data.startsWith("/")
            ? Path.of(data)
            : Path.of(System.getenv().getOrDefault("HOME", "/"), ".local", "share");
    return base.resolve("coffer").resolve(service);
  }
}
