package coffer.tar;

import coffer.bytes.Bytes;
import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The records of a pax extended header: lines of `LENGTH KEY=VALUE\n`, where LENGTH counts the
/// whole line. Keys and values are bytes, one character each.
final class PaxRecords {
  static final PaxRecords NONE = new PaxRecords(Map.of());

  static final String PATH = "path";
  static final String LINK_PATH = "linkpath";
  static final String UID = "uid";
  static final String GID = "gid";
  static final String SIZE = "size";
  static final String MTIME = "mtime";
  static final String ATIME = "atime";
  static final String CTIME = "ctime";
  static final String SPARSE_NAME = "GNU.sparse.name";
  static final String SPARSE_MAP = "GNU.sparse.map";
  private static final String SPARSE_OFFSET = "GNU.sparse.offset";
  private static final String SPARSE_BYTES = "GNU.sparse.numbytes";
  private static final String XATTR = "SCHILY.xattr.";
  private static final int SHORTEST_LINE = 5;

  private final Map<String, String> records;

  private PaxRecords(Map<String, String> records) {
    this.records = records;
  }

  /// Parses the content of an `x` or `g` entry. Sparse maps of GNU format 0.0, which repeat two
  /// keys, become the one record of format 0.1.
  static PaxRecords parse(byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    Map<String, String> records = new LinkedHashMap<>();
    List<String> sparseMap = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = at + lineLength(text, at);
      String line = text.substring(text.indexOf(' ', at) + 1, end - 1);
      int equals = line.indexOf('=');
      if (text.charAt(end - 1) != '\n' || equals < 1) {
        throw new MalformedException(at, "pax record: LENGTH KEY=VALUE and a line feed wanted");
      }
      put(records, sparseMap, line.substring(0, equals), line.substring(equals + 1));
      at = end;
    }
    if (!sparseMap.isEmpty()) {
      records.put(SPARSE_MAP, String.join(",", sparseMap));
    }
    return new PaxRecords(records);
  }

  private static int lineLength(String text, int at) {
    int blank = text.indexOf(' ', at);
    String digits = text.substring(at, blank < 0 ? at : blank);
    long length;
    try {
      length = Long.parseLong(digits);
    } catch (NumberFormatException _) {
      throw new MalformedException(
          at, "pax record: a length wanted, found '" + Latin1.printable(digits) + "'");
    }
    if (length < SHORTEST_LINE || length > text.length() - at || length <= digits.length() + 1) {
      throw new MalformedException(
          at, "pax record: length %d, %d bytes left".formatted(length, text.length() - at));
    }
    return (int) length;
  }

  private static void put(
      Map<String, String> records, List<String> sparseMap, String key, String value) {
    boolean isName =
        switch (key) {
          case PATH, LINK_PATH, "uname", "gname" -> true;
          default -> false;
        };
    if ((isName ? value : key).indexOf('\0') >= 0) {
      throw new MalformedException(
          "pax record '" + Latin1.printable(key) + "': NUL is not allowed");
    }
    if (key.equals(SPARSE_OFFSET) || key.equals(SPARSE_BYTES)) {
      boolean offsetWanted = sparseMap.size() % 2 == 0;
      if (offsetWanted != key.equals(SPARSE_OFFSET) || value.indexOf(',') >= 0) {
        throw new MalformedException("pax records GNU.sparse.offset, numbytes: not in pairs");
      }
      sparseMap.add(value);
    } else {
      records.put(key, value);
    }
  }

  /// The value, empty when the record is missing; pax treats the two alike.
  String get(String key) {
    return records.getOrDefault(key, "");
  }

  boolean has(String key) {
    return !get(key).isEmpty();
  }

  /// The number of a record that [#has] a value.
  long number(String key) {
    try {
      return Long.parseLong(get(key));
    } catch (NumberFormatException _) {
      throw new MalformedException(
          "pax record '%s': a number wanted, found '%s'"
              .formatted(key, Latin1.printable(get(key))));
    }
  }

  /// Overrides what a header says, where a record has a value.
  void applyTo(TarDraft draft) {
    draft.name = has(PATH) ? get(PATH) : draft.name;
    draft.linkName = has(LINK_PATH) ? get(LINK_PATH) : draft.linkName;
    draft.uid = has(UID) ? (int) number(UID) : draft.uid;
    draft.gid = has(GID) ? (int) number(GID) : draft.gid;
    draft.size = has(SIZE) ? number(SIZE) : draft.size;
    draft.modified = has(MTIME) ? time(MTIME) : draft.modified;
    draft.accessed = has(ATIME) ? time(ATIME) : draft.accessed;
    draft.changed = has(CTIME) ? time(CTIME) : draft.changed;
    draft.xattrs = xattrs();
  }

  private TarTime time(String key) {
    try {
      return TarTime.parse(get(key));
    } catch (MalformedException e) {
      throw e.within("pax record '" + key + "'");
    }
  }

  /// Extended attributes by full name; empty values count here.
  private SortedMap<String, Bytes> xattrs() {
    SortedMap<String, Bytes> xattrs = new TreeMap<>();
    records.forEach(
        (key, value) -> {
          if (key.startsWith(XATTR)) {
            xattrs.put(
                key.substring(XATTR.length()),
                Bytes.of(value.getBytes(StandardCharsets.ISO_8859_1)));
          }
        });
    return xattrs;
  }

  /// What a ustar header cannot say about the entry, in a fixed order.
  static PaxRecords neededFor(TarEntry entry) {
    Map<String, String> records = new LinkedHashMap<>();
    if (needsRecord(entry.name())) {
      records.put(PATH, entry.name());
    }
    if (needsRecord(entry.linkName())) {
      records.put(LINK_PATH, entry.linkName());
    }
    putNumber(records, SIZE, TarHeader.LENGTH, entry.size());
    putNumber(records, UID, TarHeader.UID, Integer.toUnsignedLong(entry.uid()));
    putNumber(records, GID, TarHeader.GID, Integer.toUnsignedLong(entry.gid()));
    TarTime modified = entry.modified();
    if (modified.nanoseconds() != 0 || !TarHeader.fits(TarHeader.MTIME, modified.seconds())) {
      records.put(MTIME, modified.toString());
    }
    if (entry.accessed() != null) {
      records.put(ATIME, entry.accessed().toString());
    }
    if (entry.changed() != null) {
      records.put(CTIME, entry.changed().toString());
    }
    entry
        .xattrs()
        .forEach(
            (name, value) ->
                records.put(
                    XATTR + name, new String(value.toArray(), StandardCharsets.ISO_8859_1)));
    return new PaxRecords(records);
  }

  private static boolean needsRecord(String name) {
    return name.length() > TarHeader.NAME.size() || !name.chars().allMatch(c -> c < 0x80);
  }

  private static void putNumber(
      Map<String, String> records, String key, TarHeader.Field field, long value) {
    if (!TarHeader.fits(field, value)) {
      records.put(key, Long.toString(value));
    }
  }

  boolean isEmpty() {
    return records.isEmpty();
  }

  byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    records.forEach((key, value) -> out.writeBytes(line(key, value)));
    return out.toByteArray();
  }

  private static byte[] line(String key, String value) {
    int rest = key.length() + value.length() + 3;
    int length = rest + Integer.toString(rest).length();
    if (Integer.toString(length).length() > Integer.toString(rest).length()) {
      length++;
    }
    return (length + " " + key + "=" + value + "\n").getBytes(StandardCharsets.ISO_8859_1);
  }
}
