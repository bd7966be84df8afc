package coffer.web;

/// Answers requests. Called by many threads at once; may block.
@FunctionalInterface
public interface WebService {
  /// The answer to `request`. What is thrown becomes a 500 that says nothing more than that.
  WebAnswer answer(WebRequest request);
}
