package coffer.evidence;

import coffer.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What evidence is worth: trusted, or rejected with every finding.
///
/// Either way it holds every check that was made, the name of the root it rests on, the time for
/// which it was judged, and in words what was not checked. A verdict is a value: rejected evidence
/// throws nothing.
public sealed interface Verdict {
  /// Such as `AMD Milan root` or `development root`; `none` when the chain ends nowhere.
  String root();

  Instant at();

  /// Every check in the order in which it was made.
  List<Check> checks();

  /// Each in a few words, such as `UVM endorsement: none was given`.
  List<String> notChecked();

  /// All checks passed.
  record Trusted(String root, Instant at, List<Check> checks, List<String> notChecked)
      implements Verdict {
    public Trusted {
      checks = List.copyOf(checks);
      notChecked = List.copyOf(notChecked);
      if (checks.isEmpty() || !checks.stream().allMatch(Check::ok)) {
        throw new IllegalArgumentException("trusted without checks, or with a failed one");
      }
    }
  }

  /// At least one check failed.
  record Rejected(String root, Instant at, List<Check> checks, List<String> notChecked)
      implements Verdict {
    public Rejected {
      checks = List.copyOf(checks);
      notChecked = List.copyOf(notChecked);
      if (checks.stream().allMatch(Check::ok)) {
        throw new IllegalArgumentException("rejected without a finding");
      }
    }
  }

  /// The verdict that `checks` make.
  static Verdict of(String root, Instant at, List<Check> checks, List<String> notChecked) {
    boolean trusted = !checks.isEmpty() && checks.stream().allMatch(Check::ok);
    return trusted
        ? new Trusted(root, at, checks, notChecked)
        : new Rejected(root, at, checks, notChecked);
  }

  /// This verdict after one more check.
  default Verdict with(Check check) {
    List<Check> all = new ArrayList<>(checks());
    all.add(check);
    return of(root(), at(), all, notChecked());
  }

  /// The checks that failed; empty exactly when the evidence is trusted.
  default List<Check> findings() {
    return checks().stream().filter(check -> !check.ok()).toList();
  }

  /// True when every signature, chain and validity holds, whatever the appraisal says.
  default boolean authentic() {
    return findings().stream().noneMatch(check -> check.kind() == Check.Kind.VERIFICATION);
  }

  /// `trusted (AMD Milan root)` or `rejected (development root): field: x wanted, found y; ...`.
  default String summary() {
    return switch (this) {
      case Trusted trusted -> "trusted (" + trusted.root() + ")";
      case Rejected rejected ->
          "rejected (%s): %s"
              .formatted(
                  rejected.root(),
                  String.join("; ", rejected.findings().stream().map(Check::toString).toList()));
    };
  }

  /// The members `verdict`, `authentic`, `root`, `at`, `findings`, `checks` and `notChecked`.
  default Json.Obj toJson() {
    return Json.object()
        .put(
            "verdict",
            switch (this) {
              case Trusted _ -> "trusted";
              case Rejected _ -> "rejected";
            })
        .put("authentic", authentic())
        .put("root", root())
        .put("at", at().toString())
        .put("findings", new ArrayList<>(findings().stream().map(Check::toJson).toList()))
        .put("checks", new ArrayList<>(checks().stream().map(Check::toJson).toList()))
        .put("notChecked", Json.strings(notChecked()))
        .build();
  }
}
