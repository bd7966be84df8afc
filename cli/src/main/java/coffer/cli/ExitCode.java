package coffer.cli;

/// What the process answers to its caller; documented in docs/reference/exit-codes.md.
final class ExitCode {
  /// Done, or trusted.
  static final int OK = 0;

  /// Rejected, denied, or failed while running.
  static final int REJECTED = 1;

  /// The command line is wrong.
  static final int USAGE = 2;

  /// An input is not what its format says.
  static final int MALFORMED = 3;

  /// The machine, the file system or the network did not do its part.
  static final int ENVIRONMENT = 4;

  private ExitCode() {}
}
