package coffer.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.testkit.Mutations;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ElfFileTest {
  private static final byte[] LIBRARY =
      SmallElf.library("libx.so.1", List.of("liba.so", "libc.so.6"), "$ORIGIN:/opt/x", "/lib64/ld");

  @Test
  void theFactsOfALibraryAreRead() {
    assertEquals(
        new ElfFile(
            ElfFile.X86_64,
            Optional.of("/lib64/ld"),
            Optional.of("libx.so.1"),
            List.of("liba.so", "libc.so.6"),
            List.of(),
            List.of("$ORIGIN", "/opt/x")),
        ElfFile.parse(LIBRARY));
  }

  @Test
  void theRunningJvmIsRead() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ElfFile facts = ElfFile.parse(Files.readAllBytes(java));
    assertTrue(facts.needed().stream().anyMatch(name -> name.startsWith("libc.so")));
    assertTrue(facts.interpreter().orElseThrow().startsWith("/lib"));
    Path library = Path.of(System.getProperty("java.home"), "lib", "libjava.so");
    assertTrue(ElfFile.parse(Files.readAllBytes(library)).needed().contains("libjvm.so"));
  }

  @Test
  void aStaticProgramNeedsNothing() {
    byte[] program = SmallElf.withoutDynamicSection();
    assertEquals(List.of(), ElfFile.parse(program).needed());
    assertEquals(Optional.empty(), ElfFile.parse(program).interpreter());
  }

  @Test
  void otherClassesAreRefusedByName() {
    assertProblem(4, 1, "at 0x4: 64-bit ELF (class 2) wanted, found 1");
    assertProblem(5, 2, "at 0x5: little-endian ELF (data 1) wanted, found 2");
    assertProblem(6, 0, "at 0x6: ELF version 1 wanted, found 0");
    assertProblem(1, 'L', "at 0x0: an ELF file wanted, found another magic number");
    assertProblem(0x36, 32, "at 0x36: program headers of 56 bytes wanted, found 32");
  }

  @Test
  void theMagicTellsElfFromOthers() {
    assertTrue(ElfFile.hasMagic(MemorySegment.ofArray(LIBRARY)));
    assertFalse(ElfFile.hasMagic(MemorySegment.ofArray(new byte[] {0x7f, 'E', 'L'})));
    assertFalse(ElfFile.hasMagic(MemorySegment.ofArray("#!/bin/sh\n".getBytes())));
  }

  @Test
  void aTruncatedFileIsRefused() {
    Mutations.truncations(LIBRARY)
        .forEach(
            file ->
                assertThrows(
                    MalformedException.class, () -> ElfFile.parse(file), () -> "" + file.length));
  }

  @Test
  void aDamagedFileIsReadOrRefused() {
    Stream.concat(
            Mutations.bitFlips(LIBRARY, 0, LIBRARY.length),
            Mutations.bitFlips(SmallElf.withoutDynamicSection(), 0, 64))
        .forEach(ElfFileTest::readsOrRefuses);
  }

  @FuzzTest
  void fuzz(byte[] file) {
    readsOrRefuses(file);
  }

  private static void readsOrRefuses(byte[] file) {
    try {
      ElfFile.parse(file);
    } catch (MalformedException e) {
      assertFalse(e.getMessage().isEmpty());
    }
  }

  private static void assertProblem(int offset, int value, String message) {
    byte[] file = LIBRARY.clone();
    file[offset] = (byte) value;
    assertEquals(
        message, assertThrows(MalformedException.class, () -> ElfFile.parse(file)).getMessage());
  }
}
