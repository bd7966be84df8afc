package coffer.gramine;

import coffer.bytes.MalformedException;
import coffer.elf.ElfFile;
import coffer.elf.ElfImage;
import coffer.elf.ElfSegment;
import coffer.sgx.enclave.LoadedSegments;
import coffer.sgx.enclave.Pages;
import coffer.sgx.enclave.RecordStream;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// `libpal.so` of Gramine for SGX: the code that the enclave enters, an ELF file that can be loaded
/// anywhere.
public final class Pal {
  private final byte[] content;
  private final ElfImage elf;
  private final List<ElfSegment> loaded;

  private Pal(byte[] content, ElfImage elf) {
    this.content = content;
    this.elf = elf;
    this.loaded = elf.loaded();
  }

  /// Parses a whole file, which the caller leaves unchanged.
  public static Pal parse(byte[] content) {
    ElfImage elf = ElfImage.parse(MemorySegment.ofArray(content).asReadOnly());
    want("e_type", ElfImage.SHARED_OBJECT, elf.type());
    want("e_machine", ElfFile.X86_64, elf.machine());
    Pal pal = new Pal(content, elf);
    LoadedSegments.check(pal.loaded, content.length);
    pal.check();
    return pal;
  }

  private static void want(String field, int wanted, int found) {
    if (found != wanted) {
      throw new MalformedException("%s: %d wanted, found %d".formatted(field, wanted, found));
    }
  }

  private void check() {
    long lowest = loaded.stream().mapToLong(ElfSegment::address).min().orElse(0);
    if (Pages.trim(lowest) != 0) {
      throw new MalformedException(
          "segments from address 0 on wanted (a file that can be loaded anywhere), found 0x%x"
              .formatted(lowest));
    }
    for (ElfSegment segment : loaded) {
      if (!Pages.aligned(segment.offset() - segment.address())) {
        throw new MalformedException(
            segment.offset(),
            "a segment whose place in the file and address 0x%x differ by whole pages wanted"
                .formatted(segment.address()));
      }
    }
    if (elf.entry() < 0 || elf.entry() >= size()) {
      throw new MalformedException("e_entry: 0x%x is not in the file".formatted(elf.entry()));
    }
  }

  /// The memory from the first segment to the end of the last, in bytes, whole pages.
  long size() {
    return LoadedSegments.end(loaded);
  }

  long entry() {
    return elf.entry();
  }

  /// Adds the pages, the first one at `base`.
  void addTo(RecordStream out, long base) {
    for (ElfSegment segment : loaded) {
      long flags = LoadedSegments.flags(segment);
      long fileEnd = segment.address() + segment.fileSize();
      long end = Pages.round(segment.address() + segment.memorySize());
      long page = Pages.trim(segment.address());
      for (; page < Math.min(fileEnd, end); page += Pages.SIZE) {
        byte[] bytes = new byte[Pages.SIZE];
        long from = Math.max(page, segment.address());
        int length = (int) (Math.min(page + Pages.SIZE, fileEnd) - from);
        long source = segment.offset() + (from - segment.address());
        System.arraycopy(content, (int) source, bytes, (int) (from - page), length);
        out.pages(base + page, 1, flags, true, bytes);
      }
      out.pages(base + page, (end - page) / Pages.SIZE, flags, true, new byte[Pages.SIZE]);
    }
  }
}
