package coffer.lint;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// A kind of finding. The id is the constant's name in lower case with hyphens and never changes;
/// docs/reference/lints.md lists them all.
public sealed interface Lint permits ContainerLint, PodLint, PolicyLint, RunLint, TemplateLint {
  /// What a kind of finding says of itself.
  ///
  /// @param subject what it is found in: `templates`, `pods`, `policies`, `configurations`
  record Text(Severity severity, String subject, String meaning, String fix) {}

  /// The constant's name.
  String name();

  Text text();

  default String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  default Severity severity() {
    return text().severity();
  }

  /// Every kind of finding, by id.
  static List<Lint> all() {
    return Stream.<Lint[]>of(
            ContainerLint.values(),
            PodLint.values(),
            PolicyLint.values(),
            RunLint.values(),
            TemplateLint.values())
        .flatMap(Stream::of)
        .sorted(Comparator.comparing(Lint::id))
        .toList();
  }

  /// The kind of finding with this id.
  static Optional<Lint> of(String id) {
    return all().stream().filter(lint -> lint.id().equals(id)).findFirst();
  }
}
