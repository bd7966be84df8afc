package coffer.sgx.protectedfile;

/// A protected file is well formed, but it is not the one that its MAC, its key or its name stands
/// for: somebody changed it, or asked for another.
public final class IntegrityException extends RuntimeException {
  /// `problem` names what was found and what was wanted, in lower case and without a final period.
  public IntegrityException(String problem) {
    super(problem);
  }

  IntegrityException(long offset, String problem) {
    super("at 0x%x: %s".formatted(offset, problem));
  }

  private IntegrityException(String problem, IntegrityException cause) {
    super(problem, cause);
  }

  /// Never null, unlike that of other exceptions.
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /// The same problem, told from further out: `place: problem`.
  public IntegrityException within(String place) {
    return new IntegrityException(place + ": " + getMessage(), this);
  }
}
