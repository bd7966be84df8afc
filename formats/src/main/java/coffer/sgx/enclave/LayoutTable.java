package coffer.sgx.enclave;

import static coffer.sgx.enclave.ConfigElement.*;

import coffer.bytes.MalformedException;
import coffer.sgx.enclave.LayoutRecord.Group;
import coffer.sgx.enclave.LayoutRecord.PageRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The layout table for loaders with dynamic memory: which pages an enclave has beside those of its
/// file, and where (signing tool, `manage_metadata.cpp`, `build_layout_table`).
record LayoutTable(List<LayoutRecord> records, long enclaveSize) {
  private static final int STACK_FILL = 0xCCCCCCCC;
  private static final int GUARD_PAGES = 16;
  private static final long MAX_SIZE = 1L << 47;

  LayoutTable {
    records = List.copyOf(records);
  }

  /// What the table depends on beside the configuration.
  ///
  /// @param start the first address after the segments
  /// @param ssaPages pages of a thread's save area
  /// @param threadPages pages of a thread's data and variables
  /// @param tcsContent where the template of a thread's structure is in the metadata
  /// @param userRegionPages 0 without a user region
  record Facts(long start, long ssaPages, long threadPages, int tcsContent, long userRegionPages) {
    Facts withUserRegion(long size) {
      return new Facts(start, ssaPages, threadPages, tcsContent, size / Pages.SIZE);
    }
  }

  static LayoutTable of(EnclaveConfig config, Facts facts) {
    List<LayoutRecord> records = new Builder(config, facts).records();
    List<LayoutRecord> placed = new ArrayList<>();
    long end = place(records, facts.start, placed);
    long size = Long.highestOneBit(end - 1) << 1;
    if (end < facts.start || size <= 0 || size > MAX_SIZE) {
      throw new MalformedException(
          "enclave size: the memory of this configuration does not fit into 2^47 bytes");
    }
    if (size > end) {
      placed.add(pages(LayoutRecord.GUARD, (size - end) / Pages.SIZE, 0, SecInfo.NONE).at(end));
    }
    return new LayoutTable(placed, size);
  }

  /// Gives each record its address and returns the end of the last one.
  private static long place(List<LayoutRecord> records, long start, List<LayoutRecord> placed) {
    long address = start;
    for (LayoutRecord record : records) {
      switch (record) {
        case PageRun run -> {
          placed.add(run.at(address));
          address += run.size();
        }
        case Group group -> {
          int end = placed.size();
          long step = size(placed.subList(end - group.entryCount(), end));
          placed.add(new Group(group.id(), group.entryCount(), group.loadTimes(), step));
          address += Integer.toUnsignedLong(group.loadTimes()) * step;
        }
      }
      if (address < 0 || address > MAX_SIZE) {
        return -1;
      }
    }
    return address;
  }

  static long size(List<LayoutRecord> records) {
    return records.stream()
        .mapToLong(record -> record instanceof PageRun run ? run.size() : 0)
        .sum();
  }

  /// How many pages these records add before the enclave starts.
  long addedPages() {
    long sum = 0;
    for (int i = 0; i < records.size(); i++) {
      sum +=
          switch (records.get(i)) {
            case PageRun run -> addedPages(run);
            case Group group ->
                Integer.toUnsignedLong(group.loadTimes())
                    * records.subList(i - group.entryCount(), i).stream()
                        .mapToLong(LayoutTable::addedPages)
                        .sum();
          };
    }
    return sum;
  }

  private static long addedPages(LayoutRecord record) {
    return record instanceof PageRun run && run.added() && run.flags() != SecInfo.NONE
        ? run.size() / Pages.SIZE
        : 0;
  }

  private static PageRun pages(int id, long count, int attributes, long flags) {
    if (count >>> 32 != 0) {
      throw new MalformedException("layout: %d pages of one kind, at most 2^32".formatted(count));
    }
    return new PageRun(id, attributes, (int) count, 0, 0, 0, flags);
  }

  /// The first run of this kind.
  PageRun first(int id) {
    return find(id).orElseThrow(() -> new AssertionError("no layout record " + id));
  }

  Optional<PageRun> find(int id) {
    return records.stream()
        .filter(record -> record instanceof PageRun run && run.id() == id)
        .map(PageRun.class::cast)
        .findFirst();
  }

  /// The records in order, without addresses.
  private static final class Builder {
    private final EnclaveConfig config;
    private final Facts facts;
    private final List<LayoutRecord> records = new ArrayList<>();

    Builder(EnclaveConfig config, Facts facts) {
      this.config = config;
      this.facts = facts;
    }

    List<LayoutRecord> records() {
      heap();
      threads();
      reserved();
      if (facts.userRegionPages > 0) {
        add(
            LayoutRecord.USER_REGION,
            facts.userRegionPages,
            LayoutRecord.POST_ADD,
            SecInfo.READ_WRITE);
      }
      return records;
    }

