package coffer.elf;

import coffer.bytes.MalformedException;
import java.lang.foreign.MemorySegment;

/// Ranges of a file that the file itself names.
final class Ranges {
  private Ranges() {}

  static MemorySegment slice(MemorySegment file, long offset, long size, String what) {
    long length = file.byteSize();
    if (offset < 0 || size < 0 || offset > length || size > length - offset) {
      throw new MalformedException(
          offset, "%s: %d bytes wanted, but the file ends at 0x%x".formatted(what, size, length));
    }
    return file.asSlice(offset, size);
  }
}
