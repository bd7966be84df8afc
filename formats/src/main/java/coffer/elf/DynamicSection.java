package coffer.elf;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// The dynamic section (gABI, "Dynamic Section"), as far as it says what to load from where.
record DynamicSection(
    Optional<String> soname, List<String> needed, List<String> rpath, List<String> runpath) {
  private static final int NEEDED = 1;
  private static final int SONAME = 14;
  private static final int RPATH = 15;
  private static final int RUNPATH = 29;

  private static final DynamicSection NONE =
      new DynamicSection(Optional.empty(), List.of(), List.of(), List.of());

  /// Of a file without the section (a static program), nothing.
  static DynamicSection read(Segments segments) {
    DynamicTable table = DynamicTable.read(segments);
    if (table.entries().stream().noneMatch(entry -> isText(entry.tag()))) {
      return NONE;
    }
    MemorySegment strings = table.strings(segments);
    long place = segments.first(ElfSegment.DYNAMIC).map(ElfSegment::offset).orElse(0L);
    return new DynamicSection(
        texts(table, SONAME, strings, place).stream().findFirst(),
        texts(table, NEEDED, strings, place),
        folders(texts(table, RPATH, strings, place)),
        folders(texts(table, RUNPATH, strings, place)));
  }

  private static boolean isText(long tag) {
    return tag == NEEDED || tag == SONAME || tag == RPATH || tag == RUNPATH;
  }

  private static List<String> texts(
      DynamicTable table, long tag, MemorySegment strings, long place) {
    return table.all(tag).map(index -> Strings.at(strings, index, place)).toList();
  }

  private static List<String> folders(List<String> lists) {
    return lists.stream()
        .flatMap(list -> List.of(list.split(":")).stream())
        .filter(folder -> !folder.isEmpty())
        .toList();
  }
}
