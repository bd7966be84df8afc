package coffer.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Sends requests: signs in when a server wants it, follows redirections, tries again what may go
/// well the next time. Thread-safe.
final class Http implements AutoCloseable {
  private static final int MAX_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Duration CONNECT = Duration.ofSeconds(20);

  /// The slowest upload that is waited for, in bytes a second.
  private static final long SLOWEST = 32 * 1024;

  private final RegistryOptions options;
  private final @Nullable SSLContext trust;
  private final Tokens tokens;
  private @Nullable HttpClient client;

  Http(RegistryOptions options) throws IOException {
    this.options = options;
    trust = options.authorities().isEmpty() ? null : Tls.context(options.authorities());
    tokens = new Tokens(this, options);
  }

  Retry retry() {
    return options.retry();
  }

  /// The last answer, good or not, once no more attempts are left or none would help.
  Answer send(Ask ask) throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Answer answer;
      try {
        answer = authorized(ask);
      } catch (IOException e) {
        if (attempt >= ask.attempts() || !mayHelp(e)) {
          throw explained(ask, e);
        }
        retry().pause(attempt + 1);
        continue;
      }
      if (attempt >= ask.attempts() || !Retry.isTransient(answer.status())) {
        return answer;
      }
      answer.close();
      retry().pause(attempt + 1, answer.headers(), ask.uri().getAuthority());
    }
  }

  private static boolean mayHelp(IOException failure) {
    return !(failure instanceof SSLException
        || failure instanceof RegistryException
        || failure instanceof RedirectException
        || failure.getCause() instanceof SSLException);
  }

  private static IOException explained(Ask ask, IOException failure) {
    if (failure instanceof RegistryException || failure instanceof RedirectException) {
      return failure;
    }
    String reason =
        switch (failure) {
          case SSLException tls ->
              "TLS: "
                  + tls.getMessage()
                  + "; for an authority of your own name its file (--ca),"
                  + " for plain HTTP to this machine use --insecure";
          case ConnectException _, UnknownHostException _ ->
              "cannot be reached; is the name right, and does it run?";
          case HttpTimeoutException _, SocketTimeoutException _ -> "no answer in time";
          default -> "the connection broke: " + failure.getMessage();
        };
    return new IOException(ask.uri().getAuthority() + ": " + reason, failure);
  }

  /// One attempt, and a second one when the first says how to sign in.
  private Answer authorized(Ask ask) throws IOException, InterruptedException {
    Optional<String> shown = tokens.known(ask);
    Answer answer = followed(ask, shown);
    if (answer.status() != 401) {
      return answer;
    }
    Optional<String> better = tokens.answer(ask, answer, shown);
    if (better.isEmpty()) {
      return answer;
    }
    answer.close();
    return followed(ask, better);
  }

  private Answer followed(Ask first, Optional<String> authorization)
      throws IOException, InterruptedException {
    Ask ask = first;
    for (int redirects = 0; ; redirects++) {
      boolean own = isSameServer(ask.uri(), first.uri());
      Answer answer = exchange(ask, own ? authorization : Optional.empty());
      Optional<String> target = answer.header("location");
      if (!REDIRECTS.contains(answer.status()) || target.isEmpty()) {
        return answer;
      }
      answer.close();
      if (redirects == MAX_REDIRECTS) {
        throw new RedirectException(
            "%s: more than %d redirections in a row, the last one to %s"
                .formatted(first.uri().getAuthority(), MAX_REDIRECTS, ask.uri().getAuthority()));
      }
      ask = ask.to(target(ask.uri(), target.get()));
    }
  }

  /// A signed address (a blob in cloud storage) is not for error texts, so only hosts are named.
  private URI target(URI from, String location) throws RedirectException {
    URI target;
    try {
      target = from.resolve(location);
    } catch (IllegalArgumentException _) {
      throw new RedirectException(from.getAuthority() + ": a redirection to no address");
    }
    checkScheme(target, from.getAuthority() + ": a redirection");
    return target;
  }

  /// Refuses what would go in clear over a network.
  void checkScheme(URI target, String what) throws RedirectException {
    boolean secure = "https".equalsIgnoreCase(target.getScheme());
    boolean local =
        "http".equalsIgnoreCase(target.getScheme())
            && options.insecure()
            && Repository.isLoopback(String.valueOf(target.getAuthority()));
    if (target.getHost() == null || !(secure || local)) {
      throw new RedirectException(
          what + " to an https address wanted, found " + target.getScheme() + "://");
    }
  }

  private static boolean isSameServer(URI one, URI other) {
    return String.valueOf(one.getScheme()).equalsIgnoreCase(other.getScheme())
        && String.valueOf(one.getAuthority()).equalsIgnoreCase(other.getAuthority());
  }

  /// One request and its answer. What only reads goes over a [HttpURLConnection], which hands bytes
  /// to the thread that wants them; a [HttpClient] passes them from thread to thread, but it sends
  /// any method and leaves when it is told to.
  Answer exchange(Ask ask, Optional<String> authorization)
      throws IOException, InterruptedException {
    Map<String, String> headers = new TreeMap<>(ask.headers());
    headers.put("User-Agent", "coffer");
    authorization.ifPresent(value -> headers.put("Authorization", value));
    Supplier<BodyPublisher> body = ask.body();
    return body == null ? read(ask, headers) : write(ask, headers, body.get());
  }

  private Answer read(Ask ask, Map<String, String> headers) throws IOException {
    if (!(ask.uri().toURL().openConnection() instanceof HttpURLConnection connection)) {
      throw new IOException("an http or https address wanted");
    }
    if (trust != null && connection instanceof HttpsURLConnection secure) {
      secure.setSSLSocketFactory(trust.getSocketFactory());
    }
    connection.setRequestMethod(ask.method());
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout(Math.toIntExact(CONNECT.toMillis()));
    connection.setReadTimeout(Math.toIntExact(options.stall().toMillis()));
    headers.forEach(connection::setRequestProperty);
    int status = connection.getResponseCode();
    if (status < 0) {
      throw new IOException("what came is no HTTP");
    }
    return new Answer(
        status, headers(connection), ask.uri(), new TimedBody(body(connection), options.stall()));
  }

  private static HttpHeaders headers(HttpURLConnection connection) {
    Map<String, List<String>> named = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    connection
        .getHeaderFields()
        .forEach(
            (name, values) -> {
              if (name != null) {
                named.put(name, values);
              }
            });
    return HttpHeaders.of(named, (_, _) -> true);
  }

  private static InputStream body(HttpURLConnection connection) throws IOException {
    InputStream body =
        connection.getResponseCode() >= HttpURLConnection.HTTP_BAD_REQUEST
            ? connection.getErrorStream()
            : connection.getInputStream();
    return body == null ? InputStream.nullInputStream() : body;
  }

  private Answer write(Ask ask, Map<String, String> headers, BodyPublisher body)
      throws IOException, InterruptedException {
    Duration patience = options.stall().plusSeconds(Math.max(0, body.contentLength()) / SLOWEST);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(ask.uri()).timeout(patience).method(ask.method(), body);
    headers.forEach(request::header);
    HttpResponse<InputStream> response =
        client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    return new Answer(
        response.statusCode(),
        response.headers(),
        ask.uri(),
        new WatchedBody(response.body(), options.stall()));
  }

  private synchronized HttpClient client() {
    if (client == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(CONNECT);
      if (trust != null) {
        builder.sslContext(trust);
      }
      client = builder.build();
    }
    return client;
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.shutdownNow();
    }
  }
}
