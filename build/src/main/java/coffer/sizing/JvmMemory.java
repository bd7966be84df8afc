package coffer.sizing;

import coffer.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// The memory that a JVM reserves. Under a library OS what is reserved is taken: there is no more
/// address space than memory, so the limits count, not what is used.
///
/// @param threads all of them: the service's own, the collector's, the compilers' and the rest
public record JvmMemory(List<MemoryPart> parts, int threads, List<String> conflicts) {
  private static final long CLASS_SPACE = Sizes.GB;
  private static final long METASPACE = 256 * Sizes.MB;
  private static final long CODE_CACHE = 240 * Sizes.MB;
  private static final long CODE_CACHE_ONE_TIER = 48 * Sizes.MB;
  private static final long STACK = Sizes.MB;

  /// Signals, references, finalizer, cleaner, service, attach, sampler and the VM's own.
  private static final int SERVICE_THREADS = 16;

  public JvmMemory {
    parts = List.copyOf(parts);
    conflicts = List.copyOf(conflicts);
  }

  /// With these options, so many processors and so many threads of the service.
  public static JvmMemory of(List<String> words, int processors, int serviceThreads) {
    return new Sum(JvmOptions.parse(words), processors).of(serviceThreads);
  }

  long bytes() {
    return parts.stream().mapToLong(MemoryPart::bytes).sum();
  }

  /// The parts, while they are found.
  private static final class Sum {
    private final JvmOptions options;
    private final int processors;
    private final List<MemoryPart> parts = new ArrayList<>();
    private final List<String> conflicts = new ArrayList<>();

    Sum(JvmOptions options, int processors) {
      this.options = options;
      this.processors = processors;
    }

    JvmMemory of(int serviceThreads) {
      long heap =
          options
              .size("-Xmx")
              .orElseThrow(
                  () ->
                      new MalformedException(
                          "-Xmx wanted: without it the heap depends on the machine"));
      options
          .size("-Xms")
          .filter(least -> least > heap)
          .ifPresent(least -> conflict("-Xms", least, "-Xmx", heap));
      add("heap", heap, "-Xmx");
      int collectors = collector(heap);
      classes();
      codeCache();
      long direct = options.size("MaxDirectMemorySize").orElse(heap);
      add("direct memory", direct, origin("MaxDirectMemorySize", "as much as the heap"));
      int threads = serviceThreads + SERVICE_THREADS + collectors + compilers();
      long stack = options.size("-Xss").or(() -> kilobytes("ThreadStackSize")).orElse(STACK);
      add(
          "thread stacks",
          threads * Sizes.roundUp(stack, 4 * Sizes.KB),
          "%d threads, %d KB each (-Xss)".formatted(threads, stack / Sizes.KB));
      return new JvmMemory(parts, threads, conflicts);
    }

    private java.util.Optional<Long> kilobytes(String name) {
      return options.number(name).map(value -> value * Sizes.KB);
    }

    /// Adds the collector's tables; returns its number of threads.
    private int collector(long heap) {
      for (String name : List.of("UseZGC", "UseShenandoahGC", "UseEpsilonGC")) {
        if (options.on(name)) {
          conflicts.add(
              "-XX:+%s and the enclave: it reserves addresses far beyond the heap, or frees"
                      .formatted(name)
                  + " nothing; take -XX:+UseSerialGC, -XX:+UseParallelGC or -XX:+UseG1GC");
        }
      }
      int workers = options.number("ParallelGCThreads").orElse(workers());
      if (options.on("UseSerialGC") || (processors < 2 && !options.on("UseG1GC"))) {
        add("collector", heap / 256, "serial: 1/256 of the heap");
        return 0;
      }
      if (options.on("UseParallelGC")) {
        add("collector", heap / 512 + heap / 32, "parallel: 1/32 + 1/512 of the heap");
        return workers;
      }
      add("collector", heap / 64 + heap / 256 + heap / 20, "G1: 1/64 + 1/256 + 1/20 of the heap");
      return workers + options.number("ConcGCThreads").orElse(Math.max(1, (workers + 2) / 4)) + 3;
    }

    /// All processors up to eight, five of eight above (HotSpot ergonomics).
    private int workers() {
      return processors <= 8 ? processors : 8 + (processors - 8) * 5 / 8;
    }

    private int compilers() {
      int log = 31 - Integer.numberOfLeadingZeros(Math.max(2, processors));
      int logLog = 31 - Integer.numberOfLeadingZeros(Math.max(2, log));
      return options.number("CICompilerCount").orElse(Math.max(2, log * logLog * 3 / 2));
    }

    private void classes() {
      long metaspace = options.size("MaxMetaspaceSize").orElse(METASPACE);
      add("metaspace", metaspace, origin("MaxMetaspaceSize", "assumed"));
      if (options.off("UseCompressedClassPointers")) {
        return;
      }
      long wanted = options.size("CompressedClassSpaceSize").orElse(CLASS_SPACE);
      boolean limited = options.size("MaxMetaspaceSize").isPresent();
      if (limited && options.size("CompressedClassSpaceSize").isPresent() && wanted > metaspace) {
        conflict("-XX:CompressedClassSpaceSize", wanted, "-XX:MaxMetaspaceSize", metaspace);
      }
      long space = limited ? Math.min(wanted, metaspace / 5 * 4) : wanted;
      add(
          "class space",
          space,
          limited && space < wanted
              ? "4/5 of -XX:MaxMetaspaceSize"
              : origin("CompressedClassSpaceSize", "the JVM's default"));
    }

    private void codeCache() {
      boolean oneTier =
          options.off("TieredCompilation")
              || options.number("TieredStopAtLevel").filter(level -> level == 1).isPresent();
      add(
          "code cache",
          options.size("ReservedCodeCacheSize").orElse(oneTier ? CODE_CACHE_ONE_TIER : CODE_CACHE),
          origin("ReservedCodeCacheSize", "the JVM's default"));
    }

    private String origin(String name, String otherwise) {
      return options.size(name).isPresent() ? "-XX:" + name : otherwise + "; set -XX:" + name;
    }

    private void add(String name, long bytes, String origin) {
      parts.add(new MemoryPart(name, bytes, origin));
    }

    private void conflict(String larger, long large, String smaller, long small) {
      conflicts.add(
          "%s (%s) and %s (%s): the first must not be larger"
              .formatted(larger, Sizes.text(large), smaller, Sizes.text(small)));
    }
  }
}
