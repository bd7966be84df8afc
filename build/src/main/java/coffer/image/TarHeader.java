package coffer.image;

import coffer.bytes.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// One header block of 512 bytes at byte `offset` of a tar (POSIX.1-2024 pax, "ustar Interchange
/// Format").
record TarHeader(long offset, byte[] block) {
  private static final int NAME = 0;
  private static final int SIZE = 124;
  private static final int CHECKSUM = 148;
  private static final int TYPE = 156;
  private static final int LINK_NAME = 157;
  private static final int MAGIC = 257;
  private static final int PREFIX = 345;

  MalformedException error(String problem) {
    return new MalformedException(offset, problem);
  }

  /// The first two bytes, big-endian.
  int leading() {
    return Byte.toUnsignedInt(block[0]) << 8 | Byte.toUnsignedInt(block[1]);
  }

  void checkSum() {
    long sum = 0;
    for (int i = 0; i < block.length; i++) {
      boolean own = i >= CHECKSUM && i < CHECKSUM + 8;
      sum += own ? ' ' : Byte.toUnsignedInt(block[i]);
    }
    long wanted = octal(CHECKSUM, 8, "checksum");
    if (sum != wanted) {
      throw error("tar header: checksum %d wanted, found %d".formatted(wanted, sum));
    }
  }

  char type() {
    return (char) Byte.toUnsignedInt(block[TYPE]);
  }

  String name() {
    String name = field(NAME, 100);
    boolean posix = field(MAGIC, 6).equals("ustar");
    String prefix = posix ? field(PREFIX, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  String linkName() {
    return field(LINK_NAME, 100);
  }

  /// The content's size in bytes: octal text, or base 256 when the top bit is set.
  long size() {
    if (block[SIZE] >= 0) {
      return octal(SIZE, 12, "size");
    }
    long size = block[SIZE] & 0x3f;
    for (int i = 1; i < 12; i++) {
      if (size >>> 55 != 0) {
        throw error("tar header: size: a number of 63 bits wanted");
      }
      size = size << 8 | Byte.toUnsignedInt(block[SIZE + i]);
    }
    return size;
  }

  /// The text of a GNU long name.
  String text(byte[] content) {
    int end = 0;
    while (end < content.length && content[end] != 0) {
      end++;
    }
    return new String(content, 0, end, StandardCharsets.UTF_8);
  }

  /// The records of a pax header: `LENGTH KEY=VALUE` and a line feed, the length in decimal and
  /// counting the whole record.
  Map<String, String> records(byte[] content) {
    Map<String, String> records = new HashMap<>();
    int at = 0;
    while (at < content.length) {
      int blank = at;
      while (blank < content.length && content[blank] != ' ') {
        blank++;
      }
      int length = recordLength(content, at, blank);
      String record =
          new String(content, blank + 1, at + length - blank - 2, StandardCharsets.UTF_8);
      int equals = record.indexOf('=');
      if (equals <= 0) {
        throw error("pax header: KEY=VALUE wanted");
      }
      records.put(record.substring(0, equals), record.substring(equals + 1));
      at += length;
    }
    return records;
  }

  private int recordLength(byte[] content, int from, int blank) {
    try {
      int length =
          Integer.parseInt(new String(content, from, blank - from, StandardCharsets.US_ASCII));
      if (length > blank - from + 2
          && length <= content.length - from
          && content[from + length - 1] == '\n') {
        return length;
      }
    } catch (NumberFormatException _) {
      // the same as a length that does not fit
    }
    throw error("pax header: a record of 'LENGTH KEY=VALUE' and a line feed wanted");
  }

  private String field(int from, int length) {
    int end = from;
    while (end < from + length && block[end] != 0) {
      end++;
    }
    return new String(block, from, end - from, StandardCharsets.UTF_8);
  }

  private long octal(int from, int length, String what) {
    String text = field(from, length).strip();
    try {
      return text.isEmpty() ? 0 : Long.parseUnsignedLong(text, 8);
    } catch (NumberFormatException e) {
      throw error("tar header: %s: an octal number wanted".formatted(what));
    }
  }
}
