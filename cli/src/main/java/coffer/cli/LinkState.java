package coffer.cli;

import coffer.evidence.Check;
import java.util.List;

/// What the checks about one link say together.
enum LinkState {
  OK("ok", "✓"),
  FAILED("failed", "✕"),
  UNCHECKED("unchecked", "–");

  /// The class in the page's style.
  final String style;

  final String mark;

  LinkState(String style, String mark) {
    this.style = style;
    this.mark = mark;
  }

  static LinkState of(List<Check> checks) {
    if (checks.isEmpty()) {
      return UNCHECKED;
    }
    return checks.stream().allMatch(Check::ok) ? OK : FAILED;
  }
}
