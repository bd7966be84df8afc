package coffer.registry;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;

/// When and how often something is tried again.
///
/// @param attempts how often in all
/// @param first the pause before the second attempt; each later one is twice as long
/// @param longest the longest that a server may have us wait
/// @param clock for dates in `Retry-After`
/// @param sleeper waits
public record Retry(int attempts, Duration first, Duration longest, Clock clock, Sleeper sleeper) {
  /// Five attempts within a quarter of a minute, or as the server asks, up to a minute each.
  public static final Retry DEFAULT =
      new Retry(5, Duration.ofMillis(500), Duration.ofMinutes(1), Clock.systemUTC(), Thread::sleep);

  /// Too Many Requests, Request Timeout, and what servers and those before them answer while they
  /// are not well.
  private static final Set<Integer> TRANSIENT = Set.of(408, 425, 429, 500, 502, 503, 504);

  /// Waits.
  public interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
  }

  static boolean isTransient(int status) {
    return TRANSIENT.contains(status);
  }

  /// Waits before attempt number `next`, counted from 1.
  void pause(int next) throws InterruptedException {
    sleeper.sleep(first.multipliedBy(1L << Math.min(next - 2, 10)));
  }

  /// Waits as the answer's `Retry-After` (RFC 9110, section 10.2.3) asks, else as [#pause] does.
  void pause(int next, HttpHeaders answer, String place) throws IOException, InterruptedException {
    Optional<Duration> asked = answer.firstValue("retry-after").flatMap(this::parse);
    if (asked.isEmpty()) {
      pause(next);
      return;
    }
    if (asked.get().compareTo(longest) > 0) {
      throw new IOException(
          "%s: asks to come back in %d seconds; try again then"
              .formatted(place, asked.get().toSeconds()));
    }
    sleeper.sleep(asked.get());
  }

  private Optional<Duration> parse(String value) {
    String text = value.strip();
    if (!text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      ZonedDateTime at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration wait = Duration.between(clock.instant(), at.toInstant());
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
