package coffer.tar;

import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// One 512-byte header block and its fields.
///
/// | offset | size | field          | ustar | GNU | star |
/// |--------|------|----------------|-------|-----|------|
/// | 0      | 100  | name           | x     | x   | x    |
/// | 100    | 8    | mode           | x     | x   | x    |
/// | 108    | 8    | uid            | x     | x   | x    |
/// | 116    | 8    | gid            | x     | x   | x    |
/// | 124    | 12   | size           | x     | x   | x    |
/// | 136    | 12   | mtime          | x     | x   | x    |
/// | 148    | 8    | checksum       | x     | x   | x    |
/// | 156    | 1    | typeflag       | x     | x   | x    |
/// | 157    | 100  | link name      | x     | x   | x    |
/// | 257    | 8    | magic, version | `ustar\0` `00` | `ustar ` ` \0` | `ustar\0` |
/// | 329    | 8    | device major   | x     | x   | x    |
/// | 337    | 8    | device minor   | x     | x   | x    |
/// | 345    |      | prefix         | 155   |     | 131  |
/// | 345    | 12   | atime          |       | x   |      |
/// | 357    | 12   | ctime          |       | x   |      |
/// | 386    | 97   | sparse map     |       | x   |      |
/// | 483    | 12   | real size      |       | x   |      |
/// | 476    | 12   | atime          |       |     | x    |
/// | 488    | 12   | ctime          |       |     | x    |
/// | 508    | 4    | trailer        |       |     | `tar\0` |
///
/// A header without a magic is v7: the first nine rows. User and group names (265, 297) are not
/// modelled: no layer depends on them.
final class TarHeader {
  static final int SIZE = 512;

  static final Field NAME = new Field("name", 0, 100);
  static final Field MODE = new Field("mode", 100, 8);
  static final Field UID = new Field("uid", 108, 8);
  static final Field GID = new Field("gid", 116, 8);
  static final Field LENGTH = new Field("size", 124, 12);
  static final Field MTIME = new Field("mtime", 136, 12);
  static final Field CHECKSUM = new Field("checksum", 148, 8);
  static final int TYPE = 156;
  static final Field LINK_NAME = new Field("link name", 157, 100);
  static final Field MAGIC = new Field("magic", 257, 8);
  static final Field DEVICE_MAJOR = new Field("device major", 329, 8);
  static final Field DEVICE_MINOR = new Field("device minor", 337, 8);
  static final Field USTAR_PREFIX = new Field("prefix", 345, 155);
  static final Field GNU_ATIME = new Field("atime", 345, 12);
  static final Field GNU_CTIME = new Field("ctime", 357, 12);
  static final int GNU_SPARSE_MAP = 386;
  static final Field GNU_REAL_SIZE = new Field("real size", 483, 12);
  static final Field STAR_PREFIX = new Field("prefix", 345, 131);
  static final Field STAR_ATIME = new Field("atime", 476, 12);
  static final Field STAR_CTIME = new Field("ctime", 488, 12);
  private static final Field STAR_TRAILER = new Field("trailer", 508, 4);

  private static final byte[] USTAR_MAGIC = Latin1.toBytes("ustar\0");
  private static final byte[] GNU_MAGIC = Latin1.toBytes("ustar  \0");
  private static final byte[] STAR_END = Latin1.toBytes("tar\0");

  private static final byte[] ZEROS = new byte[SIZE];

  private final byte[] block;

  /// Of `block`, 512 bytes, which stay the caller's and may be read again.
  TarHeader(byte[] block) {
    this.block = block;
  }

  record Field(String name, int offset, int size) {}

  enum Dialect {
    V7,
    USTAR,
    GNU,
    STAR
  }

  boolean isZero() {
    return Arrays.equals(block, ZEROS);
  }

  /// Checks the checksum, of unsigned or (as early tars did) signed bytes.
  void verifyChecksum() {
    long stored = octal(CHECKSUM);
    int unsigned = sum();
    if (stored != unsigned && stored != unsigned - 256 * negatives()) {
      throw new MalformedException(
          "header checksum: %d wanted, found %d; not a tar archive, or a damaged one"
              .formatted(unsigned, stored));
    }
  }

  /// The sum of all bytes, unsigned; those of the checksum itself count as spaces.
  private int sum() {
    int sum = CHECKSUM.size * ' ';
    for (byte value : block) {
      sum += Byte.toUnsignedInt(value);
    }
    for (int i = CHECKSUM.offset; i < CHECKSUM.offset + CHECKSUM.size; i++) {
      sum -= Byte.toUnsignedInt(block[i]);
    }
    return sum;
  }

  /// How many bytes are negative when they are signed, outside of the checksum.
  private int negatives() {
    int count = 0;
    for (int i = 0; i < SIZE; i++) {
      boolean own = i >= CHECKSUM.offset && i < CHECKSUM.offset + CHECKSUM.size;
      count += !own && block[i] < 0 ? 1 : 0;
    }
    return count;
  }

