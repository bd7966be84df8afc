package coffer.sizing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GraminePlanTest {
  private static final JvmMemory JVM =
      JvmMemory.of(
          List.of(
              "-Xmx256m",
              "-XX:MaxMetaspaceSize=64m",
              "-XX:MaxDirectMemorySize=64m",
              "-XX:ReservedCodeCacheSize=64m"),
          4,
          64);

  private static final MemoryPart FILES = new MemoryPart("mapped files", 50 << 20, "");

  private static GraminePlan plan(Optional<Long> size, Optional<Integer> threads) {
    return GraminePlan.of(JVM, FILES, size, threads);
  }

  @Test
  void sizesFollowFromTheJvm() {
    GraminePlan plan = plan(Optional.empty(), Optional.empty());
    long sum = plan.parts().stream().mapToLong(MemoryPart::bytes).sum();
    assertEquals(1L << 30, plan.enclaveSize());
    assertTrue(sum <= plan.enclaveSize() && sum > plan.enclaveSize() / 2, plan::text);
    assertEquals(JVM.threads() + 4, plan.threads());
    assertEquals("1G", plan.sizeText());
    assertEquals(List.of(), plan.conflicts());
  }

  @Test
  void whatIsGivenIsTakenWhenItFits() {
    GraminePlan plan = plan(Optional.of(4L << 30), Optional.of(256));
    assertEquals("4G", plan.sizeText());
    assertEquals(256, plan.threads());
    assertEquals(List.of(), plan.conflicts());
  }

  @Test
  void whatDoesNotFitIsNamedInPairs() {
    List<String> conflicts = plan(Optional.of(512L << 20), Optional.of(16)).conflicts();
    assertEquals(2, conflicts.size(), conflicts::toString);
    assertTrue(
        conflicts.get(0).startsWith("enclaveSize (512 MB) and the JVM"), conflicts::toString);
    assertTrue(conflicts.get(1).startsWith("maxThreads (16) and the JVM"), conflicts::toString);
  }

  @Test
  void aSmallServiceGetsTheLeastThatGramineTakes() {
    JvmMemory small =
        JvmMemory.of(
            List.of(
                "-Xmx8m",
                "-Xss256k",
                "-XX:+UseSerialGC",
                "-XX:MaxMetaspaceSize=16m",
                "-XX:ReservedCodeCacheSize=8m"),
            1,
            4);
    MemoryPart files = new MemoryPart("mapped files", 1 << 20, "");
    GraminePlan plan = GraminePlan.of(small, files, Optional.empty(), Optional.empty());
    assertEquals("256M", plan.sizeText());
  }
}
