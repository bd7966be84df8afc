package coffer.linux;

import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A new file under a name of any bytes, written through a native buffer. One thread.
public final class LinuxFile extends OutputStream {
  private static final long O_WRONLY = 1;
  private static final long O_CREAT = 0100;
  private static final long O_EXCL = 0200;
  private static final long O_NOFOLLOW = 0400000;
  private static final long O_CLOEXEC = 02000000;
  private static final int BUFFER = 256 * 1024;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment buffer = arena.allocate(BUFFER);
  private final String name;
  private final long descriptor;

  private LinuxFile(String name, int mode) throws LinuxException {
    this.name = name;
    long flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    descriptor = Syscall.OPEN.call(arena, "create " + name, Linux.text(arena, name), flags, mode);
  }

  /// Creates `name`, which must not be there.
  public static LinuxFile create(String name, int mode) throws LinuxException {
    return new LinuxFile(name, mode);
  }

  @Override
  public void write(int value) throws LinuxException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws LinuxException {
    for (int at = 0; at < length; ) {
      int count = Math.min(BUFFER, length - at);
      MemorySegment.copy(bytes, offset + at, buffer, ValueLayout.JAVA_BYTE, 0, count);
      at += (int) Syscall.WRITE.call(arena, "write " + name, descriptor, buffer.address(), count);
    }
  }

  @Override
  public void close() throws LinuxException {
    try (arena) {
      Syscall.CLOSE.call(arena, "close " + name, descriptor);
    }
  }
}
