package coffer.registry;

import coffer.bytes.SecretBytes;
import coffer.testkit.FakeRegistry;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// Logins, and what makes a fake registry want them.
final class Logins {
  private Logins() {}

  static Credentials password(String user, String password) {
    Optional<Login> login =
        Optional.of(Login.of(user, SecretBytes.of(password.getBytes(StandardCharsets.UTF_8))));
    return (_, _) -> login;
  }

  /// Lets through who shows name and password.
  static FakeRegistry.Fault basic(String user, String password) {
    return exchange -> {
      if (shown(exchange).equals(header(user, password))) {
        return false;
      }
      exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"test\"");
      FakeRegistry.error(exchange, 401, "UNAUTHORIZED");
      return true;
    };
  }

  private static String header(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  private static String shown(HttpExchange exchange) {
    return String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  /// A token service at `/token` of the registry itself: by Basic for name and password, by OAuth
  /// for a refresh token; and a registry that wants its tokens.
  record TokenService(String user, String password, List<String> granted)
      implements FakeRegistry.Fault {
    TokenService(String user, String password) {
      this(user, password, new CopyOnWriteArrayList<>());
    }

    @Override
    public boolean answer(HttpExchange exchange) throws IOException {
      if (exchange.getRequestURI().getPath().equals("/token")) {
        grant(exchange);
        return true;
      }
      String wanted = exchange.getRequestMethod().matches("GET|HEAD") ? "pull" : "push";
      if (granted.stream()
          .anyMatch(
              scope ->
                  scope.contains(wanted) && shown(exchange).equals("Bearer " + token(scope)))) {
        return false;
      }
      exchange
          .getResponseHeaders()
          .set(
              "WWW-Authenticate",
              "Bearer realm=\"http://%s/token\",service=\"test\""
                  .formatted(exchange.getRequestHeaders().getFirst("Host")));
      FakeRegistry.error(exchange, 401, "UNAUTHORIZED");
      return true;
    }

    private void grant(HttpExchange exchange) throws IOException {
      boolean post = exchange.getRequestMethod().equals("POST");
      String form =
          post
              ? new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
              : String.valueOf(exchange.getRequestURI().getRawQuery());
      Map<String, String> fields = fields(form);
      boolean known =
          post
              ? fields.getOrDefault("refresh_token", "").equals(password)
                  && user.equals(Login.TOKEN_USER)
              : shown(exchange).equals(header(user, password));
      if (!known || !fields.getOrDefault("service", "").equals("test")) {
        FakeRegistry.error(exchange, 401, "DENIED");
        return;
      }
      String scope = fields.getOrDefault("scope", "");
      granted.add(scope);
      String answer =
          "{\"%s\":\"%s\",\"expires_in\":300}"
              .formatted(post ? "access_token" : "token", token(scope));
      FakeRegistry.answer(
          exchange, 200, "application/json", answer.getBytes(StandardCharsets.UTF_8));
    }

    private static String token(String scope) {
      return Base64.getUrlEncoder().encodeToString(scope.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> fields(String form) {
      Map<String, String> fields = new HashMap<>();
      for (String field : form.split("&", -1)) {
        int equals = field.indexOf('=');
        if (equals > 0) {
          fields.put(
              field.substring(0, equals),
              URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
        }
      }
      return fields;
    }
  }
}
