package coffer.javaimage;

/// The service could not be built, for a reason that lies in the service: its sources do not
/// compile, its build command failed, its jar names no main class.
public final class BuildException extends Exception {
  /// `message` says what failed and what to change.
  public BuildException(String message) {
    super(message);
  }
}
