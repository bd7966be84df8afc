package coffer.skr;

/// The answer to a request for a key.
public sealed interface Release {
  /// The key; whoever receives it closes it.
  record Released(ReleasedKey key) implements Release {}

  /// The key stays where it is. `reason` is for people and names what was wanted and found.
  record Refused(String reason) implements Release {}
}
