package coffer.linux;

import java.io.IOException;

/// A system call that failed, with its error number (errno(3)).
public final class LinuxException extends IOException {
  public static final int EPERM = 1;
  public static final int EEXIST = 17;
  public static final int ENOTSUP = 95;

  private final int errno;

  LinuxException(String what, int errno, String reason) {
    super("%s: %s".formatted(what, reason));
    this.errno = errno;
  }

  public int errno() {
    return errno;
  }
}
