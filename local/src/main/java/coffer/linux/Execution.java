package coffer.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Becomes another program.
public final class Execution {
  private static final long FIRST_OTHER = 3;
  private static final long LAST = 0xffffffffL;
  private static final long CLOSE_RANGE_CLOEXEC = 4;
  private static final long SIG_SETMASK = 2;
  private static final long RLIMIT_AS = 9;
  private static final int SIGNAL_SET_SIZE = 8;

  private Execution() {}

  /// The file mode creation mask of what is executed.
  public static void setUmask(int mask) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      Syscall.UMASK.call(arena, "umask", mask);
    }
  }

  /// Replaces this process by `file` with only standard input, output and error, no blocked signal
  /// and the calling thread's credentials (execve(2)). Returns only by an exception.
  ///
  /// @param addressSpace the most that the other may have, in bytes (RLIMIT_AS); 0 changes nothing
  public static LinuxException execute(
      String file, List<String> arguments, List<String> env, long addressSpace)
      throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      Syscall.CLOSE_RANGE.call(arena, "close_range", FIRST_OTHER, LAST, CLOSE_RANGE_CLOEXEC);
      long none = arena.allocate(SIGNAL_SET_SIZE).address();
      Syscall.RT_SIGPROCMASK.call(arena, "sigprocmask", SIG_SETMASK, none, 0, SIGNAL_SET_SIZE);
      String what = "execute " + file;
      long path = Linux.text(arena, file);
      long words = texts(arena, arguments);
      long variables = texts(arena, env);
      if (addressSpace > 0) {
        // Last of all: from here on this process itself, which has more than that, gets nothing.
        limit(arena, addressSpace);
      }
      Syscall.EXECVE.call(arena, what, path, words, variables);
      throw new AssertionError("execve came back");
    }
  }

  private static void limit(Arena arena, long addressSpace) throws LinuxException {
    long both = arena.allocateFrom(ValueLayout.JAVA_LONG, addressSpace, addressSpace).address();
    Syscall.PRLIMIT64.call(arena, "limit the address space", 0, RLIMIT_AS, both, 0);
  }

  /// A null-terminated array of texts.
  private static long texts(Arena arena, List<String> texts) {
    MemorySegment array = arena.allocate(ValueLayout.ADDRESS, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(
          ValueLayout.ADDRESS, i, arena.allocateFrom(texts.get(i), StandardCharsets.ISO_8859_1));
    }
    return array.address();
  }
}
