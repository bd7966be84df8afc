package coffer.signing;

import coffer.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// The keys of one issuer, in the order in which they become active; immutable.
///
/// A key is published for as long as a token that it signed may live, and its successor is
/// published before it signs the first one, so that relying parties which keep keys for a while
/// know both.
public record KeyRing(List<TokenKey> keys) {
  public KeyRing {
    keys = keys.stream().sorted(Comparator.comparing(TokenKey::active)).toList();
  }

  static final KeyRing EMPTY = new KeyRing(List.of());

  /// How keys follow each other.
  ///
  /// @param period how long a key signs
  /// @param advance how long before it signs a key is published
  /// @param tokenLife how long after it signed a key is still published
  public record Rotation(Duration period, Duration advance, Duration tokenLife) {
    public static final Rotation DEFAULT =
        new Rotation(Duration.ofDays(30), Duration.ofDays(1), Duration.ofHours(9));

    public Rotation {
      if (advance.compareTo(period) >= 0 || advance.isNegative()) {
        throw new IllegalArgumentException("a key is published before its time, within the period");
      }
    }
  }

  /// The key that signs at `now`: the youngest that is active.
  public TokenKey signing(Instant now) {
    return keys.stream()
        .filter(key -> !key.active().isAfter(now))
        .reduce((_, later) -> later)
        .orElseGet(keys::getFirst);
  }

  /// The key set (RFC 7517, section 5).
  public Json.Obj toJwks() {
    return Json.object()
        .put("keys", new ArrayList<>(keys.stream().map(TokenKey::toJwk).toList()))
        .build();
  }

  /// Whether [#rotated] would give another ring.
  boolean isDue(Instant now, Rotation rotation) {
    return keys.isEmpty() || successorIsDue(now, rotation) || firstIsOver(now, rotation);
  }

  /// This ring as it should be at `now`: with a successor when its time has come, without keys
  /// whose tokens are all expired. `maker` makes a key that becomes active at a time.
  KeyRing rotated(Instant now, Rotation rotation, Function<Instant, TokenKey> maker) {
    KeyRing next = this;
    if (keys.isEmpty()) {
      next = new KeyRing(List.of(maker.apply(now)));
    } else if (successorIsDue(now, rotation)) {
      Instant due = keys.getLast().active().plus(rotation.period());
      Instant soonest = now.plus(rotation.advance());
      List<TokenKey> more = new ArrayList<>(keys);
      more.add(maker.apply(due.isAfter(soonest) ? due : soonest));
      next = new KeyRing(more);
    }
    while (next.firstIsOver(now, rotation)) {
      next = new KeyRing(next.keys.subList(1, next.keys.size()));
    }
    return next;
  }

  private boolean successorIsDue(Instant now, Rotation rotation) {
    Instant due = keys.getLast().active().plus(rotation.period());
    return !now.isBefore(due.minus(rotation.advance()));
  }

  /// The last token of the first key was made when the second became active.
  private boolean firstIsOver(Instant now, Rotation rotation) {
    return keys.size() > 1 && keys.get(1).active().plus(rotation.tokenLife()).isBefore(now);
  }
}
