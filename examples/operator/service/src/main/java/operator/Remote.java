package operator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A service that knows us by a token.
record Remote(HttpClient client, URI base, String token) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  byte[] get(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build());
  }

  byte[] post(String path, byte[] json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(json))
            .build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token);
  }

  private byte[] send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response;
    try {
      response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new IOException(request.uri() + ": " + reason(e), e);
    }
    if (response.statusCode() != 200) {
      throw new RefusedException(
          "%s: status 200 wanted, found %d: %s"
              .formatted(
                  request.uri(),
                  response.statusCode(),
                  new String(response.body(), StandardCharsets.UTF_8).strip()));
    }
    return response.body();
  }

  /// A host that is not known has no message, and stands below others.
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getMessage() == null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
