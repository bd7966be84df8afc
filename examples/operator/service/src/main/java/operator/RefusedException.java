package operator;

import java.io.IOException;

/// Core or OptOut answered, and not with what we asked for: it does not believe us.
final class RefusedException extends IOException {
  private static final long serialVersionUID = 1;

  RefusedException(String message) {
    super(message);
  }
}
