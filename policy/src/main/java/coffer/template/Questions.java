package coffer.template;

/// Asks the user what a document leaves open.
@FunctionalInterface
public interface Questions {
  /// Answers "yes" to everything.
  Questions APPROVE = _ -> true;

  /// Shows `question` as it is, and returns whether the answer is `y` or `Y`.
  boolean ask(String question);
}
