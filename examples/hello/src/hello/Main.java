package hello;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A service that shows a fingerprint of its secret, and nothing else of it. It gets the secret from
/// the endpoint on localhost that every confidential container group has, and only when the group
/// has proved what it runs.
public class Main {
  public static void main(String[] args) throws Exception {
    String greeting = System.getenv().getOrDefault("GREETING", "hello");
    String secret = secret("greeting-key").map(Main::fingerprint).orElse("no secret");
    String page =
        """
        %s
        instance: Java %s, process %d
        secret: %s
        """
            .formatted(greeting, Runtime.version(), ProcessHandle.current().pid(), secret);

    HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
    server.createContext("/", exchange -> answer(exchange, page));
    server.createContext("/healthz", exchange -> answer(exchange, "ok\n"));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    System.out.println("listening on port 8080, secret: " + secret);
  }

  /// Asks for the secret until the endpoint is there; empty when it says no.
  static Optional<byte[]> secret(String name) throws InterruptedException {
    String port = System.getenv().getOrDefault("SKR_PORT", "8284");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/key/release"))
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    "{\"maa_endpoint\":\"local\",\"akv_endpoint\":\"local\",\"kid\":\"%s\"}"
                        .formatted(name)))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int attempt = 0; attempt < 10; attempt++) {
        try {
          var response = client.send(request, BodyHandlers.ofString());
          return response.statusCode() == 200 ? key(response.body()) : Optional.empty();
        } catch (IOException notYet) {
          Thread.sleep(200);
        }
      }
    }
    return Optional.empty();
  }

  /// The secret inside `{"key":"{\"kty\":\"oct\",\"k\":\"BASE64URL\"}"}`.
  static Optional<byte[]> key(String answer) {
    Matcher k = Pattern.compile("\"k\"\\s*:\\s*\"([\\w-]+)\"").matcher(answer.replace("\\", ""));
    return k.find() ? Optional.of(Base64.getUrlDecoder().decode(k.group(1))) : Optional.empty();
  }

  static String fingerprint(byte[] secret) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret);
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(200, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
