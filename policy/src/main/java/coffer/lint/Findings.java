package coffer.lint;

import coffer.source.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/// Collects findings. Not thread-safe.
final class Findings {
  private final List<Finding> all = new ArrayList<>();

  void add(Lint lint, Place place, String message) {
    all.add(new Finding(lint, place, message));
  }

  void add(Lint lint, Place place, String message, String fix) {
    all.add(new Finding(lint, place, message, fix));
  }

  boolean hasErrors() {
    return all.stream().anyMatch(finding -> finding.lint().severity() == Severity.ERROR);
  }

  /// By place, each once.
  List<Finding> sorted() {
    return new LinkedHashSet<>(all)
        .stream()
            .sorted(
                Comparator.comparing((Finding finding) -> finding.place().file())
                    .thenComparing(finding -> finding.place().line())
                    .thenComparing(finding -> finding.place().column())
                    .thenComparing(finding -> finding.lint().id()))
            .toList();
  }
}
