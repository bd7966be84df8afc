package coffer.elf;

import coffer.bytes.ByteReader;
import coffer.bytes.MalformedException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The dynamic section (gABI, "Dynamic Section"), as far as it says what to load from where.
record DynamicSection(
    Optional<String> soname, List<String> needed, List<String> rpath, List<String> runpath) {
  private static final int END = 0;
  private static final int NEEDED = 1;
  private static final int STRING_TABLE = 5;
  private static final int STRING_TABLE_SIZE = 10;
  private static final int SONAME = 14;
  private static final int RPATH = 15;
  private static final int RUNPATH = 29;

  private static final DynamicSection NONE =
      new DynamicSection(Optional.empty(), List.of(), List.of(), List.of());

  private record Entry(long tag, long value) {}

  /// Of a file without the section (a static program), nothing.
  static DynamicSection read(Segments segments) {
    Optional<Segments.Segment> dynamic = segments.first(Segments.DYNAMIC);
    if (dynamic.isEmpty()) {
      return NONE;
    }
    List<Entry> entries =
        entries(new ByteReader(segments.content(dynamic.get(), "the dynamic section")));
    if (entries.stream().noneMatch(entry -> isText(entry.tag))) {
      return NONE;
    }
    MemorySegment strings =
        segments.atAddress(
            value(entries, STRING_TABLE, "DT_STRTAB"),
            value(entries, STRING_TABLE_SIZE, "DT_STRSZ"),
            "the dynamic string table");
    long place = dynamic.get().offset();
    return new DynamicSection(
        texts(entries, SONAME, strings, place).stream().findFirst(),
        texts(entries, NEEDED, strings, place),
        folders(texts(entries, RPATH, strings, place)),
        folders(texts(entries, RUNPATH, strings, place)));
  }

  private static List<Entry> entries(ByteReader in) {
    List<Entry> entries = new ArrayList<>();
    while (in.remaining() > 0) {
      Entry entry = new Entry(in.u64(), in.u64());
      if (entry.tag == END) {
        break;
      }
      if (isText(entry.tag) || entry.tag == STRING_TABLE || entry.tag == STRING_TABLE_SIZE) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static boolean isText(long tag) {
    return tag == NEEDED || tag == SONAME || tag == RPATH || tag == RUNPATH;
  }

  private static long value(List<Entry> entries, long tag, String name) {
    return entries.stream()
        .filter(entry -> entry.tag == tag)
        .findFirst()
        .orElseThrow(() -> new MalformedException("the dynamic section has no " + name))
        .value;
  }

  private static List<String> texts(
      List<Entry> entries, long tag, MemorySegment strings, long place) {
    return entries.stream()
        .filter(entry -> entry.tag == tag)
        .map(entry -> Strings.at(strings, entry.value, place))
        .toList();
  }

  private static List<String> folders(List<String> lists) {
    return lists.stream()
        .flatMap(list -> List.of(list.split(":")).stream())
        .filter(folder -> !folder.isEmpty())
        .toList();
  }
}
