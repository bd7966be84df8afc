package coffer.compression;

/// Who inflates gzip data.
public enum Inflater {
  /// `libisal.so.2`, Intel's ISA-L: two to three times as fast as zlib.
  ISAL,

  /// `libdeflate.so.0`, which wants the data whole in memory: for layers up to
  /// [LibdeflateInputStream#MAX_STORED] and [LibdeflateInputStream#MAX_PLAIN]; else the JDK.
  LIBDEFLATE,

  /// zlib as the JDK brings it.
  JAVA;

  /// The fastest that works on this machine.
  public static Inflater fastest() {
    if (Isal.isAvailable()) {
      return ISAL;
    }
    return Libdeflate.isAvailable() ? LIBDEFLATE : JAVA;
  }

  /// Whether this machine has it.
  public boolean isAvailable() {
    return switch (this) {
      case ISAL -> Isal.isAvailable();
      case LIBDEFLATE -> Libdeflate.isAvailable();
      case JAVA -> true;
    };
  }
}
