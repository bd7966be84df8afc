package coffer.sizing;

import coffer.sgx.enclave.ConfigElement;
import coffer.sgx.enclave.EnclaveConfig;
import coffer.sgx.enclave.EnclaveNeeds;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The memory of a Java service in an enclave, from the JVM's parts to the machine.
///
/// @param userSpace the parts whose sum is `user_space_size`
/// @param threads `max_num_of_threads`
/// @param machine the smallest size of Azure that holds all of it at once, if there is one
/// @param conflicts pairs of numbers that disagree, in words; empty when all fits
public record EnclavePlan(
    List<MemoryPart> userSpace,
    long userSpaceSize,
    long kernelHeapSize,
    long kernelStackSize,
    long threads,
    EnclaveNeeds needs,
    Optional<AzureSize> machine,
    List<String> conflicts) {
  private static final long STEP = 64 * Sizes.MB;

  /// Without dynamic memory every thread costs its stack in the enclave, used or not.
  private static final long KERNEL_STACK = Sizes.MB;

  /// 32 MB hold 32 threads and 64 MB hold 256, as configurations in use have it.
  private static final long KERNEL_HEAP = 32 * Sizes.MB;

  private static final long KERNEL_HEAP_STEP = 8 * Sizes.MB;
  private static final long KERNEL_HEAP_PER_THREAD = 128 * Sizes.KB;
  private static final int THREADS_IN_KERNEL_HEAP = 32;

  /// Threads that the library OS needs for itself.
  private static final int LIBOS_THREADS = 4;

  public EnclavePlan {
    userSpace = List.copyOf(userSpace);
    conflicts = List.copyOf(conflicts);
  }

  /// What is known beside the JVM.
  ///
  /// @param runtimeBytes the files that the JVM maps: its modules, libraries and archives
  /// @param imageBytes memory of the library OS itself
  /// @param epcBytes the protected memory that the deployment asks for, if it does
  public record Surroundings(
      OcclumLimits limits,
      MemoryPart runtimeBytes,
      long imageBytes,
      long threadLocalBytes,
      Optional<Long> epcBytes,
      Optional<AzureSize> machine) {
    /// A JDK with all modules, its shared libraries and its class-data archive.
    private static final long RUNTIME = 192 * Sizes.MB;

    /// Occlum's library OS, roughly.
    private static final long LIBRARY_OS = 16 * Sizes.MB;

    /// When only `limits` are known.
    public static Surroundings assumed(OcclumLimits limits) {
      return new Surroundings(
          limits,
          new MemoryPart("runtime's files", RUNTIME, "assumed; name the folder by --runtime"),
          LIBRARY_OS,
          0,
          Optional.empty(),
          Optional.empty());
    }
  }

  public static EnclavePlan of(JvmMemory jvm, Surroundings around) {
    OcclumLimits limits = around.limits;
    List<MemoryPart> parts = new ArrayList<>(jvm.parts());
    parts.add(around.runtimeBytes);
    parts.add(
        new MemoryPart(
            "process", limits.processStack() + limits.processHeap(), "default stack and heap"));
    long sum = parts.stream().mapToLong(MemoryPart::bytes).sum();
    parts.add(new MemoryPart("gaps", sum / 16, "1/16, between mappings"));
    long wantedSpace = Sizes.roundUp(sum + sum / 16, STEP);
    long wantedThreads = jvm.threads() + LIBOS_THREADS;
    long wantedHeap = kernelHeap(wantedThreads);
    List<String> conflicts = new ArrayList<>(jvm.conflicts());
    less(limits.userSpace(), "user_space_size", sum, "the JVM with its files", conflicts);
    less(limits.kernelHeap(), "kernel_space_heap_size", wantedHeap, threads(jvm), conflicts);
    less(limits.kernelStack(), "kernel_space_stack_size", KERNEL_STACK, "a JVM thread", conflicts);
    limits
        .threads()
        .filter(most -> most < wantedThreads)
        .ifPresent(
            most ->
                conflicts.add(
                    "max_num_of_threads (%d) and the JVM (%d threads, and %d of the library OS):"
                            .formatted(most, jvm.threads(), LIBOS_THREADS)
                        + " the first must not be smaller"));
    long space = limits.userSpace().orElse(wantedSpace);
    long heap = limits.kernelHeap().orElse(wantedHeap);
    long stack = limits.kernelStack().orElse(KERNEL_STACK);
    long threads = limits.threads().orElse(wantedThreads);
    EnclaveNeeds needs =
        EnclaveNeeds.of(
            config(space, heap, stack, threads), around.imageBytes, around.threadLocalBytes);
    Optional<AzureSize> machine =
        around.machine.isPresent() ? around.machine : AzureSize.having(needs.epcBytes());
    machine(needs, machine, around, conflicts);
    return new EnclavePlan(parts, space, heap, stack, threads, needs, machine, conflicts);
  }

  private static String threads(JvmMemory jvm) {
    return jvm.threads() + " JVM threads";
  }

  private static long kernelHeap(long threads) {
    long more = Math.max(0, threads - THREADS_IN_KERNEL_HEAP) * KERNEL_HEAP_PER_THREAD;
    return Sizes.roundUp(KERNEL_HEAP + more, KERNEL_HEAP_STEP);
  }

  private static void less(
      Optional<Long> given, String name, long wanted, String who, List<String> conflicts) {
    given
        .filter(size -> size < wanted)
        .ifPresent(
            size ->
                conflicts.add(
                    "%s (%s) and %s (%s): the first must not be smaller"
                        .formatted(name, Sizes.text(size), who, Sizes.text(wanted))));
  }

  private static void machine(
      EnclaveNeeds needs,
      Optional<AzureSize> machine,
      Surroundings around,
      List<String> conflicts) {
    String enclave = "the enclave (%s of EPC)".formatted(Sizes.text(needs.epcBytes()));
    String paged = ": the rest is paged out and in, many times slower";
    around
        .epcBytes
        .filter(epc -> epc < needs.epcBytes())
        .ifPresent(
            epc ->
                conflicts.add(
                    "EPC request (%s) and %s%s".formatted(Sizes.text(epc), enclave, paged)));
    if (machine.isEmpty()) {
      conflicts.add("the sizes of Azure (at most 256 GB of EPC) and " + enclave);
      return;
    }
    AzureSize size = machine.get();
    if (size.epcBytes() < needs.epcBytes()) {
      conflicts.add(
          "%s (%s of EPC) and %s%s".formatted(size, Sizes.text(size.epcBytes()), enclave, paged));
    }
    if (needs.enclaveSize() > 1L << size.enclaveBits()) {
      conflicts.add(
          "%s (enclaves of at most 2^%d bytes) and the enclave (%s of addresses)"
              .formatted(size, size.enclaveBits(), Sizes.text(needs.enclaveSize())));
    }
    around
        .epcBytes
        .filter(epc -> epc > size.epcBytes())
        .ifPresent(
            epc ->
                conflicts.add(
                    "EPC request (%s) and %s (%s of EPC): no such machine takes it"
                        .formatted(Sizes.text(epc), size, Sizes.text(size.epcBytes()))));
  }

  /// As Occlum makes it of its limits, without dynamic memory.
  private static EnclaveConfig config(long space, long heap, long stack, long threads) {
    Map<ConfigElement, Long> values = new EnumMap<>(ConfigElement.class);
    values.put(ConfigElement.STACK_MAX_SIZE, stack);
    values.put(ConfigElement.STACK_MIN_SIZE, stack);
    values.put(ConfigElement.HEAP_INIT_SIZE, heap);
    values.put(ConfigElement.HEAP_MIN_SIZE, heap);
    values.put(ConfigElement.HEAP_MAX_SIZE, heap);
    values.put(ConfigElement.TCS_NUM, threads);
    values.put(ConfigElement.TCS_MAX_NUM, threads);
    values.put(ConfigElement.TCS_MIN_POOL, threads);
    values.put(ConfigElement.MISC_SELECT, 0L);
    values.put(ConfigElement.MISC_MASK, 0L);
    values.put(ConfigElement.RESERVED_MEM_MAX_SIZE, space);
    values.put(ConfigElement.RESERVED_MEM_MIN_SIZE, space);
    values.put(ConfigElement.RESERVED_MEM_INIT_SIZE, space);
    values.put(ConfigElement.RESERVED_MEM_EXECUTABLE, 1L);
    return new EnclaveConfig(values);
  }
}
