package coffer.linux;

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

/// A system call of x86-64 by its number. All go through the C library's `syscall`, which takes and
/// gives 64-bit words: one linkage serves them all, and credentials change for the calling thread
/// alone.
enum Syscall {
  WRITE(1),
  OPEN(2),
  CLOSE(3),
  RT_SIGPROCMASK(14),
  IOCTL(16),
  SOCKET(41),
  EXECVE(59),
  CHDIR(80),
  MKDIR(83),
  LINK(86),
  UNLINK(87),
  SYMLINK(88),
  CHMOD(90),
  LCHOWN(94),
  UMASK(95),
  SETSID(112),
  SETGROUPS(116),
  SETRESUID(117),
  SETRESGID(119),
  CAPSET(126),
  MKNOD(133),
  PIVOT_ROOT(155),
  PRCTL(157),
  MOUNT(165),
  UMOUNT2(166),
  SETHOSTNAME(170),
  LSETXATTR(189),
  UTIMENSAT(280),
  PRLIMIT64(302),
  CLOSE_RANGE(436);

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle CALL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("syscall"),
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(1));

  private final long number;

  Syscall(long number) {
    this.number = number;
  }

  /// Calls with up to five words; `what` names the thing for the error.
  long call(Arena arena, String what, long... arguments) throws LinuxException {
    MemorySegment state = arena.allocate(STATE);
    long result = invoke(state, arguments);
    if (result == -1) {
      int errno = (int) ERRNO.get(state, 0L);
      throw new LinuxException(what, errno, reason(errno));
    }
    return result;
  }

  private long invoke(MemorySegment state, long[] arguments) {
    long[] words = java.util.Arrays.copyOf(arguments, 5);
    try {
      return (long)
          CALL.invokeExact(state, number, words[0], words[1], words[2], words[3], words[4]);
    } catch (Throwable e) {
      throw new AssertionError("syscall " + this, e);
    }
  }

  /// The C library's words for an error number; only for failures, so it is linked when needed.
  private static String reason(int errno) {
    MethodHandle strerror =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("strerror"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    try {
      MemorySegment text = (MemorySegment) strerror.invokeExact(errno);
      return text.reinterpret(256).getString(0, StandardCharsets.UTF_8);
    } catch (Throwable e) {
      return "error " + errno;
    }
  }
}
