package coffer.sgx.enclave;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.elf.ElfSegment;
import java.util.Arrays;
import java.util.List;

/// Builds an enclave as the loader of the SGX SDK does (`psw/urts/loader.cpp`), on paper: ECREATE,
/// the pages of the segments in the file's order, then those of the layout table.
final class EnclaveBuild {
  /// As much as no machine has: 1 TiB of pages, in enclaves of less than 2^47 bytes.
  private static final long MAX_ADDED_PAGES = 1L << 28;

  private static final long MAX_SIZE = 1L << 47;

  /// More records than pages: those of guards are repeated too.
  private static final long MAX_REPEATED_RECORDS = 1L << 24;

  private static final byte[] ZERO = new byte[Pages.SIZE];

  private final EnclaveMetadata metadata;
  private final RecordStream out;
  private final byte[] image;
  private final long mostPages;
  private long added;

  private EnclaveBuild(EnclaveFile file, EnclaveMetadata metadata) {
    this.metadata = metadata;
    this.out = new RecordStream(metadata.range().map(ElRange::imageOffset).orElse(0L));
    this.image = file.copy();
    this.mostPages = Math.min(MAX_ADDED_PAGES, metadata.enclaveSize() / Pages.SIZE);
  }

  /// Measures `file` as `metadata` lay it out.
  static EnclaveMeasurement measure(EnclaveFile file, EnclaveMetadata metadata) {
    if (metadata.enclaveSize() <= 0 || metadata.enclaveSize() > MAX_SIZE) {
      throw new MalformedException(
          "enclave_size: 1 to 2^47 bytes wanted, found "
              + Long.toUnsignedString(metadata.enclaveSize()));
    }
    EnclaveBuild build = new EnclaveBuild(file, metadata);
    RelocatedPages relocated = RelocatedPages.of(file.elf());
    build.patch();
    build.out.create(
        metadata.ssaFramePages(),
        metadata.range().map(ElRange::size).orElse(metadata.enclaveSize()));
    build.segments(file.loaded(), relocated);
    build.layout(metadata.layout());
    return build.out.finish();
  }

  private void patch() {
    for (Patch patch : metadata.patches()) {
      Bytes source = metadata.content(patch.source(), patch.size(), "patch");
      if (patch.target() < 0 || patch.target() > image.length - source.length()) {
        throw new MalformedException(
            "patch: %d bytes at 0x%x of the file, which has %d"
                .formatted(source.length(), patch.target(), image.length));
      }
      System.arraycopy(source.toArray(), 0, image, (int) patch.target(), source.length());
    }
  }

  private void segments(List<ElfSegment> loaded, RelocatedPages relocated) {
    boolean old = metadata.version().equals(MetadataVersion.SDK_1_5);
    ElfSegment highest = null;
    for (ElfSegment segment : loaded) {
      if (old && highest != null && end(highest) < Pages.trim(segment.address())) {
        pageTooMany(highest);
      }
      if (highest == null || segment.address() > highest.address()) {
        highest = segment;
      }
      segment(segment, relocated);
    }
    if (old && highest != null) {
      pageTooMany(highest);
    }
  }

  private static long end(ElfSegment segment) {
    return Pages.round(segment.address() + segment.memorySize());
  }

  /// The loader of SDK 1.5 rounded a size before it added the address.
  private void pageTooMany(ElfSegment segment) {
    if (end(segment) < Pages.round(Pages.round(segment.memorySize()) + segment.address())) {
      add(end(segment), 1, LoadedSegments.flags(segment), true, ZERO);
    }
  }

