package coffer.akv;

import coffer.discovery.IssuerKeys;
import coffer.jose.JwkSet;
import coffer.skr.HttpDocuments;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The keys of those who issue tokens, by OpenID Connect metadata of the issuer's own URL and of no
/// other: a `jku` or `x5u` of a token leads nowhere. Kept for an hour; an unknown key id makes it
/// look again, once in ten seconds at most. Thread-safe.
final class Authorities {
  private static final Duration KEPT = Duration.ofHours(1);
  private static final Duration AGAIN = Duration.ofSeconds(10);

  private final HttpDocuments http;
  private final Clock clock;
  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private final ReentrantLock fetching = new ReentrantLock();

  Authorities(HttpDocuments http, Clock clock) {
    this.http = http;
    this.clock = clock;
  }

  /// The keys of one issuer.
  ///
  /// @param url where it publishes them
  record Published(JwkSet keys, String url) {}

  private record Known(Published published, Instant at) {}

  /// The keys of `issuer`, with the key `kid` if it has one. `IOException` when the issuer does not
  /// answer.
  Published keys(String issuer, String kid) throws IOException {
    Known keys = known.get(issuer);
    Instant now = clock.instant();
    if (keys == null
        || now.isAfter(keys.at().plus(KEPT))
        || (keys.published().keys().find(kid).isEmpty() && now.isAfter(keys.at().plus(AGAIN)))) {
      keys = fetchOnce(issuer, keys);
    }
    return keys.published();
  }

  /// One fetch at a time; who waited for it takes its result.
  private Known fetchOnce(String issuer, @Nullable Known old) throws IOException {
    fetching.lock();
    try {
      Known now = known.get(issuer);
      if (now != null && now != old) {
        return now;
      }
      IssuerKeys fetched = IssuerKeys.fetch(http, issuer);
      Published published = new Published(fetched.keys(), fetched.url().toString());
      Known fresh = new Known(published, clock.instant());
      known.put(issuer, fresh);
      return fresh;
    } finally {
      fetching.unlock();
    }
  }
}
