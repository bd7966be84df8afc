package coffer.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A token service for docker-registry (Docker registry token authentication): for one user it
/// signs what is asked for. TLS and tokens use the same key.
final class TokenServer implements AutoCloseable {
  static final String ISSUER = "test issuer";
  static final String SERVICE = "test registry";

  private static final char[] STORE_PASSWORD = "changeit".toCharArray();

  private final HttpsServer server;
  private final PrivateKey key;
  private final Certificate certificate;
  private final String login;

  /// Which scopes were asked for.
  final List<String> scopes = new CopyOnWriteArrayList<>();

  /// @param store a PKCS#12 file with key and certificate, its password `changeit`
  TokenServer(Path store, String user, String password) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, STORE_PASSWORD);
    }
    String alias = keys.aliases().nextElement();
    key = (PrivateKey) keys.getKey(alias, STORE_PASSWORD);
    certificate = keys.getCertificate(alias);
    login =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, STORE_PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext("/token", this::grant);
    server.start();
  }

  String realm() {
    return "https://localhost:" + server.getAddress().getPort() + "/token";
  }

  private void grant(HttpExchange exchange) throws java.io.IOException {
    try (exchange) {
      if (!login.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      String scope = "";
      for (String field : exchange.getRequestURI().getRawQuery().split("&", -1)) {
        if (field.startsWith("scope=")) {
          scope = URLDecoder.decode(field.substring(6), StandardCharsets.UTF_8);
        }
      }
      scopes.add(scope);
      byte[] answer = ("{\"token\":\"" + token(scope) + "\"}").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private String token(String scope) {
    long now = Instant.now().getEpochSecond();
    String[] parts = scope.split(":", -1);
    String access =
        parts.length == 3
            ? "{\"type\":\"%s\",\"name\":\"%s\",\"actions\":[\"%s\"]}"
                .formatted(parts[0], parts[1], parts[2].replace(",", "\",\""))
            : "";
    String claims =
        """
        {"iss":"%s","aud":"%s","sub":"test","iat":%d,"nbf":%d,"exp":%d,"jti":"1","access":[%s]}"""
            .formatted(ISSUER, SERVICE, now, now - 10, now + 300, access);
    try {
      String header =
          "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"x5c\":[\"%s\"]}"
              .formatted(Base64.getEncoder().encodeToString(certificate.getEncoded()));
      String signed = base64(header) + "." + base64(claims);
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(signed.getBytes(StandardCharsets.UTF_8));
      return signed
          + "."
          + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
