package coffer.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.testkit.EnclaveElf;
import coffer.testkit.Mutations;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ElfImageTest {
  private static final byte[] SAMPLE =
      EnclaveElf.ofSdk(21).withTextRelocation().withThreadLocals(100).toBytes();

  @Test
  void headersAndTablesAreRead() {
    ElfImage elf = parse(SAMPLE);
    assertEquals(ElfImage.SHARED_OBJECT, elf.type());
    assertEquals(3, elf.loaded().size());
    assertEquals(
        new ElfSegment(ElfSegment.LOAD, 5, 0x1000, 0x1000, 0x123, 0x123, 0x1000),
        elf.loaded().get(1));
    assertEquals(100, elf.segment(ElfSegment.TLS).orElseThrow().memorySize());
    assertEquals(0x1000, elf.section(".text").orElseThrow().address());
    assertEquals(
        List.of("enclave_entry", "g_global_data", "weak_hook"),
        elf.symbols().stream().map(ElfSymbol::name).toList());
    assertTrue(elf.symbols().getLast().undefined() && elf.symbols().getLast().weak());
    assertEquals(new ElfRelocation(0x1083, 8), elf.relocations().getLast());
    assertTrue(elf.dynamic().has(DynamicTable.TEXT_RELOCATIONS));
    assertEquals(0x2041, elf.fileOffset(0x2041, 1, "x"));
    assertThrows(MalformedException.class, () -> elf.fileOffset(0x9000, 1, "x"));
  }

  @Test
  void theRunningJvmIsRead() throws Exception {
    Path library = Path.of(System.getProperty("java.home"), "lib", "libjava.so");
    ElfImage elf = parse(Files.readAllBytes(library));
    assertTrue(elf.symbols().stream().anyMatch(symbol -> symbol.name().equals("JNI_OnLoad")));
    assertTrue(elf.section(".text").orElseThrow().size() > 0);
    assertFalse(elf.relocations().isEmpty());
  }

  @Test
  void damagedFilesAreReadOrRefused() {
    Mutations.bitFlips(SAMPLE, 0, 0x400).forEach(ElfImageTest::readsOrRefuses);
    Mutations.bitFlips(SAMPLE, SAMPLE.length - 450, SAMPLE.length)
        .forEach(ElfImageTest::readsOrRefuses);
  }

  @Test
  void truncatedFilesAreRefused() {
    for (int length = 0; length < SAMPLE.length; length += length < 0x400 ? 1 : 61) {
      byte[] cut = java.util.Arrays.copyOf(SAMPLE, length);
      assertThrows(MalformedException.class, () -> parse(cut), () -> "" + cut.length);
    }
  }

  @FuzzTest
  void anyFileIsReadOrRefused(byte[] file) {
    readsOrRefuses(file);
  }

  private static void readsOrRefuses(byte[] file) {
    try {
      ElfImage elf = parse(file);
      assertTrue(elf.symbols().size() + elf.relocations().size() >= 0);
    } catch (MalformedException e) {
      assertFalse(e.getMessage().isEmpty());
    }
  }

  private static ElfImage parse(byte[] file) {
    return ElfImage.parse(MemorySegment.ofArray(file));
  }
}
