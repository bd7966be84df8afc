package coffer.lint;

import java.util.Locale;

/// How much a finding weighs; the names are SARIF's levels.
public enum Severity {
  /// The container will be denied or never run, or everything is allowed.
  ERROR,
  /// More is allowed or shown than need be.
  WARNING,
  /// Worth knowing; never a failure.
  NOTE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