  private void segment(ElfSegment segment, RelocatedPages relocated) {
    long flags = LoadedSegments.flags(segment);
    long fileEnd = segment.address() + segment.fileSize();
    long page = Pages.trim(segment.address());
    for (; page < fileEnd; page += Pages.SIZE) {
      byte[] content = new byte[Pages.SIZE];
      long from = Math.max(page, segment.address());
      long to = Math.min(page + Pages.SIZE, fileEnd);
      long source = segment.offset() + (from - segment.address());
      System.arraycopy(image, (int) source, content, (int) (from - page), (int) (to - from));
      add(page, 1, relocated.contains(page) ? flags | SecInfo.WRITE : flags, true, content);
    }
    add(page, (end(segment) - page) / Pages.SIZE, flags, true, ZERO);
  }

  private void layout(List<LayoutRecord> records) {
    for (int i = 0; i < records.size(); i++) {
      switch (records.get(i)) {
        case LayoutRecord.PageRun run -> run(run, 0);
        case LayoutRecord.Group group -> group(group, records, i);
      }
    }
  }

  private void group(LayoutRecord.Group group, List<LayoutRecord> records, int at) {
    long times = Integer.toUnsignedLong(group.loadTimes());
    if (group.entryCount() > at || times * group.entryCount() > MAX_REPEATED_RECORDS) {
      throw new MalformedException(
          "layout record %d: repeats %d records %d times".formatted(at, group.entryCount(), times));
    }
    List<LayoutRecord> repeated = records.subList(at - group.entryCount(), at);
    for (long time = 1; time <= times; time++) {
      for (LayoutRecord record : repeated) {
        if (record instanceof LayoutRecord.PageRun run) {
          run(run, time * group.loadStep());
        } else {
          throw new MalformedException("layout record %d: repeats a group".formatted(at));
        }
      }
    }
  }

  private void run(LayoutRecord.PageRun run, long further) {
    if (!run.added() || run.flags() == SecInfo.NONE) {
      return;
    }
    long address = run.rva() + further;
    if (address < 0
        || !Pages.aligned(address)
        || run.size() > metadata.enclaveSize()
        || address > metadata.enclaveSize() - run.size()) {
      throw new MalformedException(
          "layout: %d bytes at 0x%x in an enclave of %d bytes"
              .formatted(run.size(), address, metadata.enclaveSize()));
    }
    if (run.contentOffset() == 0) {
      add(address, run.size() / Pages.SIZE, run.flags(), run.measured(), filled(run.content()));
    } else {
      Bytes content = metadata.content(run.contentOffset(), run.content(), "layout content");
      stored(run, address, content.toArray());
    }
  }

  private static byte[] filled(int word) {
    if (word == 0) {
      return ZERO;
    }
    byte[] page = new byte[Pages.SIZE];
    for (int i = 0; i < page.length; i++) {
      page[i] = (byte) (word >>> 8 * (i & 3));
    }
    return page;
  }

  private void stored(LayoutRecord.PageRun run, long address, byte[] content) {
    boolean tcs = run.flags() == SecInfo.TCS;
    byte[] all = Arrays.copyOf(content, Math.max(Pages.SIZE, (int) Pages.round(content.length)));
    if (tcs) {
      TcsTemplate.moveTo(all, address);
      add(address, 1, run.flags(), run.measured(), all);
      return;
    }
    long filled = Math.min(run.size(), Pages.round(content.length)) / Pages.SIZE;
    for (int i = 0; i < filled; i++) {
      byte[] page = Arrays.copyOfRange(all, i * Pages.SIZE, (i + 1) * Pages.SIZE);
      add(address + (long) i * Pages.SIZE, 1, run.flags(), true, page);
    }
    long left = run.size() / Pages.SIZE - filled;
    add(address + filled * Pages.SIZE, left, run.flags(), true, ZERO);
  }

  private void add(long address, long count, long flags, boolean measured, byte[] page) {
    added += count;
    if (added > mostPages) {
      throw new MalformedException(
          "%d pages at 0x%x: an enclave of %d bytes has %d in all"
              .formatted(count, address, metadata.enclaveSize(), mostPages));
    }
    out.pages(address, count, flags, measured, page);
  }
}
