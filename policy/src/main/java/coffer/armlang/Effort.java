package coffer.armlang;

/// Bounds on the work that one template may cause, counted over all of its parts. Not thread-safe.
final class Effort {
  private static final int MAX_STEPS = 2_000_000;
  private static final int MAX_DEPTH = 400;

  private int steps;
  private int depth;

  /// One more level down; whoever enters leaves.
  void enter() {
    if (++steps > MAX_STEPS) {
      throw new ExpressionException(
          "the template takes more than %d steps; it unfolds too far".formatted(MAX_STEPS));
    }
    if (++depth > MAX_DEPTH) {
      throw new ExpressionException("evaluation is nested deeper than " + MAX_DEPTH);
    }
  }

  void leave() {
    depth--;
  }
}
