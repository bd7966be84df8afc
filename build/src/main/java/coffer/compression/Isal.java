package coffer.compression;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// ISA-L's `igzip_lib.h`, version 2 of the library: `struct inflate_state` and its functions. The
/// structure is public and part of the library's binary interface; because a wrong offset would be
/// silent, the first use inflates a known text and takes the library only when it comes out right.
record Isal(MethodHandle init, MethodHandle reset, MethodHandle inflate) {
  /// Offsets of `struct inflate_state`.
  static final long NEXT_OUT = 0;

  static final long AVAIL_OUT = 8;
  static final long NEXT_IN = 16;
  static final long AVAIL_IN = 32;
  static final long BLOCK_STATE = 21160;
  static final long CRC_FLAG = 21172;

  /// The structure's size, 87368, and room for a later member or two.
  static final long STATE_SIZE = 96 * 1024;

  /// `ISAL_BLOCK_FINISH`: all of a member was inflated and has left.
  static final int BLOCK_FINISH = 5;

  /// `ISAL_GZIP`: header and trailer are read, CRC and size checked.
  static final int GZIP = 1;

  private static final String SONAME = "libisal.so.2";

  private static final class Holder {
    static final @Nullable Isal LIBRARY = load().filter(Holder::works).orElse(null);

    private static Optional<Isal> load() {
      return NativeLibrary.find(SONAME).map(Isal::of);
    }

    private static boolean works(Isal library) {
      byte[] text = new byte[100_000];
      for (int i = 0; i < text.length; i++) {
        text[i] = (byte) (i * i >> 7);
      }
      try {
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        for (int member = 0; member < 2; member++) {
          try (GZIPOutputStream gzip = new GZIPOutputStream(stored)) {
            gzip.write(text, member * text.length / 2, text.length / 2);
          }
        }
        try (IsalInputStream plain =
            new IsalInputStream(library, new ByteArrayInputStream(stored.toByteArray()))) {
          return Arrays.equals(plain.readAllBytes(), text);
        }
      } catch (IOException _) {
        return false;
      }
    }
  }

  private static Isal of(NativeLibrary library) {
    FunctionDescriptor nothing = FunctionDescriptor.ofVoid(ValueLayout.ADDRESS);
    FunctionDescriptor status = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
    return new Isal(
        library.function("isal_inflate_init", nothing),
        library.function("isal_inflate_reset", nothing),
        library.function("isal_inflate", status));
  }

  static boolean isAvailable() {
    return Holder.LIBRARY != null;
  }

  static Isal library() {
    Isal library = Holder.LIBRARY;
    if (library == null) {
      throw new IllegalStateException("this machine has no " + SONAME);
    }
    return library;
  }

  void init(MemorySegment state) {
    try {
      init.invokeExact(state);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
    state.set(ValueLayout.JAVA_INT, CRC_FLAG, GZIP);
  }

  void reset(MemorySegment state) {
    try {
      reset.invokeExact(state);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
    state.set(ValueLayout.JAVA_INT, CRC_FLAG, GZIP);
  }

  /// 0 or more when all is well, else the library's error.
  int inflate(MemorySegment state) {
    try {
      return (int) inflate.invokeExact(state);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }
}
