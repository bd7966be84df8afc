package coffer.elf;

import coffer.bytes.ByteReader;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// One entry of a symbol table (gABI, "Symbol Table").
public record ElfSymbol(String name, int binding, int sectionIndex, long value, long size) {
  private static final int ENTRY_SIZE = 24;
  private static final int WEAK = 2;

  /// All but the first entry, which the format reserves.
  static List<ElfSymbol> readAll(MemorySegment table, MemorySegment strings, long place) {
    ByteReader in = new ByteReader(table);
    List<ElfSymbol> symbols = new ArrayList<>();
    while (in.remaining() >= ENTRY_SIZE) {
      boolean reserved = in.position() == 0;
      int name = in.u32();
      int binding = in.u8() >>> 4;
      in.skip(1); // st_other
      int sectionIndex = in.u16();
      long value = in.u64();
      long size = in.u64();
      if (!reserved) {
        String text = Strings.at(strings, Integer.toUnsignedLong(name), place);
        symbols.add(new ElfSymbol(text, binding, sectionIndex, value, size));
      }
    }
    return List.copyOf(symbols);
  }

  /// Nothing here defines it (`SHN_UNDEF`).
  public boolean undefined() {
    return sectionIndex == 0;
  }

  public boolean weak() {
    return binding == WEAK;
  }
}
