package coffer.elf;

import coffer.bytes.ByteReader;
import coffer.bytes.MalformedException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The dynamic section (gABI, "Dynamic Section"): tagged values up to `DT_NULL`.
public record DynamicTable(List<Entry> entries) {
  public static final int SYMBOL_TABLE = 6;
  public static final int RELOCATIONS_WITHOUT_ADDEND = 17;
  public static final int TEXT_RELOCATIONS = 22;

  private static final int END = 0;
  private static final int JUMP_RELOCATIONS_SIZE = 2;
  private static final int STRING_TABLE = 5;
  private static final int RELOCATIONS = 7;
  private static final int RELOCATIONS_SIZE = 8;
  private static final int STRING_TABLE_SIZE = 10;
  private static final int JUMP_RELOCATIONS = 23;

  /// A tag, such as [#SYMBOL_TABLE], and a number or an address.
  public record Entry(long tag, long value) {}

  public DynamicTable {
    entries = List.copyOf(entries);
  }

  /// Of a file without the section, no entries.
  static DynamicTable read(Segments segments) {
    List<Entry> entries = new ArrayList<>();
    segments
        .first(ElfSegment.DYNAMIC)
        .ifPresent(
            segment -> {
              ByteReader in = new ByteReader(segments.content(segment, "the dynamic section"));
              while (in.remaining() > 0) {
                Entry entry = new Entry(in.u64(), in.u64());
                if (entry.tag == END) {
                  break;
                }
                entries.add(entry);
              }
            });
    return new DynamicTable(entries);
  }

  /// The value of the first entry with this tag.
  public Optional<Long> first(long tag) {
    return entries.stream().filter(entry -> entry.tag == tag).map(Entry::value).findFirst();
  }

  public boolean has(long tag) {
    return first(tag).isPresent();
  }

  Stream<Long> all(long tag) {
    return entries.stream().filter(entry -> entry.tag == tag).map(Entry::value);
  }

  MemorySegment strings(Segments segments) {
    return segments.atAddress(
        wanted(STRING_TABLE, "DT_STRTAB"),
        wanted(STRING_TABLE_SIZE, "DT_STRSZ"),
        "the dynamic string table");
  }

  List<ElfRelocation> relocations(Segments segments) {
    List<ElfRelocation> all = new ArrayList<>();
    all.addAll(relocations(segments, JUMP_RELOCATIONS, JUMP_RELOCATIONS_SIZE, "DT_PLTRELSZ"));
    all.addAll(relocations(segments, RELOCATIONS, RELOCATIONS_SIZE, "DT_RELASZ"));
    return List.copyOf(all);
  }

  private List<ElfRelocation> relocations(Segments segments, int table, int size, String name) {
    Optional<Long> address = first(table);
    return address.isEmpty()
        ? List.of()
        : ElfRelocation.readAll(
            segments.atAddress(address.get(), wanted(size, name), "the relocations"));
  }

  private long wanted(int tag, String name) {
    return first(tag)
        .orElseThrow(() -> new MalformedException("the dynamic section has no " + name));
  }
}
