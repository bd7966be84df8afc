package coffer.collateral;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// Gets documents over HTTPS, or plain HTTP from this machine: each within a time and a size,
/// without following redirections. A server that is busy or broken is asked again, a few times.
/// Safe for use by many threads.
public final class Download {
  private static final int LARGEST = 1 << 22;
  private static final int ATTEMPTS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long LONGEST_WAIT_SECONDS = 10;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private final HttpClient http;
  private final Duration pause;

  private Download(HttpClient http, Duration pause) {
    this.http = http;
    this.pause = pause;
  }

  /// Trusts the authorities of `tls`; the second attempt comes after `pause`, the third after twice
  /// as long.
  public static Download of(SSLContext tls, Duration pause) {
    return new Download(
        HttpClient.newBuilder()
            .sslContext(tls)
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build(),
        pause);
  }

  /// A document and the headers that it came with.
  record Document(byte[] body, java.net.http.HttpHeaders headers) {
    Optional<String> header(String name) {
      return headers.firstValue(name);
    }
  }

  /// `IOException` names the address and says why there is no document.
  Document get(URI url) throws IOException {
    check(url);
    for (int attempt = 1; ; attempt++) {
      IOException failure;
      Duration wait = pause.multipliedBy(attempt);
      try {
        HttpResponse<InputStream> response = send(url);
        try (InputStream in = response.body()) {
          if (response.statusCode() == 200) {
            return new Document(body(in, response), response.headers());
          }
          failure = new IOException("status " + response.statusCode());
          if (!isTransient(response.statusCode())) {
            throw new IOException("%s: %s".formatted(url, failure.getMessage()));
          }
          wait = asked(response).orElse(wait);
        }
      } catch (Broken e) {
        failure = e;
      }
      if (attempt == ATTEMPTS) {
        throw new IOException(
            "%s: %s, asked %d times".formatted(url, failure.getMessage(), attempt), failure);
      }
      sleep(wait);
    }
  }

  /// A failure that another attempt may not meet.
  private static final class Broken extends IOException {
    Broken(String message, IOException cause) {
      super(message, cause);
    }
  }

  private static void check(URI url) throws IOException {
    if (!"https".equals(url.getScheme())
        && !("http".equals(url.getScheme()) && isLoopback(url.getHost()))) {
      throw new IOException(url + ": https wanted, or http on this machine");
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private HttpResponse<InputStream> send(URI url) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(url).timeout(LIMIT).GET().build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new Broken(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(), e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(url + ": interrupted");
    }
  }

  private static byte[] body(InputStream in, HttpResponse<?> response) throws IOException {
    byte[] body;
    try {
      body = in.readNBytes(LARGEST + 1);
    } catch (IOException e) {
      throw new Broken("the answer breaks off", e);
    }
    if (body.length > LARGEST) {
      throw new IOException(response.uri() + ": more than 4 MiB");
    }
    return body;
  }

  private static boolean isTransient(int status) {
    return status == TOO_MANY_REQUESTS || status >= SERVER_ERROR;
  }

  /// RFC 9110, section 10.2.3, in seconds; no longer than people wait.
  private static Optional<Duration> asked(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("retry-after")
        .filter(text -> text.matches("[0-9]{1,5}"))
        .map(Long::parseLong)
        .map(seconds -> Duration.ofSeconds(Math.min(seconds, LONGEST_WAIT_SECONDS)));
  }

  private static void sleep(Duration wait) throws InterruptedIOException {
    try {
      Thread.sleep(wait);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting to ask again");
    }
  }
}
