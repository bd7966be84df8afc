package coffer.bytes;

/// The input is not what its format says. Every parser throws this and nothing else for bad input.
///
/// The message says where and what: `at 0x90: 48 more bytes wanted, 5 left`, or
/// `containers[1].image: ...`. Callers that know more (a file name, a layer's digest) add it with
/// [#within].
public final class MalformedException extends RuntimeException {
  /// `problem` names what was found and what was wanted, in lower case and without a final period.
  public MalformedException(String problem) {
    super(problem);
  }

  /// The problem stands at byte `offset` of the input.
  public MalformedException(long offset, String problem) {
    super("at 0x%x: %s".formatted(offset, problem));
  }

  private MalformedException(String problem, MalformedException cause) {
    super(problem, cause);
  }

  /// Never null, unlike that of other exceptions.
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /// The same problem, told from further out: `place: problem`.
  public MalformedException within(String place) {
    return new MalformedException(place + ": " + getMessage(), this);
  }
}
