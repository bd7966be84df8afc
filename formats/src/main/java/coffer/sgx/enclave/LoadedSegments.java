package coffer.sgx.enclave;

import coffer.bytes.MalformedException;
import coffer.elf.ElfSegment;
import java.util.Comparator;
import java.util.List;

/// The segments of an enclave that become pages: what a loader demands of them.
public final class LoadedSegments {
  /// Addresses in an enclave have fewer bits on every processor.
  private static final long END = 1L << 47;

  private LoadedSegments() {}

  public static void check(List<ElfSegment> loaded, long fileSize) {
    if (loaded.isEmpty()) {
      throw new MalformedException("no segment to load");
    }
    loaded.forEach(segment -> check(segment, fileSize));
    List<ElfSegment> ordered =
        loaded.stream().sorted(Comparator.comparingLong(ElfSegment::address)).toList();
    for (int i = 1; i < ordered.size(); i++) {
      ElfSegment before = ordered.get(i - 1);
      long end = before.address() + before.memorySize();
      if ((end + before.alignment() - 1) / before.alignment() * before.alignment()
          > Pages.trim(ordered.get(i).address())) {
        throw new MalformedException(
            "segments overlap: one ends at 0x%x, the next starts at 0x%x"
                .formatted(end, ordered.get(i).address()));
      }
    }
  }

  /// Refuses a segment of any type whose bytes the file does not have.
  static void inside(ElfSegment segment, long fileSize) {
    if (segment.offset() < 0
        || segment.fileSize() < 0
        || segment.offset() > fileSize
        || segment.fileSize() > fileSize - segment.offset()) {
      throw new MalformedException(segment.offset(), "a segment that is not inside the file");
    }
  }

  private static void check(ElfSegment segment, long fileSize) {
    inside(segment, fileSize);
    if (segment.address() < 0
        || segment.memorySize() < segment.fileSize()
        || segment.address() >= END
        || segment.memorySize() >= END) {
      throw new MalformedException(
          "a segment at 0x%x: %d bytes of memory for %d bytes of the file"
              .formatted(segment.address(), segment.memorySize(), segment.fileSize()));
    }
    if (segment.alignment() <= 0
        || segment.alignment() >= END
        || !Pages.aligned(segment.alignment())) {
      throw new MalformedException(
          "a segment at 0x%x: alignment of whole pages wanted, found %d"
              .formatted(segment.address(), segment.alignment()));
    }
    if ((segment.flags() & (ElfSegment.READ | ElfSegment.WRITE | ElfSegment.EXECUTE)) == 0) {
      throw new MalformedException(
          "a segment at 0x%x without permissions".formatted(segment.address()));
    }
  }

  /// SECINFO of the pages of a segment.
  public static long flags(ElfSegment segment) {
    long flags = SecInfo.REGULAR;
    flags |= (segment.flags() & ElfSegment.READ) == 0 ? 0 : SecInfo.READ;
    flags |= (segment.flags() & ElfSegment.WRITE) == 0 ? 0 : SecInfo.WRITE;
    return flags | ((segment.flags() & ElfSegment.EXECUTE) == 0 ? 0 : SecInfo.EXECUTE);
  }

  /// The end of the segment with the highest address, in whole pages.
  public static long end(List<ElfSegment> loaded) {
    return loaded.stream()
        .max(Comparator.comparingLong(ElfSegment::address))
        .map(segment -> Pages.round(segment.address() + segment.memorySize()))
        .orElse(0L);
  }
}
