package coffer.lint;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Documents by the kind of finding that each of them must lead to.
final class Cases {
  private final Map<Lint, List<String>> documents = new TreeMap<>(Comparator.comparing(Lint::id));

  void found(Lint lint, String... examples) {
    documents.put(lint, List.of(examples));
  }

  Map<Lint, List<String>> documents() {
    return documents;
  }

  /// Those of all families.
  static Map<Lint, List<String>> all() {
    Map<Lint, List<String>> all = new TreeMap<>(Comparator.comparing(Lint::id));
    for (Cases cases : List.of(TemplateCases.CASES, PodCases.CASES, PolicyCases.CASES)) {
      all.putAll(cases.documents);
    }
    return all;
  }
}
