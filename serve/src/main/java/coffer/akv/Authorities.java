package coffer.akv;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.evidence.CertificateChain;
import coffer.jose.RsaPublicJwk;
import coffer.json.Json;
import coffer.skr.HttpDocuments;
import java.io.IOException;
import java.net.URI;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

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

  private record Known(Map<String, RSAPublicKey> keys, Instant at) {}

  /// The key `kid` of `issuer`. `IOException` when the issuer does not answer, `MalformedException`
  /// when it has no such key.
  RSAPublicKey key(String issuer, String kid) throws IOException {
    Known keys = known.get(issuer);
    Instant now = clock.instant();
    if (keys == null
        || now.isAfter(keys.at().plus(KEPT))
        || (!keys.keys().containsKey(kid) && now.isAfter(keys.at().plus(AGAIN)))) {
      keys = fetchOnce(issuer, keys);
    }
    RSAPublicKey key = keys.keys().get(kid);
    if (key == null) {
      throw new MalformedException("%s has no key '%s'".formatted(issuer, kid));
    }
    return key;
  }

  /// One fetch at a time; who waited for it takes its result.
  private Known fetchOnce(String issuer, @org.jspecify.annotations.Nullable Known old)
      throws IOException {
    fetching.lock();
    try {
      Known now = known.get(issuer);
      if (now != null && now != old) {
        return now;
      }
      Known fetched = new Known(fetch(issuer), clock.instant());
      known.put(issuer, fetched);
      return fetched;
    } finally {
      fetching.unlock();
    }
  }

  private Map<String, RSAPublicKey> fetch(String issuer) throws IOException {
    URI base = URI.create(issuer);
    requireSafe(base);
    String prefix = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    Json.Obj metadata = document(URI.create(prefix + "/.well-known/openid-configuration"));
    try {
      if (!metadata.string("issuer").equals(issuer)) {
        throw new IOException(
            "%s: its metadata calls it '%s'".formatted(issuer, metadata.string("issuer")));
      }
      URI keys = URI.create(metadata.string("jwks_uri"));
      requireSafe(keys);
      return keys(document(keys));
    } catch (MalformedException | IllegalArgumentException e) {
      throw new IOException("%s: its metadata or keys: %s".formatted(issuer, e.getMessage()), e);
    }
  }

  /// Plain HTTP carries no proof of who answers, so it must not leave the machine.
  private static void requireSafe(URI url) throws IOException {
    String host = String.valueOf(url.getHost());
    boolean loopback = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    if (!"https".equals(url.getScheme()) && !("http".equals(url.getScheme()) && loopback)) {
      throw new IOException(url + ": https wanted");
    }
  }

  private Json.Obj document(URI url) throws IOException {
    HttpDocuments.Reply reply = http.get(url, Map.of());
    if (!reply.ok()) {
      throw new IOException("%s: %s".formatted(url, reply.problem()));
    }
    return reply.json();
  }

  /// The RSA keys for signatures; keys of other kinds are none of ours.
  private static Map<String, RSAPublicKey> keys(Json.Obj set) {
    Map<String, RSAPublicKey> keys = new HashMap<>();
    for (Json item : set.list("keys")) {
      if (item instanceof Json.Obj jwk
          && jwk.optionalString("kty").orElse("").equals("RSA")
          && jwk.optionalString("use").orElse("sig").equals("sig")
          && jwk.optionalString("kid").isPresent()) {
        keys.put(jwk.string("kid"), key(jwk));
      }
    }
    return keys;
  }

  private static RSAPublicKey key(Json.Obj jwk) {
    if (jwk.get("n").isPresent()) {
      return RsaPublicJwk.parse(jwk).toKey();
    }
    PublicKey key =
        CertificateChain.parseCertificate(Base64Text.decode(jwk.strings("x5c").getFirst()))
            .getPublicKey();
    if (!(key instanceof RSAPublicKey rsa)) {
      throw new MalformedException("x5c: an RSA key wanted");
    }
    return rsa;
  }
}
