package coffer.sgx.enclave;

import static coffer.sgx.enclave.ConfigElement.*;

import coffer.elf.ElfSegment;
import java.util.List;

/// Memory that a program inside the enclave asks for at run time, and what the memory manager needs
/// to keep account of it (signing tool, `manage_metadata.cpp`, SDK 2.20 and later).
///
/// @param overhead bytes for the memory manager, as `g_global_data` tells them
/// @param size bytes of the whole region
record UserRegion(long overhead, long size) {
  static final UserRegion NONE = new UserRegion(0, 0);

  private static final int EMA = 72;
  private static final int BIT_ARRAY = 24;
  private static final long UNIT = 0x10000;

  static UserRegion of(EnclaveConfig config, LayoutTable.Facts facts, List<ElfSegment> loaded) {
    long asked = config.value(USER_REGION_SIZE);
    long own = asked > 0 ? Math.max(Pages.round(asked >>> 15), Pages.SIZE) : 0;
    long overhead = up(own + account(config, facts, loaded) + 32, UNIT);
    return new UserRegion(overhead, asked + overhead + UNIT);
  }

  private static long account(
      EnclaveConfig config, LayoutTable.Facts facts, List<ElfSegment> loaded) {
    long sum =
        range(
                config.pages(HEAP_MIN_SIZE),
                config.pages(HEAP_INIT_SIZE),
                config.pages(HEAP_MAX_SIZE))
            + range(
                config.pages(RESERVED_MEM_MIN_SIZE),
                config.pages(RESERVED_MEM_INIT_SIZE),
                config.pages(RESERVED_MEM_MAX_SIZE));
    long stackMin = config.pages(STACK_MIN_SIZE);
    long stackMore = config.pages(STACK_MAX_SIZE) - stackMin;
    Threads threads = Threads.of(config);
    long live =
        3 * chunk(EMA)
            + node(stackMin)
            + node(1)
            + node(facts.ssaPages())
            + node(facts.threadPages())
            + (stackMore > 0 ? node(stackMore) : 0);
    sum += live * (1 + threads.pool() + threads.added());
    long removed = 7 * chunk(EMA) + (stackMore > 0 ? chunk(EMA) : 0);
    sum += removed * (1 + threads.removed());
    for (ElfSegment segment : loaded) {
      sum += node(Pages.count(segment.memorySize()));
    }
    return sum + chunk(EMA);
  }

  private static long range(long least, long first, long most) {
    return node(least)
        + (first > least ? node(first - least) : 0)
        + (most > first ? node(most - first) : 0);
  }

  /// What one area of `pages` pages costs: its description and a bit for each page.
  private static long node(long pages) {
    return chunk(EMA) + chunk(BIT_ARRAY) + chunk(up(pages, 8) / 8);
  }

  /// What an allocation of `size` bytes takes.
  private static long chunk(long size) {
    return Math.max(up(size + 8, 8), 16);
  }

  private static long up(long value, long unit) {
    return (value + unit - 1) / unit * unit;
  }
}
