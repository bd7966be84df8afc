package coffer.elf;

import coffer.bytes.MalformedException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// Text that ends with a zero byte, inside a bounded table.
final class Strings {
  private Strings() {}

  /// The text at `index` of `table`; `place` is where the error says it is.
  static String at(MemorySegment table, long index, long place) {
    if (index < 0 || index >= table.byteSize()) {
      throw new MalformedException(
          place,
          "text at index %d wanted, but the table has %d bytes".formatted(index, table.byteSize()));
    }
    long end = index;
    while (table.get(ValueLayout.JAVA_BYTE, end) != 0) {
      if (++end == table.byteSize()) {
        throw new MalformedException(place, "text without its final zero byte");
      }
    }
    byte[] text = table.asSlice(index, end - index).toArray(ValueLayout.JAVA_BYTE);
    return new String(text, StandardCharsets.UTF_8);
  }
}
