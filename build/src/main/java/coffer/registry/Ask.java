package coffer.registry;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One request to a repository.
///
/// @param actions what it needs: `pull`, or `pull,push`
/// @param body makes the body anew for each attempt; none when null
/// @param attempts how often it may be sent
record Ask(
    Repository repository,
    String method,
    URI uri,
    String actions,
    Map<String, String> headers,
    @Nullable Supplier<BodyPublisher> body,
    int attempts) {
  static final String PULL = "pull";
  static final String PUSH = "pull,push";

  Ask {
    headers = Map.copyOf(headers);
  }

  static Ask pull(Repository repository, String method, String rest, Retry retry) {
    return new Ask(
        repository, method, repository.uri(rest), PULL, Map.of(), null, retry.attempts());
  }

  static Ask push(Repository repository, String method, URI uri, Retry retry) {
    return new Ask(repository, method, uri, PUSH, Map.of(), null, retry.attempts());
  }

  Ask with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new Ask(repository, method, uri, actions, more, body, attempts);
  }

  Ask withBody(Supplier<BodyPublisher> content) {
    return new Ask(repository, method, uri, actions, headers, content, attempts);
  }

  Ask once() {
    return new Ask(repository, method, uri, actions, headers, body, 1);
  }

  /// The same, to where a redirection points.
  Ask to(URI other) {
    return new Ask(repository, method, other, actions, headers, body, attempts);
  }
}
