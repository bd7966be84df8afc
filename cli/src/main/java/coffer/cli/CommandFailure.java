package coffer.cli;

/// Ends a command with a message, a hint and an exit code; for failures that no domain exception
/// describes.
final class CommandFailure extends RuntimeException {
  final int exitCode;
  final String hint;

  /// `hint` says what to do next; empty when there is nothing to say.
  CommandFailure(int exitCode, String message, String hint) {
    super(message);
    this.exitCode = exitCode;
    this.hint = hint;
  }
}
