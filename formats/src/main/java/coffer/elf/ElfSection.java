package coffer.elf;

import coffer.bytes.ByteReader;
import coffer.bytes.MalformedException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// One section header (gABI, "Section Header") with its name.
public record ElfSection(
    String name, int type, long address, long offset, long size, long alignment) {
  private static final int ENTRY_SIZE = 64;
  private static final int NO_BITS = 8;

  /// A header whose name is still an index into the table of names.
  private record Unnamed(int name, ElfSection section) {}

  static List<ElfSection> readAll(MemorySegment file, ElfHeader header) {
    int count = header.sectionHeaderCount();
    if (count == 0) {
      return List.of();
    }
    if (header.sectionHeaderSize() != ENTRY_SIZE) {
      throw new MalformedException(
          0x3a, "section headers of 64 bytes wanted, found " + header.sectionHeaderSize());
    }
    if (header.sectionNames() >= count) {
      throw new MalformedException(
          0x3e,
          "section %d has the names, but there are %d".formatted(header.sectionNames(), count));
    }
    long size = (long) count * ENTRY_SIZE;
    ByteReader in =
        new ByteReader(Ranges.slice(file, header.sectionHeaders(), size, "the section headers"));
    List<Unnamed> unnamed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      unnamed.add(read(in));
    }
    MemorySegment names = unnamed.get(header.sectionNames()).section.content(file);
    return unnamed.stream().map(section -> named(section, names)).toList();
  }

  private static Unnamed read(ByteReader in) {
    int name = in.u32();
    int type = in.u32();
    in.skip(8); // sh_flags
    long address = in.u64();
    long offset = in.u64();
    long size = in.u64();
    in.skip(4 + 4); // sh_link, sh_info
    long alignment = in.u64();
    in.skip(8); // sh_entsize
    return new Unnamed(name, new ElfSection("", type, address, offset, size, alignment));
  }

  private static ElfSection named(Unnamed unnamed, MemorySegment names) {
    ElfSection section = unnamed.section;
    long index = Integer.toUnsignedLong(unnamed.name);
    String name = section.type == 0 ? "" : Strings.at(names, index, section.offset);
    return new ElfSection(
        name, section.type, section.address, section.offset, section.size, section.alignment);
  }

  /// Its bytes in the file; of a section without any (`SHT_NOBITS`), none.
  public MemorySegment content(MemorySegment file) {
    return type == NO_BITS
        ? file.asSlice(0, 0)
        : Ranges.slice(file, offset, size, name.isEmpty() ? "a section" : "section " + name);
  }
}
