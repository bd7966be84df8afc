package coffer.elf;

import coffer.bytes.ByteReader;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// One relocation with addend (gABI, "Relocation"; types of the x86-64 psABI, "Relocation Types").
///
/// @param offset the address that it changes
public record ElfRelocation(long offset, int type) {
  static final int ENTRY_SIZE = 24;

  static List<ElfRelocation> readAll(MemorySegment table) {
    ByteReader in = new ByteReader(table);
    List<ElfRelocation> relocations = new ArrayList<>();
    while (in.remaining() >= ENTRY_SIZE) {
      long offset = in.u64();
      int type = in.u32();
      in.skip(4 + 8); // symbol, addend
      relocations.add(new ElfRelocation(offset, type));
    }
    return List.copyOf(relocations);
  }
}
