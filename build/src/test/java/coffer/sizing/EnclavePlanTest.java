package coffer.sizing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnclavePlanTest {
  private static final long MB = 1L << 20;
  private static final MemoryPart RUNTIME = new MemoryPart("runtime", 100 * MB, "made up");
  private static final String JVM =
      "-Xmx1g -XX:MaxMetaspaceSize=100m -XX:MaxDirectMemorySize=64m -XX:ReservedCodeCacheSize=128m"
          + " -XX:+UseSerialGC -XX:CICompilerCount=2";

  private static JvmMemory jvm(String options, int threads) {
    return JvmMemory.of(List.of(options.split(" ")), 4, threads);
  }

  private static EnclavePlan plan(String options, int threads, String occlum) {
    return plan(options, threads, occlum, Optional.empty(), Optional.empty());
  }

  private static EnclavePlan plan(
      String options, int threads, String occlum, Optional<Long> epc, Optional<AzureSize> machine) {
    OcclumLimits limits =
        occlum.isEmpty()
            ? OcclumLimits.NONE
            : OcclumLimits.parse(occlum.getBytes(StandardCharsets.UTF_8));
    return EnclavePlan.of(
        jvm(options, threads),
        new EnclavePlan.Surroundings(limits, RUNTIME, 16 * MB, 0, epc, machine));
  }

  @Test
  void everyPartOfTheJvmIsCounted() {
    JvmMemory jvm = jvm(JVM, 10);
    assertEquals(10 + 16 + 2, jvm.threads());
    assertEquals(
        "heap 1024, collector 4, metaspace 100, class space 80, code cache 128, direct memory 64,"
            + " thread stacks 28",
        jvm.parts().stream()
            .map(part -> part.name() + " " + part.bytes() / MB)
            .collect(Collectors.joining(", ")));
    assertEquals(List.of(), jvm.conflicts());
  }

  @Test
  void whatIsNotSaidIsTheJvmsDefault() {
    JvmMemory jvm = jvm("-Xmx1g", 10);
    assertEquals(
        "direct memory 1024",
        jvm.parts().stream()
            .filter(part -> part.name().equals("direct memory"))
            .map(part -> part.name() + " " + part.bytes() / MB)
            .findFirst()
            .orElseThrow());
    assertEquals(1024 * MB, part(jvm, "class space"));
    assertEquals(240 * MB, part(jvm, "code cache"));
    assertEquals(48 * MB, part(jvm("-Xmx1g -XX:TieredStopAtLevel=1", 10), "code cache"));
    assertTrue(part(jvm, "collector") > 60 * MB, "G1");
  }

  private static long part(JvmMemory jvm, String name) {
    return jvm.parts().stream()
        .filter(part -> part.name().equals(name))
        .mapToLong(MemoryPart::bytes)
        .sum();
  }

  @Test
  void theSumIsTheUserSpaceAndTheEnclaveHasItAll() {
    EnclavePlan plan = plan(JVM, 10, "");
    long sum = plan.userSpace().stream().mapToLong(MemoryPart::bytes).sum();
    assertTrue(plan.userSpaceSize() >= sum && plan.userSpaceSize() < sum + 64 * MB);
    assertEquals(32, plan.threads());
    assertEquals(32 * MB, plan.kernelHeapSize());
    // User space, kernel heap, image; per thread stack, TCS, two SSA pages, TD; one more thread.
    long pages = (plan.userSpaceSize() + 32 * MB + 16 * MB) / 4096 + 32 * (256 + 1 + 2 + 1);
    assertEquals(pages, plan.needs().addedPages());
    assertEquals(4L << 30, plan.needs().enclaveSize() << 1);
    assertEquals(Optional.of(AzureSize.DC1S_V3), plan.machine());
    assertEquals(List.of(), plan.conflicts());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user_space_size | 300MB | user_space_size (300 MB) and the JVM with its files (",
        "kernel_space_heap_size | 16MB | kernel_space_heap_size (16 MB) and 28 JVM threads (32 MB)",
        "kernel_space_stack_size | 512KB | kernel_space_stack_size (1 MB) and a JVM thread (1 MB)"
      })
  void limitsThatAreTooSmallAreNamedWithWhatNeedsMore(String member, String size, String message) {
    String occlum =
        "{\"resource_limits\": {\"%s\": \"%s\"}, \"process\": {}}".formatted(member, size);
    List<String> conflicts = plan(JVM, 10, occlum).conflicts();
    assertEquals(1, conflicts.size(), conflicts::toString);
    assertTrue(conflicts.getFirst().startsWith(message), conflicts::toString);
  }

  @Test
  void threadsMustBeEnough() {
    String occlum = "{\"resource_limits\": {\"max_num_of_threads\": 31}, \"process\": {}}";
    assertEquals(
        List.of(
            "max_num_of_threads (31) and the JVM (28 threads, and 4 of the library OS): the first"
                + " must not be smaller"),
        plan(JVM, 10, occlum).conflicts());
  }

  @ParameterizedTest
  @CsvSource({
    "-Xmx1g -Xms2g, '-Xms (2,048 MB) and -Xmx (1,024 MB)'",
    "-Xmx1g -XX:MaxMetaspaceSize=64m -XX:CompressedClassSpaceSize=100m, "
        + "'-XX:CompressedClassSpaceSize (100 MB) and -XX:MaxMetaspaceSize (64 MB)'",
    "-Xmx1g -XX:+UseZGC, -XX:+UseZGC and the enclave"
  })
  void optionsThatDisagreeAreNamed(String options, String start) {
    List<String> conflicts = jvm(options, 10).conflicts();
    assertTrue(conflicts.getFirst().startsWith(start), conflicts::toString);
  }

  @Test
  void machinesAndRequestsAreHeldAgainstTheEnclave() {
    List<String> conflicts =
        plan(JVM, 10, "", Optional.of(160 * MB), Optional.of(AzureSize.DC8_V2)).conflicts();
    assertEquals(2, conflicts.size(), conflicts::toString);
    assertTrue(conflicts.get(0).startsWith("EPC request (160 MB) and the enclave ("));
    assertTrue(conflicts.get(1).startsWith("Standard_DC8_v2 (168 MB of EPC) and the enclave ("));
    List<String> old =
        plan("-Xmx60g", 10, "", Optional.empty(), Optional.of(AzureSize.DC8_V2)).conflicts();
    assertTrue(old.getLast().contains("(enclaves of at most 2^36 bytes) and the enclave ("));
    assertTrue(
        plan("-Xmx400g -XX:MaxDirectMemorySize=1g", 10, "")
            .conflicts()
            .getFirst()
            .startsWith("the sizes of Azure"));
  }

  @Test
  void machinesAreKnownByTheirNames() {
    assertEquals(Optional.of(AzureSize.DC8S_V3), AzureSize.named("Standard_DC8ds_v3"));
    assertEquals(Optional.of(AzureSize.DC8S_V3), AzureSize.named("DC8s_v3"));
    assertEquals(Optional.empty(), AzureSize.named("Standard_D8s_v3"));
  }

  @ParameterizedTest
  @CsvSource({
    "-Xmx, ''",
    "-Xmx1x, ''",
    "-Xss1m, ''",
    "-Xmx1g -XX:ParallelGCThreads=many, ''",
    "-Xmx99999999999999t, ''"
  })
  void otherOptionsAreRefused(String options, String unused) {
    assertThrows(MalformedException.class, () -> jvm(options, 10));
  }

  @FuzzTest
  void anyTextIsLimitsOrRefused(byte[] text) {
    try {
      assertTrue(OcclumLimits.parse(text).processHeap() >= 0);
    } catch (MalformedException e) {
      assertFalse(e.getMessage().isEmpty());
    }
  }
}
