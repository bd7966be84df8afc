package coffer.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.json.Json;
import coffer.tls.DevelopmentCa;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What hostile and unlucky clients meet.
class WebServerTest {
  private static final WebLimits LIMITS =
      WebLimits.DEFAULT.withRequestTime(Duration.ofSeconds(1)).withBodyBytes(1000);

  @TempDir static Path scratch;
  private static DevelopmentCa ca;

  @BeforeAll
  static void authority() throws IOException {
    ca = DevelopmentCa.loadOrCreate(scratch.resolve("ca"));
  }

  private static WebServer start(WebLimits limits, WebService service) throws IOException {
    return WebServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        ca.issue(List.of("localhost", "127.0.0.1")),
        limits,
        service);
  }

  private static WebAnswer echo(WebRequest request) {
    return WebAnswer.json(
        200,
        Json.object()
            .put("method", request.method())
            .put("path", request.path())
            .put("x", request.parameter("x"))
            .put("bytes", request.body().length)
            .build());
  }

  @Test
  void requestsArriveWhole() throws Exception {
    try (WebServer server = start(LIMITS, WebServerTest::echo)) {
      Client client = new Client(server.port(), ca.certificate());
      Json.Obj answer = client.send("POST", "/a/b?x=%26y", new byte[1000]).json();
      assertEquals("/a/b", answer.string("path"));
      assertEquals("&y", answer.string("x"));
      assertEquals(1000, answer.number("bytes"));
    }
  }

  @Test
  void aBodyThatIsTooLargeIsCut() throws Exception {
    try (WebServer server = start(LIMITS, WebServerTest::echo)) {
      Client client = new Client(server.port(), ca.certificate());
      assertEquals(413, client.send("POST", "/", new byte[1001]).status());
      String chunked =
          "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "7d0\r\n"
              + "a".repeat(2000)
              + "\r\n0\r\n\r\n";
      assertTrue(exchange(server, chunked).startsWith("HTTP/1.1 413"));
    }
  }

  @Test
  void aSlowBodyIsCut() throws Exception {
    try (WebServer server = start(LIMITS, WebServerTest::echo)) {
      long begin = System.nanoTime();
      String answer =
          exchange(server, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\nabc");
      assertTrue(answer.startsWith("HTTP/1.1 408") || answer.isEmpty(), answer);
      assertTrue(System.nanoTime() - begin < Duration.ofSeconds(5).toNanos());
    }
  }

  @Test
  void aHeaderThatDripsIsCut() throws Exception {
    try (WebServer server = start(LIMITS, WebServerTest::echo);
        SSLSocket socket = connect(server)) {
      socket.startHandshake();
      OutputStream out = socket.getOutputStream();
      out.write("GET / HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      CompletableFuture<Integer> end = CompletableFuture.supplyAsync(() -> readToTheEnd(socket));
      for (int i = 0; i < 60 && !end.isDone(); i++) {
        Thread.sleep(100);
        try {
          out.write('a');
          out.flush();
        } catch (IOException closed) {
          break;
        }
      }
      end.get(1, TimeUnit.SECONDS);
    }
  }

  private static int readToTheEnd(SSLSocket socket) {
    try {
      return socket.getInputStream().readAllBytes().length;
    } catch (IOException reset) {
      return 0;
    }
  }

  @Test
  void whoAsksTooOftenIsToldSo() throws Exception {
    try (WebServer server = start(LIMITS.withPerSecond(5), WebServerTest::echo)) {
      Client client = new Client(server.port(), ca.certificate());
      boolean refused = false;
      for (int i = 0; i < 100 && !refused; i++) {
        refused = client.send("GET", "/", null).status() == 429;
      }
      assertTrue(refused);
    }
  }

  @Test
  void whatIsUnderWayIsFinishedWhenTheServerStops() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    WebServer server =
        start(
            WebLimits.DEFAULT,
            request -> {
              inside.countDown();
              try {
                Thread.sleep(500);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return echo(request);
            });
    Client client = new Client(server.port(), ca.certificate());
    CompletableFuture<Client.Reply> reply =
        CompletableFuture.supplyAsync(() -> client.send("GET", "/", null));
    assertTrue(inside.await(10, TimeUnit.SECONDS));
    server.close();
    assertEquals(200, reply.get(5, TimeUnit.SECONDS).status());
  }

  @Test
  void aDefectSaysNothingOfItself() throws Exception {
    try (WebServer server =
        start(
            LIMITS,
            _ -> {
              throw new IllegalStateException("a private thing");
            })) {
      Client.Reply reply = new Client(server.port(), ca.certificate()).send("GET", "/", null);
      assertEquals(500, reply.status());
      assertFalse(reply.text().contains("private"), reply::text);
    }
  }

  @Test
  void whatIsNoHttpIsRefused() throws Exception {
    try (WebServer server = start(LIMITS, WebServerTest::echo)) {
      assertTrue(exchange(server, "nonsense\r\n\r\n").contains(" 400 "));
      assertTrue(
          exchange(server, "GET / HTTP/1.1\r\nX: " + "a".repeat(20_000) + "\r\n\r\n")
              .contains(" 431 "));
      assertTrue(
          exchange(server, "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n")
              .contains(" 400 "));
    }
  }

  /// Sends raw text over TLS; everything that comes back.
  private static String exchange(WebServer server, String text) throws Exception {
    try (SSLSocket socket = connect(server)) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      byte[] begin = socket.getInputStream().readNBytes(12);
      return new String(begin, StandardCharsets.US_ASCII) + " ";
    } catch (javax.net.ssl.SSLException | java.net.SocketException cut) {
      return "";
    }
  }

  private static SSLSocket connect(WebServer server) throws IOException {
    return (SSLSocket)
        Client.trusting(ca.certificate())
            .getSocketFactory()
            .createSocket("localhost", server.port());
  }
}
