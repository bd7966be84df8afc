package coffer.elf;

import coffer.bytes.ByteReader;
import coffer.bytes.MalformedException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// A 64-bit little-endian ELF file as something to load: all of its headers and tables (System V
/// gABI, chapters 4 and 5). [ElfFile] is the smaller view for those who look for libraries.
///
/// @param file the bytes that it was parsed from
/// @param type `e_type`, such as [#SHARED_OBJECT]
/// @param machine `e_machine`, such as [ElfFile#X86_64]
/// @param version `e_version`, 1 in files of today
/// @param entry `e_entry`
/// @param sections empty when the file has no section headers
public record ElfImage(
    MemorySegment file,
    int type,
    int machine,
    int version,
    long entry,
    List<ElfSegment> segments,
    List<ElfSection> sections,
    DynamicTable dynamic) {
  /// `ET_DYN`.
  public static final int SHARED_OBJECT = 3;

  public ElfImage {
    segments = List.copyOf(segments);
    sections = List.copyOf(sections);
  }

  /// Parses a whole file.
  public static ElfImage parse(MemorySegment file) {
    ElfHeader header = ElfHeader.read(new ByteReader(file));
    Segments segments = Segments.read(file, header);
    return new ElfImage(
        file,
        header.type(),
        header.machine(),
        header.version(),
        header.entry(),
        segments.segments(),
        ElfSection.readAll(file, header),
        DynamicTable.read(segments));
  }

  /// The segments to load, in the order of the file.
  public List<ElfSegment> loaded() {
    return segments.stream().filter(segment -> segment.type() == ElfSegment.LOAD).toList();
  }

  public Optional<ElfSegment> segment(int type) {
    return segments.stream().filter(segment -> segment.type() == type).findFirst();
  }

  public Optional<ElfSection> section(String name) {
    return sections.stream().filter(section -> section.name().equals(name)).findFirst();
  }

  /// Where in the file the `size` bytes at `address` come from; `what` names them in the error.
  public long fileOffset(long address, long size, String what) {
    return new Segments(file, segments).fileOffset(address, size, what);
  }

  /// The dynamic symbols (`DT_SYMTAB`). Their number is that of the section at the same address,
  /// because the table itself does not say.
  public List<ElfSymbol> symbols() {
    Optional<Long> address = dynamic.first(DynamicTable.SYMBOL_TABLE);
    if (address.isEmpty()) {
      return List.of();
    }
    ElfSection table =
        sections.stream()
            .filter(section -> section.type() != 0 && section.address() == address.get())
            .findFirst()
            .orElseThrow(
                () ->
                    new MalformedException(
                        "no section at 0x%x, where DT_SYMTAB is".formatted(address.get())));
    MemorySegment strings = dynamic.strings(new Segments(file, segments));
    return ElfSymbol.readAll(table.content(file), strings, table.offset());
  }

  /// The relocations of `DT_JMPREL`, then those of `DT_RELA`.
  public List<ElfRelocation> relocations() {
    return dynamic.relocations(new Segments(file, segments));
  }
}
