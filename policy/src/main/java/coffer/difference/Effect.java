package coffer.difference;

import java.util.Locale;

/// What a change does to what a policy allows.
public enum Effect {
  /// More is allowed than before.
  WIDER,
  /// Less is allowed than before.
  NARROWER,
  /// Other things are allowed.
  OTHER;

  static Effect of(boolean before, boolean after) {
    return before == after ? OTHER : after ? WIDER : NARROWER;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
