package operator.standins;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.Executors;

/// Servers on the loopback address that want a token.
final class Servers {
  private Servers() {}

  /// Serves `path` for whoever has `token`; the others get 401.
  static HttpServer start(int port, String path, String token, HttpHandler handler)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    byte[] wanted = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    server.createContext(
        path,
        exchange -> {
          String shown = exchange.getRequestHeaders().getFirst("Authorization");
          byte[] found = (shown == null ? "" : shown).getBytes(StandardCharsets.UTF_8);
          if (MessageDigest.isEqual(wanted, found)) {
            handler.handle(exchange);
          } else {
            answer(exchange, 401, "the token is missing or wrong\n");
          }
        });
    server.start();
    return server;
  }

  static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
