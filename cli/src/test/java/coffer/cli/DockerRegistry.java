package coffer.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// Debian's docker-registry on a free port of this machine.
final class DockerRegistry implements AutoCloseable {
  private final Process process;
  final int port;

  private DockerRegistry(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// Starts one; `more` is further YAML: `auth`, and what stands below `http`.
  static DockerRegistry start(Path folder, String auth, String http) throws Exception {
    Files.createDirectories(folder);
    int port = freePort();
    Path config = folder.resolve("config.yml");
    Files.writeString(
        config,
        """
        version: 0.1
        log: {level: error, accesslog: {disabled: true}}
        storage:
          filesystem: {rootdirectory: %s}
        %s
        http:
          addr: 127.0.0.1:%d
        %s
        """
            .formatted(folder.resolve("data"), auth, port, http.indent(2).stripTrailing()));
    Process process =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    DockerRegistry registry = new DockerRegistry(process, port);
    try {
      registry.await(folder.resolve("log"));
      return registry;
    } catch (Exception | AssertionError e) {
      registry.close();
      throw e;
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void await(Path log) throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    while (true) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException _) {
        if (!process.isAlive() || Instant.now().isAfter(end)) {
          throw new AssertionError("docker-registry does not start: " + Files.readString(log));
        }
        Thread.sleep(50);
      }
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