  Dialect dialect() {
    if (has(MAGIC, USTAR_MAGIC)) {
      return has(STAR_TRAILER, STAR_END) ? Dialect.STAR : Dialect.USTAR;
    }
    return has(MAGIC, GNU_MAGIC) ? Dialect.GNU : Dialect.V7;
  }

  private boolean has(Field field, byte[] start) {
    int from = field.offset;
    return Arrays.equals(block, from, from + start.length, start, 0, start.length);
  }

  /// What this header alone says. Access and change times of GNU headers that are no numbers are
  /// the prefix of a writer that mistook the dialect (golang/go issue 12594).
  TarDraft draft() {
    TarDraft draft = new TarDraft();
    draft.type = TarType.of(type());
    draft.size = number(LENGTH);
    draft.mode = (int) number(MODE);
    draft.uid = (int) number(UID);
    draft.gid = (int) number(GID);
    draft.modified = time(MTIME);
    draft.linkName = text(LINK_NAME);
    Dialect dialect = dialect();
    if (dialect != Dialect.V7) {
      draft.deviceMajor = (int) number(DEVICE_MAJOR);
      draft.deviceMinor = (int) number(DEVICE_MINOR);
    }
    String prefix =
        switch (dialect) {
          case V7 -> "";
          case USTAR -> text(USTAR_PREFIX);
          case STAR -> star(draft);
          case GNU -> gnu(draft);
        };
    draft.name = prefix.isEmpty() ? text(NAME) : prefix + "/" + text(NAME);
    return draft;
  }

  private String star(TarDraft draft) {
    draft.accessed = time(STAR_ATIME);
    draft.changed = time(STAR_CTIME);
    return text(STAR_PREFIX);
  }

  private String gnu(TarDraft draft) {
    try {
      draft.accessed = isEmpty(GNU_ATIME) ? null : time(GNU_ATIME);
      draft.changed = isEmpty(GNU_CTIME) ? null : time(GNU_CTIME);
      return "";
    } catch (MalformedException _) {
      draft.accessed = null;
      draft.changed = null;
      String prefix = text(USTAR_PREFIX);
      return prefix.chars().allMatch(c -> c < 0x80) ? prefix : "";
    }
  }

  private TarTime time(Field field) {
    return TarTime.ofSeconds(number(field));
  }

  char type() {
    return (char) Byte.toUnsignedInt(block[TYPE]);
  }

  /// The bytes before the first NUL.
  String text(Field field) {
    int end = field.offset;
    while (end < field.offset + field.size && block[end] != 0) {
      end++;
    }
    return new String(block, field.offset, end - field.offset, StandardCharsets.ISO_8859_1);
  }

  boolean isEmpty(Field field) {
    return block[field.offset] == 0;
  }

  /// A number in octal digits, or in base 256 when the first bit is set (two's complement, big
  /// endian, at most 64 bits).
  long number(Field field) {
    return block[field.offset] < 0 ? base256(field) : octal(field);
  }

  private long base256(Field field) {
    int first = block[field.offset];
    boolean negative = (first & 0x40) != 0;
    int mask = negative ? 0xff : 0;
    long value = (first ^ mask) & 0x7f;
    for (int i = 1; i < field.size; i++) {
      if (value >>> 56 != 0) {
        throw notANumber(field);
      }
      value = value << 8 | ((block[field.offset + i] ^ mask) & 0xff);
    }
    if (value < 0) {
      throw notANumber(field);
    }
    return negative ? ~value : value;
  }

  private long octal(Field field) {
    int start = field.offset;
    int end = start + field.size;
    while (start < end && isBlank(block[start])) {
      start++;
    }
    while (end > start && isBlank(block[end - 1])) {
      end--;
    }
    long value = 0;
    for (int i = start; i < end && block[i] != 0; i++) {
      int digit = block[i] - '0';
      if (digit < 0 || digit > 7) {
        throw notANumber(field);
      }
      value = value << 3 | digit;
    }
    return value;
  }

  private static boolean isBlank(byte value) {
    return value == ' ' || value == 0;
  }

  private MalformedException notANumber(Field field) {
    return new MalformedException(
        "%s: an octal number wanted, found '%s'"
            .formatted(field.name, Latin1.printable(text(field))));
  }

  void putText(Field field, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, block, field.offset, Math.min(bytes.length, field.size));
  }

  /// Whether [#putOctal] has room for the value and a NUL.
  static boolean fits(Field field, long value) {
    return value >= 0 && value < 1L << (3 * (field.size - 1));
  }

  void putOctal(Field field, long value) {
    if (!fits(field, value)) {
      throw new IllegalArgumentException(
          "%s: %d does not fit in %d octal digits".formatted(field.name, value, field.size - 1));
    }
    String digits = Long.toOctalString(value);
    putText(field, "0".repeat(field.size - 1 - digits.length()) + digits);
  }

  /// Writes type, magic and checksum; the block is complete then.
  void seal(char type) {
    block[TYPE] = (byte) type;
    putText(MAGIC, "ustar\0" + "00");
    String digits = Integer.toOctalString(sum());
    putText(CHECKSUM, "0".repeat(6 - digits.length()) + digits + "\0 ");
  }
}
