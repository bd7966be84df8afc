package coffer.skr;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Exchanges JSON documents over HTTPS, each within a time and a size, without following redirects.
/// Safe for use by many threads.
///
/// A table may lead a public name to another address: the request then goes there, and its Host
/// header still says the public name. TLS is that of the address which is really asked.
public final class HttpDocuments {
  static {
    // Read once, when the first client is made.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
  }

  private static final int LARGEST = 1 << 20;
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final Map<String, URI> table;
  private final HttpClient http;
  private final Duration limit;

  /// `table` maps `name` or `name:port`, in lower case, to the base URL that is asked instead.
  public HttpDocuments(Map<String, URI> table, Trust trust, Duration limit) {
    this.table = Map.copyOf(table);
    this.limit = limit;
    this.http =
        HttpClient.newBuilder()
            .sslContext(trust.context())
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /// A status code and what came with it.
  public record Reply(int status, byte[] body) {
    public boolean ok() {
      return status >= 200 && status < 300;
    }

    /// The body as an object; `IOException` when it is none.
    public Json.Obj json() throws IOException {
      try {
        return Json.parseObject(body);
      } catch (MalformedException e) {
        throw new IOException("the answer is no JSON object: " + e.getMessage(), e);
      }
    }

    /// The message of an error document `{"error":{"message"}}` or `{"error":"message"}`, else the
    /// status code, for people.
    public String problem() {
      try {
        Json error = Json.parseObject(body).get("error").orElse(Json.NULL);
        return switch (error) {
          case Json.Obj document -> document.optionalString("message").orElse("status " + status);
          case Json.Str(String text) -> text;
          case Json _ -> "status " + status;
        };
      } catch (MalformedException _) {
        return "status " + status;
      }
    }
  }

  public Reply get(URI url, Map<String, String> headers) throws IOException {
    return send(url, null, headers);
  }

  public Reply post(URI url, Json document, Map<String, String> headers) throws IOException {
    return send(url, document, headers);
  }

  /// Sends a form (`application/x-www-form-urlencoded`), as token endpoints want it.
  public Reply postForm(URI url, Map<String, String> form) throws IOException {
    String body =
        form.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    URI asked = asked(url);
    HttpRequest request =
        request(url, asked, Map.of("Content-Type", "application/x-www-form-urlencoded"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return send(request, asked);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(URI url, URI asked, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(asked).timeout(limit).header("Accept", "application/json");
    headers.forEach(request::header);
    if (!asked.equals(url)) {
      request.header("Host", url.getRawAuthority());
    }
    return request;
  }

  private Reply send(URI url, @Nullable Json document, Map<String, String> headers)
      throws IOException {
    URI asked = asked(url);
    HttpRequest.Builder request = request(url, asked, headers);
    if (document == null) {
      request.GET();
    } else {
      byte[] body = document.toCompact().getBytes(StandardCharsets.UTF_8);
      request
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }
    return send(request.build(), asked);
  }

  private Reply send(HttpRequest request, URI asked) throws IOException {
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        return new Reply(response.statusCode(), read(in));
      }
    } catch (IOException e) {
      throw new IOException("%s: %s".formatted(asked.getRawAuthority(), problem(e)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(asked.getRawAuthority() + ": interrupted", e);
    }
  }

  private static String problem(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static byte[] read(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    int count;
    while ((count = in.read(buffer)) >= 0) {
      out.write(buffer, 0, count);
      if (out.size() > LARGEST) {
        throw new IOException("an answer of more than 1 MiB");
      }
    }
    return out.toByteArray();
  }

  private URI asked(URI url) {
    String authority = url.getRawAuthority().toLowerCase(Locale.ROOT);
    URI base = table.get(authority);
    if (base == null) {
      return url;
    }
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return URI.create(base.toString().replaceAll("/$", "") + url.getRawPath() + query);
  }
}
