package coffer.elf;

import coffer.bytes.ByteReader;
import coffer.bytes.MalformedException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The program header table (gABI, "Program Header") over the file it describes.
record Segments(MemorySegment file, List<ElfSegment> segments) {
  private static final int MAX_PATH = 4096;

  static Segments read(MemorySegment file, ElfHeader header) {
    int count = header.programHeaderCount();
    int entrySize = header.programHeaderSize();
    if (count > 0 && entrySize != ElfSegment.ENTRY_SIZE) {
      throw new MalformedException(0x36, "program headers of 56 bytes wanted, found " + entrySize);
    }
    long size = (long) count * ElfSegment.ENTRY_SIZE;
    ByteReader in =
        new ByteReader(Ranges.slice(file, header.programHeaders(), size, "the program headers"));
    List<ElfSegment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      segments.add(ElfSegment.read(in));
    }
    return new Segments(file, List.copyOf(segments));
  }

  Optional<ElfSegment> first(int type) {
    return segments.stream().filter(segment -> segment.type() == type).findFirst();
  }

  Optional<String> interpreter() {
    return first(ElfSegment.INTERPRETER)
        .map(
            segment -> {
              if (segment.fileSize() > MAX_PATH || segment.fileSize() < 0) {
                throw new MalformedException(segment.offset(), "an interpreter longer than a path");
              }
              return Strings.at(content(segment, "the interpreter"), 0, segment.offset());
            });
  }

  MemorySegment content(ElfSegment segment, String what) {
    return Ranges.slice(file, segment.offset(), segment.fileSize(), what);
  }

  /// The bytes that a loader would map at `address`.
  MemorySegment atAddress(long address, long size, String what) {
    return Ranges.slice(file, fileOffset(address, size, what), size, what);
  }

  /// Where in the file the `size` bytes at `address` come from.
  long fileOffset(long address, long size, String what) {
    for (ElfSegment segment : segments) {
      if (segment.holds(address, size)) {
        return segment.offset() + (address - segment.address());
      }
    }
    throw new MalformedException(
        "%s: %d bytes at address 0x%x lie in no loaded segment".formatted(what, size, address));
  }
}
