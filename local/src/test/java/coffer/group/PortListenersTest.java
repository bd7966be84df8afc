package coffer.group;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortListenersTest {
  private static final byte[] WORD = "hello".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path scratch;

  @Test
  void aPeerIsReachedThroughTheSocket() throws IOException {
    Path socket = scratch.resolve("s");
    try (ServerSocket echo = echo()) {
      List<PublishedPort> peers = List.of(new PublishedPort(0, echo.getLocalPort()));
      try (DocumentServer _ = DocumentServer.listen(socket, PortTargets.peers(peers)::serve);
          PortListeners inner = PortListeners.peers(peers, socket)) {
        assertArrayEquals(WORD, exchange(inner.bound().getFirst().host()));
      }
    }
  }

  @Test
  void aPortThatIsNotNamedLeadsNowhere() throws IOException {
    Path socket = scratch.resolve("s");
    try (ServerSocket echo = echo();
        DocumentServer _ =
            DocumentServer.listen(socket, new PortTargets(Map.of(1, echo.getLocalPort()))::serve);
        PortListeners outer = PortListeners.published(List.of(new PublishedPort(2, 0)), socket)) {
      assertEquals(0, exchange(outer.bound().getFirst().host()).length);
    }
  }

  private static byte[] exchange(int port) throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.setSoTimeout(10_000);
      client.getOutputStream().write(WORD);
      client.shutdownOutput();
      return client.getInputStream().readAllBytes();
    }
  }

  private static ServerSocket echo() throws IOException {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(
            () -> {
              try (Socket client = server.accept()) {
                client.getInputStream().transferTo(client.getOutputStream());
              } catch (IOException closed) {
                return;
              }
            });
    return server;
  }
}
