package coffer.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/// Sends requests: signs in when a server wants it, follows redirections, tries again what may go
/// well the next time. Thread-safe.
final class Http implements AutoCloseable {
  private static final int MAX_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Duration CONNECT = Duration.ofSeconds(20);

  /// The slowest upload that is waited for, in bytes a second.
  private static final long SLOWEST = 32 * 1024;

  private final RegistryOptions options;
  private final HttpClient client;
  private final Tokens tokens;

  Http(RegistryOptions options) throws IOException {
    this.options = options;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT);
    if (!options.authorities().isEmpty()) {
      builder.sslContext(Tls.context(options.authorities()));
    }
    client = builder.build();
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
          case ConnectException _ -> "cannot be reached; is the name right, and does it run?";
          case HttpTimeoutException _ -> "no answer in time";
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

  /// One request and its answer.
  Answer exchange(Ask ask, Optional<String> authorization)
      throws IOException, InterruptedException {
    BodyPublisher body =
        ask.body() == null ? HttpRequest.BodyPublishers.noBody() : ask.body().get();
    Duration patience = options.stall().plusSeconds(Math.max(0, body.contentLength()) / SLOWEST);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(ask.uri())
            .timeout(patience)
            .method(ask.method(), body)
            .header("User-Agent", "coffer");
    ask.headers().forEach(request::header);
    authorization.ifPresent(value -> request.header("Authorization", value));
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    return new Answer(
        response.statusCode(),
        response.headers(),
        ask.uri(),
        new WatchedBody(response.body(), options.stall()));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
