package coffer.sizing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The memory of a Java service in an enclave of Gramine, from the JVM's parts to
/// `sgx.enclave_size`.
///
/// @param parts what the enclave has to hold
/// @param enclaveSize bytes, a power of two
/// @param threads `sgx.max_threads`
/// @param conflicts pairs of numbers that disagree, in words; empty when all fits
public record GraminePlan(
    List<MemoryPart> parts, long enclaveSize, int threads, List<String> conflicts) {
  /// SSA frames, TCS, the page of what it knows, and two stacks.
  private static final long THREAD = (8 + 1 + 1 + 64 + 16) * 4 * Sizes.KB;

  /// `libpal.so`, `libsysdb.so` and what they allocate.
  private static final long LIBRARY_OS = 64 * Sizes.MB;

  /// Threads of its own: for other processes, for timers, and for handshakes.
  private static final int LIBOS_THREADS = 4;

  private static final long SMALLEST = 256 * Sizes.MB;

  public GraminePlan {
    parts = List.copyOf(parts);
    conflicts = List.copyOf(conflicts);
  }

  /// @param runtimeBytes the files that the JVM maps
  /// @param size what the user fixed, in bytes
  /// @param threads likewise
  public static GraminePlan of(
      JvmMemory jvm, MemoryPart runtimeBytes, Optional<Long> size, Optional<Integer> threads) {
    int wantedThreads = jvm.threads() + LIBOS_THREADS;
    int all = threads.orElse(wantedThreads);
    List<MemoryPart> parts = new ArrayList<>(jvm.parts());
    parts.add(runtimeBytes);
    parts.add(new MemoryPart("library OS", LIBRARY_OS, "assumed"));
    parts.add(new MemoryPart("thread slots", all * THREAD, all + " of 360 KB"));
    long sum = parts.stream().mapToLong(MemoryPart::bytes).sum();
    parts.add(new MemoryPart("gaps", sum / 16, "1/16, between mappings"));
    long wanted = Math.max(SMALLEST, powerOfTwo(sum + sum / 16));
    List<String> conflicts = new ArrayList<>(jvm.conflicts());
    size.filter(given -> given < sum)
        .ifPresent(
            given ->
                conflicts.add(
                    "enclaveSize (%s) and the JVM with its files and threads (%s): the first must"
                            .formatted(Sizes.text(given), Sizes.text(sum))
                        + " not be smaller"));
    threads
        .filter(most -> most < wantedThreads)
        .ifPresent(
            most ->
                conflicts.add(
                    "maxThreads (%d) and the JVM (%d threads, and %d of the library OS): the first"
                            .formatted(most, jvm.threads(), LIBOS_THREADS)
                        + " must not be smaller"));
    return new GraminePlan(parts, size.orElse(wanted), all, conflicts);
  }

  private static long powerOfTwo(long least) {
    long highest = Long.highestOneBit(least);
    return highest == least ? least : highest << 1;
  }

  /// The size as the manifest writes it.
  public String sizeText() {
    return enclaveSize % Sizes.GB == 0
        ? enclaveSize / Sizes.GB + "G"
        : enclaveSize / Sizes.MB + "M";
  }

  /// The parts with their sizes, for people.
  public String text() {
    List<String> texts = new ArrayList<>();
    parts.forEach(part -> texts.add("%s %s".formatted(part.name(), Sizes.text(part.bytes()))));
    return String.join(", ", texts);
  }
}
