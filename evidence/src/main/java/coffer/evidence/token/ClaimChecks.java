package coffer.evidence.token;

import coffer.bytes.Bytes;
import coffer.evidence.Check;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Collects what an appraisal finds in claims. A claim that is missing, or of another kind than the
/// service writes, meets no wish.
final class ClaimChecks {
  private final Json.Obj claims;
  private final List<Check> checks = new ArrayList<>();
  private final List<String> notChecked = new ArrayList<>();

  ClaimChecks(Json.Obj claims) {
    this.claims = claims;
  }

  Json.Obj claims() {
    return claims;
  }

  List<Check> checks() {
    return checks;
  }

  List<String> notChecked() {
    return notChecked;
  }

  void notChecked(String text) {
    notChecked.add(text);
  }

  void add(String id, String claim, String wanted, boolean ok) {
    add(id, claim, wanted, Claims.text(claims, claim), ok);
  }

  void add(String id, String claim, String wanted, String got, boolean ok) {
    checks.add(Check.appraised(id, claim, wanted, got, ok));
  }

  /// A boolean that must be false, unless `allowed`; it must be a boolean in any case.
  void off(String id, String claim, boolean allowed) {
    Optional<Boolean> found = Claims.bool(claims, claim);
    add(
        id,
        claim,
        allowed ? "true or false" : "false",
        Claims.value(claims, claim),
        found.isPresent() && (allowed || !found.get()));
  }

  /// Hex digits in either case.
  void hex(String id, String claim, @Nullable Bytes wanted) {
    if (wanted != null) {
      String found = Claims.string(claims, claim).orElse("");
      add(id, claim, wanted.toHex(), found.equalsIgnoreCase(wanted.toHex()));
    }
  }

  void equal(String id, String claim, long wanted) {
    Optional<Long> found = Claims.number(claims, claim);
    String got = Claims.value(claims, claim);
    add(id, claim, Long.toString(wanted), got, found.isPresent() && found.get() == wanted);
  }

  void atLeast(String id, String claim, long minimum) {
    Optional<Long> found = Claims.number(claims, claim);
    String got = Claims.value(claims, claim);
    add(id, claim, "at least " + minimum, got, found.isPresent() && found.get() >= minimum);
  }
}
