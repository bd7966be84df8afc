package coffer.registry;

import java.io.IOException;

/// A registry answered, but not what was asked for.
public final class RegistryException extends IOException {
  private final int status;

  RegistryException(int status, String message) {
    super(message);
    this.status = status;
  }

  /// The status of the answer (RFC 9110, section 15).
  public int status() {
    return status;
  }

  /// The registry does not have it.
  public boolean isNotFound() {
    return status == 404;
  }
}
