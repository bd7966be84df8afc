package coffer.device;

import java.io.IOException;

/// A device that does not do what it was asked for: which one, what was tried, why it failed, and
/// what may help.
public final class DeviceException extends IOException {
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EBUSY = 16;

  private final int errno;

  DeviceException(String message, int errno) {
    super(message);
    this.errno = errno;
  }

  /// The error number (errno(3)); 0 when the device answered, but not as it should.
  public int errno() {
    return errno;
  }

  boolean isTransient() {
    return errno == EAGAIN || errno == EBUSY || errno == EINTR;
  }
}
