package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.json.Json;
import coffer.skr.HttpDocuments;
import coffer.skr.Trust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// `coffer serve` as processes of one home, and their clients.
final class Served {
  final Map<String, String> environment = new HashMap<>();
  final int port = freePort();
  final int identityPort = freePort();

  private final Path home;
  private final List<Process> started = new ArrayList<>();

  Served(Path home) throws IOException {
    this.home = home;
  }

  /// Ends all of them at once.
  void end() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  Process serve(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(Coffer.LAUNCHER.toString(), "serve"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--listen", "127.0.0.1:" + port));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("XDG_"));
    builder.environment().put("HOME", home.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    for (int i = 0; i < 300; i++) {
      assertTrue(process.isAlive(), () -> log());
      if (answers("/health/ready")) {
        return process;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("not ready after 30 s: " + log());
  }

  Process vault(String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("vault", "--identity-port", Integer.toString(identityPort)));
    arguments.addAll(List.of(more));
    return serve(arguments.toArray(new String[0]));
  }

  String log() {
    try {
      return Files.readString(home.resolve("log"));
    } catch (IOException e) {
      return "no log";
    }
  }

  private boolean answers(String path) {
    try {
      return send("GET", path, null).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  HttpResponse<String> send(String method, String path, @Nullable String body, String... headers)
      throws IOException {
    try (HttpClient http = HttpClient.newBuilder().sslContext(trusting()).build()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("https://localhost:%d%s".formatted(port, path)))
              .timeout(Duration.ofSeconds(20))
              .method(
                  method,
                  body == null
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofString(body));
      if (headers.length > 0) {
        request.headers(headers);
      }
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private SSLContext trusting() throws IOException {
    Path ca = home.resolve(".local/share/coffer/development-ca/ca.pem");
    try (var in = Files.newInputStream(ca)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (java.security.GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  String bearer() throws IOException {
    URI url =
        URI.create(
            "http://127.0.0.1:%d/metadata/identity/oauth2/token?resource=https://vault.azure.net"
                .formatted(identityPort));
    return "Bearer "
        + new HttpDocuments(Map.of(), Trust.with(List.of()), Duration.ofSeconds(5))
            .get(url, Map.of("Metadata", "true"))
            .json()
            .string("access_token");
  }

  int set(String bearer, String name, String value) throws IOException {
    String body = Json.object().put("value", value).build().toCompact();
    return send("PUT", "/secrets/" + name + "?api-version=7.4", body, "Authorization", bearer)
        .statusCode();
  }

  String get(String bearer, String name) throws IOException {
    HttpResponse<String> answer =
        send("GET", "/secrets/" + name + "?api-version=7.4", null, "Authorization", bearer);
    assertEquals(200, answer.statusCode(), () -> name + ": " + answer.body());
    return Json.parseObject(answer.body().getBytes(StandardCharsets.UTF_8)).string("value");
  }
}
