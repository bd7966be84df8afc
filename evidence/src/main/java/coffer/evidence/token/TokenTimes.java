package coffer.evidence.token;

import coffer.evidence.Check;
import coffer.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// When a token is valid (RFC 7519, sections 4.1.4 to 4.1.6). A beginning may be a minute ahead,
/// since clocks differ; the end is the end.
final class TokenTimes {
  private static final Duration SKEW = Duration.ofSeconds(60);

  private TokenTimes() {}

  static List<Check> verify(Json.Obj claims, Instant at) {
    List<Check> checks = new ArrayList<>();
    Optional<Instant> end = Claims.time(claims, "exp");
    checks.add(
        Check.verified(
            "token.expiry",
            "exp",
            "after " + at,
            end.map(Instant::toString).orElse(Claims.value(claims, "exp")),
            end.isPresent() && at.isBefore(end.get())));
    begin(claims, "nbf", "token.not_before", at).ifPresent(checks::add);
    begin(claims, "iat", "token.issued_at", at).ifPresent(checks::add);
    return checks;
  }

  private static Optional<Check> begin(Json.Obj claims, String name, String id, Instant at) {
    if (claims.get(name).isEmpty()) {
      return Optional.empty();
    }
    Optional<Instant> begin = Claims.time(claims, name);
    return Optional.of(
        Check.verified(
            id,
            name,
            "not after " + at,
            begin.map(Instant::toString).orElse(Claims.value(claims, name)),
            begin.isPresent() && !begin.get().isAfter(at.plus(SKEW))));
  }
}
