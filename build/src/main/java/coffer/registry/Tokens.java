package coffer.registry;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Signs in: Basic (RFC 7617), or Bearer with a token of the service that the registry names
/// (Docker registry token authentication; its OAuth 2.0 form for identity tokens and for Azure's
/// access tokens). Tokens are kept in memory until they end. Thread-safe.
final class Tokens {
  private static final int MAX_ANSWER = 1024 * 1024;

  /// What the specification gives a token whose answer does not say it.
  private static final long DEFAULT_SECONDS = 60;

  /// A token is not shown in its last moments.
  private static final long MARGIN_SECONDS = 10;

  /// The value of an `Authorization` header.
  private record Shown(String header, Instant end) {}

  private final Http http;
  private final RegistryOptions options;
  private final Map<List<String>, Shown> known = new ConcurrentHashMap<>();

  Tokens(Http http, RegistryOptions options) {
    this.http = http;
    this.options = options;
  }

  /// What was good for such a request before.
  Optional<String> known(Ask ask) {
    return Optional.ofNullable(known.get(key(ask)))
        .filter(shown -> shown.end.isAfter(now()))
        .map(Shown::header);
  }

  private Instant now() {
    return options.retry().clock().instant();
  }

  private static List<String> key(Ask ask) {
    Repository repository = ask.repository();
    return List.of(repository.authority(), repository.name(), ask.actions());
  }

  /// What to show after the refusal `answer` of a request that showed `shown`; empty when there is
  /// nothing that was not tried.
  Optional<String> answer(Ask ask, Answer answer, Optional<String> shown)
      throws IOException, InterruptedException {
    Repository repository = ask.repository();
    Optional<Login> login = options.credentials().find(repository.registry(), repository.name());
    for (Challenge challenge : challenges(answer)) {
      Optional<Shown> better =
          switch (challenge.scheme()) {
            case "bearer" -> Optional.of(token(ask, challenge, login));
            case "basic" -> basic(login);
            default -> Optional.empty();
          };
      if (better.isPresent() && !shown.equals(better.map(Shown::header))) {
        known.put(key(ask), better.get());
        return better.map(Shown::header);
      }
    }
    known.remove(key(ask));
    return Optional.empty();
  }

  private static List<Challenge> challenges(Answer answer) {
    List<Challenge> found = new ArrayList<>();
    for (String header : answer.headers().allValues("www-authenticate")) {
      found.addAll(Challenge.parse(header));
    }
    return found;
  }

  private static Optional<Shown> basic(Optional<Login> login) {
    return login
        .filter(Login.Password.class::isInstance)
        .map(Login.Password.class::cast)
        .map(password -> new Shown(password.basic(), Instant.MAX));
  }

  private Shown token(Ask ask, Challenge challenge, Optional<Login> login)
      throws IOException, InterruptedException {
    URI realm = realm(ask, challenge);
    String query =
        "service=" + encoded(challenge.parameter("service")) + "&scope=" + encoded(scope(ask));
    Ask fetch = Ask.pull(ask.repository(), "GET", "", options.retry());
    if (login.isPresent() && login.get() instanceof Login.RefreshToken refresh) {
      return exchanged(fetch.to(realm), query, refresh);
    }
    String separator = realm.getRawQuery() == null ? "?" : "&";
    return parsed(
        realm,
        send(fetch.to(URI.create(realm + separator + query)), basic(login).map(Shown::header)));
  }

  /// The form of the request that identity tokens need (OAuth 2.0, `grant_type=refresh_token`).
  private Shown exchanged(Ask fetch, String query, Login.RefreshToken refresh)
      throws IOException, InterruptedException {
    byte[] secret = refresh.token().reveal();
    String form =
        "grant_type=refresh_token&client_id=coffer&"
            + query
            + "&refresh_token="
            + encoded(new String(secret, StandardCharsets.UTF_8));
    Ask post =
        new Ask(
            fetch.repository(),
            "POST",
            fetch.uri(),
            fetch.actions(),
            Map.of("Content-Type", "application/x-www-form-urlencoded"),
            () -> BodyPublishers.ofString(form),
            fetch.attempts());
    return parsed(fetch.uri(), send(post, Optional.empty()));
  }

  /// Sends without signing in and without following anyone.
  private Answer send(Ask ask, Optional<String> authorization)
      throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Answer answer = http.exchange(ask, authorization);
      if (attempt >= ask.attempts() || !Retry.isTransient(answer.status())) {
        return answer;
      }
      answer.close();
      options.retry().pause(attempt + 1, answer.headers(), ask.uri().getAuthority());
    }
  }

  private URI realm(Ask ask, Challenge challenge) throws IOException {
    URI realm;
    try {
      realm = URI.create(challenge.parameter("realm"));
    } catch (IllegalArgumentException _) {
      throw new MalformedException(
          ask.repository().registry() + ": a token service's address wanted, found something else");
    }
    http.checkScheme(realm, ask.repository().registry() + ": a token service");
    return realm;
  }

  private static String scope(Ask ask) {
    return ask.repository().scope(ask.actions());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Shown parsed(URI realm, Answer answer) throws IOException {
    try (answer) {
      if (!answer.isOk()) {
        throw answer.failure("token service " + realm.getAuthority());
      }
      Json.Obj json = Json.parseObject(answer.document(MAX_ANSWER));
      String token =
          json.optionalString("token")
              .or(() -> json.optionalString("access_token"))
              .orElseThrow(() -> new MalformedException("a token wanted, found none"));
      if (token.isEmpty() || !token.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
        throw new MalformedException("a token of printable characters wanted");
      }
      long seconds =
          json.get("expires_in").isPresent() ? json.number("expires_in") : DEFAULT_SECONDS;
      return new Shown(
          "Bearer " + token, now().plusSeconds(Math.clamp(seconds - MARGIN_SECONDS, 5, 86_400)));
    } catch (MalformedException e) {
      throw e.within("token service " + realm.getAuthority());
    }
  }
}
