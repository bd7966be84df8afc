package coffer.elf;

import coffer.bytes.ByteReader;
import coffer.bytes.MalformedException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The program header table (gABI, "Program Header") over the file it describes.
record Segments(MemorySegment file, List<Segment> segments) {
  static final int LOAD = 1;
  static final int DYNAMIC = 2;
  static final int INTERPRETER = 3;

  private static final int ENTRY_SIZE = 56;
  private static final int MAX_PATH = 4096;

  /// One program header: a range of the file and the address where the loader maps it.
  record Segment(int type, long offset, long address, long fileSize) {
    static Segment read(ByteReader in) {
      int type = in.u32();
      in.skip(4); // p_flags
      long offset = in.u64();
      long address = in.u64();
      in.skip(8); // p_paddr
      long fileSize = in.u64();
      in.skip(8 + 8); // p_memsz, p_align
      return new Segment(type, offset, address, fileSize);
    }
  }

  static Segments read(MemorySegment file, long offset, int entrySize, int count) {
    if (count > 0 && entrySize != ENTRY_SIZE) {
      throw new MalformedException(0x36, "program headers of 56 bytes wanted, found " + entrySize);
    }
    ByteReader in =
        new ByteReader(slice(file, offset, (long) count * ENTRY_SIZE, "the program headers"));
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      segments.add(Segment.read(in));
    }
    return new Segments(file, List.copyOf(segments));
  }

  Optional<Segment> first(int type) {
    return segments.stream().filter(segment -> segment.type == type).findFirst();
  }

  Optional<String> interpreter() {
    return first(INTERPRETER)
        .map(
            segment -> {
              if (segment.fileSize > MAX_PATH || segment.fileSize < 0) {
                throw new MalformedException(segment.offset, "an interpreter longer than a path");
              }
              return Strings.at(content(segment, "the interpreter"), 0, segment.offset);
            });
  }

  MemorySegment content(Segment segment, String what) {
    return slice(file, segment.offset, segment.fileSize, what);
  }

  /// The bytes that a loader would map at `address`.
  MemorySegment atAddress(long address, long size, String what) {
    for (Segment segment : segments) {
      long into = address - segment.address;
      if (segment.type == LOAD
          && into >= 0
          && size >= 0
          && into <= segment.fileSize
          && size <= segment.fileSize - into) {
        return slice(file, segment.offset + into, size, what);
      }
    }
    throw new MalformedException(
        "%s: %d bytes at address 0x%x lie in no loaded segment".formatted(what, size, address));
  }

  private static MemorySegment slice(MemorySegment file, long offset, long size, String what) {
    long length = file.byteSize();
    if (offset < 0 || size < 0 || offset > length || size > length - offset) {
      throw new MalformedException(
          offset, "%s: %d bytes wanted, but the file ends at 0x%x".formatted(what, size, length));
    }
    return file.asSlice(offset, size);
  }
}
