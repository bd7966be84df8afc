package coffer.armlang;

/// A function cannot answer because a part of an argument stays an expression.
final class Unresolved extends RuntimeException {
  static final Unresolved INSTANCE = new Unresolved();

  private Unresolved() {
    super("unresolved", null, false, false);
  }
}
