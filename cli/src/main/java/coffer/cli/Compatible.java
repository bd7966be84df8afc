package coffer.cli;

import coffer.bytes.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;

/// The exit codes of `az confcom`, which has one for every kind of error.
final class Compatible {
  private Compatible() {}

  /// Runs the body of a command; bad input and a broken world end it with [ExitCode#REJECTED].
  static Integer run(Callable<Integer> body) throws Exception {
    try {
      return body.call();
    } catch (UncheckedIOException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    } catch (MalformedException | IOException e) {
      throw failure(e);
    }
  }

  private static CommandFailure failure(Exception cause) {
    CommandFailure failure = new CommandFailure(ExitCode.REJECTED, Main.message(cause), "");
    failure.initCause(cause);
    return failure;
  }
}
