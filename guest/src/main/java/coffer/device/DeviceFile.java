package coffer.device;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// An open device file, for ioctl(2). One thread.
final class DeviceFile implements AutoCloseable {
  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 02000000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle OPEN =
      variadic(
          "open",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
  private static final MethodHandle IOCTL =
      variadic(
          "ioctl",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.ADDRESS));

  private final Path path;
  private final Arena arena;
  private final MemorySegment state;
  private final int descriptor;

  private DeviceFile(Path path) throws DeviceException {
    this.path = path;
    arena = Arena.ofConfined();
    state = arena.allocate(STATE);
    try {
      descriptor = (int) OPEN.invokeExact(state, text(path), O_RDWR | O_CLOEXEC);
    } catch (Throwable e) {
      throw new AssertionError("open", e);
    }
    if (descriptor < 0) {
      DeviceException failure = failure("open");
      arena.close();
      throw failure;
    }
  }

  static DeviceFile open(Path path) throws DeviceException {
    return new DeviceFile(path);
  }

  /// Memory that lives as long as this file is open, filled with zeros.
  MemorySegment allocate(long size) {
    return arena.allocate(size, Long.BYTES);
  }

  MemorySegment allocate(byte[] content) {
    MemorySegment memory = allocate(content.length);
    MemorySegment.copy(content, 0, memory, ValueLayout.JAVA_BYTE, 0, content.length);
    return memory;
  }

  /// Asks the driver; `what` names the request in errors.
  void ioctl(String what, long request, MemorySegment argument) throws DeviceException {
    int result;
    try {
      result = (int) IOCTL.invokeExact(state, descriptor, request, argument);
    } catch (Throwable e) {
      throw new AssertionError("ioctl", e);
    }
    if (result < 0) {
      throw failure(what);
    }
  }

  /// The path's bytes as the file system has them.
  private MemorySegment text(Path file) {
    return arena.allocateFrom(file.toString(), StandardCharsets.UTF_8);
  }

  private DeviceException failure(String what) {
    int errno = (int) ERRNO.get(state, 0L);
    return new DeviceException("%s: %s: %s".formatted(path, what, reason(errno)), errno);
  }

  private static MethodHandle variadic(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(2));
  }

  private static String reason(int errno) {
    MethodHandle strerror =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("strerror"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    try {
      MemorySegment text = (MemorySegment) strerror.invokeExact(errno);
      return text.reinterpret(256).getString(0, StandardCharsets.UTF_8);
    } catch (Throwable _) {
      return "error " + errno;
    }
  }

  @Override
  public void close() {
    MethodHandle close =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("close"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    try {
      int _ = (int) close.invokeExact(descriptor);
    } catch (Throwable e) {
      throw new AssertionError("close", e);
    } finally {
      arena.close();
    }
  }
}
