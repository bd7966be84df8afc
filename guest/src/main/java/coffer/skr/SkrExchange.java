package coffer.skr;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Carries [SkrApi] over HTTP: path and method, bounded bodies, one JSON document for each answer.
final class SkrExchange implements HttpHandler {
  private static final int LARGEST_BODY = 1 << 20;

  private final SkrApi api;

  SkrExchange(SkrApi api) {
    this.api = api;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, answer(exchange));
    }
  }

  private SkrAnswer answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String wanted = SkrApi.methodOf(path);
    if (wanted.isEmpty()) {
      return SkrAnswer.error(404, "no such path: " + path);
    }
    if (!exchange.getRequestMethod().equals(wanted)) {
      exchange.getResponseHeaders().set("Allow", wanted);
      return SkrAnswer.error(405, path + " wants " + wanted);
    }
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
    if (body.length > LARGEST_BODY) {
      exchange.getResponseHeaders().set("Connection", "close");
      return SkrAnswer.error(413, "request of more than 1 MiB");
    }
    try {
      return api.answer(path, body);
    } catch (RuntimeException e) {
      return SkrAnswer.error(500, "defect of the guest: " + e.getClass().getSimpleName());
    }
  }

  private static void send(HttpExchange exchange, SkrAnswer answer) throws IOException {
    byte[] body = answer.body().toCompact().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
    exchange.sendResponseHeaders(answer.status(), body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
