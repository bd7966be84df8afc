package coffer.compression;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// libdeflate's `libdeflate.h`: decompression of one gzip member that is whole in memory.
record Libdeflate(MethodHandle allocate, MethodHandle release, MethodHandle decompress) {
  static final int SUCCESS = 0;

  /// `LIBDEFLATE_INSUFFICIENT_SPACE`: the output does not fit.
  static final int INSUFFICIENT_SPACE = 3;

  private static final String SONAME = "libdeflate.so.0";

  private static final class Holder {
    static final @Nullable Libdeflate LIBRARY =
        NativeLibrary.find(SONAME).map(Libdeflate::of).orElse(null);
  }

  private static Libdeflate of(NativeLibrary library) {
    return new Libdeflate(
        library.function(
            "libdeflate_alloc_decompressor", FunctionDescriptor.of(ValueLayout.ADDRESS)),
        library.function(
            "libdeflate_free_decompressor", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS)),
        library.function(
            "libdeflate_gzip_decompress_ex",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS)));
  }

  static boolean isAvailable() {
    return Holder.LIBRARY != null;
  }

  static Libdeflate library() {
    Libdeflate library = Holder.LIBRARY;
    if (library == null) {
      throw new IllegalStateException("this machine has no " + SONAME);
    }
    return library;
  }

  /// A new decompressor.
  MemorySegment open() {
    try {
      MemorySegment made = (MemorySegment) allocate.invokeExact();
      if (made.equals(MemorySegment.NULL)) {
        throw new OutOfMemoryError("no memory for libdeflate");
      }
      return made;
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  void close(MemorySegment decompressor) {
    try {
      release.invokeExact(decompressor);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /// Decompresses one member from the start of `in` to the start of `out`; `sizes` receives how
  /// many bytes of each it took. Returns the library's status.
  int decompress(
      MemorySegment decompressor, MemorySegment in, MemorySegment out, MemorySegment sizes) {
    try {
      return (int)
          decompress.invokeExact(
              decompressor,
              in,
              in.byteSize(),
              out,
              out.byteSize(),
              sizes,
              sizes.asSlice(Long.BYTES));
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }
}
