package coffer.enclave;

/// What is not as it should be.
///
/// @param thing what was looked at
public record Finding(String thing, String wanted, String found) {
  /// `thing: wanted a, found b`.
  @Override
  public String toString() {
    return "%s: wanted %s, found %s".formatted(thing, wanted, found);
  }
}
