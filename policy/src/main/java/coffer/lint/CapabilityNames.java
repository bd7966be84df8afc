package coffer.lint;

import coffer.source.Place;

/// Names of capabilities, which a policy takes literally.
final class CapabilityNames {
  private CapabilityNames() {}

  /// `list` is `add` or `drop`.
  static void check(String list, String name, Place place, Findings findings) {
    if (name.startsWith("[") || name.startsWith("CAP_")) {
      return;
    }
    findings.add(
        ContainerLint.CAPABILITY_NAME,
        place,
        name.equals("ALL")
            ? list + ": ALL has no effect"
            : "%s: '%s' has no effect without CAP_".formatted(list, name));
  }
}