    private void heap() {
      range(
          new int[] {LayoutRecord.HEAP_MIN, LayoutRecord.HEAP_INIT, LayoutRecord.HEAP_MAX},
          new long[] {
            config.pages(HEAP_MIN_SIZE), config.pages(HEAP_INIT_SIZE), config.pages(HEAP_MAX_SIZE)
          },
          SecInfo.READ_WRITE);
    }

    private void reserved() {
      long[] sizes = {
        config.pages(RESERVED_MEM_MIN_SIZE),
        config.pages(RESERVED_MEM_INIT_SIZE),
        config.pages(RESERVED_MEM_MAX_SIZE)
      };
      if (sizes[0] + sizes[1] + sizes[2] > 0) {
        range(
            new int[] {
              LayoutRecord.RESERVED_MIN, LayoutRecord.RESERVED_INIT, LayoutRecord.RESERVED_MAX
            },
            sizes,
            config.on(RESERVED_MEM_EXECUTABLE) ? SecInfo.READ_WRITE_EXECUTE : SecInfo.READ_WRITE);
      }
    }

    /// Memory that is there, that a loader may take away, and that it may add.
    private void range(int[] ids, long[] sizes, long flags) {
      add(ids[0], sizes[0], LayoutRecord.EADD, flags);
      if (sizes[1] > sizes[0]) {
        add(
            ids[1],
            sizes[1] - sizes[0],
            LayoutRecord.EADD | LayoutRecord.POST_REMOVE | LayoutRecord.POST_ADD,
            flags);
      }
      if (sizes[2] > sizes[1]) {
        add(ids[2], sizes[2] - sizes[1], LayoutRecord.POST_ADD, SecInfo.READ_WRITE);
      }
    }

    private void threads() {
      Threads threads = Threads.of(config);
      List<PageRun> thread = thread();
      thread.forEach(
          run ->
              records.add(
                  run.id() == LayoutRecord.STACK_MAX
                      ? run.withAttributes(
                          run.attributes() | LayoutRecord.POST_ADD | LayoutRecord.POST_REMOVE)
                      : run));
      repeated(thread, LayoutRecord.THREAD_GROUP, threads.pool());
      repeated(
          thread.stream()
              .map(
                  run ->
                      run.id() == LayoutRecord.GUARD
                          ? run
                          : run.withAttributes(run.attributes() | LayoutRecord.EREMOVE))
              .toList(),
          LayoutRecord.THREAD_GROUP,
          threads.removed());
      repeated(
          thread.stream().map(Builder::dynamic).toList(),
          LayoutRecord.THREAD_GROUP + LayoutRecord.DYNAMIC,
          threads.added());
    }

    private static PageRun dynamic(PageRun run) {
      if (run.id() == LayoutRecord.GUARD) {
        return run;
      }
      int extra =
          run.id() == LayoutRecord.STACK_MAX ? LayoutRecord.GROW_DOWN : LayoutRecord.DYNAMIC_THREAD;
      return run.withId(run.id() + LayoutRecord.DYNAMIC)
          .withAttributes(LayoutRecord.POST_ADD | extra);
    }

    private void repeated(List<PageRun> thread, int group, long times) {
      if (times > 0) {
        records.addAll(thread);
      }
      if (times > 1) {
        records.add(new Group(group, thread.size(), (int) (times - 1), 0));
      }
    }

    private List<PageRun> thread() {
      int both = LayoutRecord.EADD | LayoutRecord.EEXTEND;
      long stackMin = config.pages(STACK_MIN_SIZE);
      long stackMore = config.pages(STACK_MAX_SIZE) - stackMin;
      PageRun guard = pages(LayoutRecord.GUARD, GUARD_PAGES, 0, SecInfo.NONE);
      List<PageRun> thread = new ArrayList<>();
      thread.add(guard);
      if (stackMore > 0) {
        thread.add(stack(LayoutRecord.STACK_MAX, stackMore, both | LayoutRecord.GROW_DOWN));
      }
      thread.add(stack(LayoutRecord.STACK_MIN, stackMin, both));
      thread.add(guard);
      thread.add(
          new PageRun(
              LayoutRecord.TCS, both, 1, 0, TcsTemplate.LENGTH, facts.tcsContent, SecInfo.TCS));
      thread.add(pages(LayoutRecord.SSA, facts.ssaPages, both, SecInfo.READ_WRITE));
      thread.add(guard);
      thread.add(pages(LayoutRecord.TD, facts.threadPages, both, SecInfo.READ_WRITE));
      return thread;
    }

    private static PageRun stack(int id, long count, int attributes) {
      PageRun run = pages(id, count, attributes, SecInfo.READ_WRITE);
      return new PageRun(
          run.id(), run.attributes(), run.pageCount(), 0, STACK_FILL, 0, run.flags());
    }

    private void add(int id, long count, int attributes, long flags) {
      records.add(pages(id, count, attributes, flags));
    }
  }
}
