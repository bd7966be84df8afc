package coffer.armlang;

/// An expression is not what the language says; whoever knows where it stands adds the place.
final class ExpressionException extends RuntimeException {
  ExpressionException(String problem) {
    super(problem, null, false, false);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
