package coffer.sgx.enclave;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.testkit.EnclaveElf;
import coffer.testkit.Mutations;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnclaveFileTest {
  private static final EnclaveElf ELF = EnclaveElf.ofSdk(21);
  private static final byte[] UNSIGNED = ELF.toBytes();
  private static final byte[] SIGNED = SampleEnclaves.signed();

  /// Headers, tables, text and data: what lies before the note.
  private static final int BEFORE_NOTE = 0x3000;

  @Test
  void anUnsignedFileSaysWhatItIs() {
    EnclaveFile file = EnclaveFile.parse(UNSIGNED);
    assertFalse(file.signed());
    assertEquals("2.21-intel", file.sdk(SdkProfile.Tool.INTEL).toString());
    assertEquals(0x1010, file.entryPoint());
  }

  @Test
  void signingChangesTheNoteAlone() {
    int start = ELF.metadataOffset();
    int end = start + 0x5000;
    assertArrayEquals(Arrays.copyOf(UNSIGNED, start), Arrays.copyOf(SIGNED, start));
    assertArrayEquals(
        Arrays.copyOfRange(UNSIGNED, end, UNSIGNED.length),
        Arrays.copyOfRange(SIGNED, end, SIGNED.length));
  }

  @Test
  void theSameInputsMakeTheSameBytes() {
    assertArrayEquals(SIGNED, SampleEnclaves.signed());
  }

  @Test
  void aSignedFileIsSignedAgainOnlyWhenAsked() throws Exception {
    EnclaveFile signed = EnclaveFile.parse(SIGNED);
    EnclaveConfig config = EnclaveConfig.parse(SampleEnclaves.CONFIG);
    SdkProfile sdk = SdkProfile.parse("2.21");
    assertEquals(
        "the enclave is signed already",
        assertThrows(MalformedException.class, () -> EnclaveDraft.of(signed, config, sdk, Set.of()))
            .getMessage());
    assertArrayEquals(
        SIGNED,
        EnclaveDraft.of(signed, config, sdk, Set.of(Tolerance.SIGNATURE))
            .sign(SampleEnclaves.DATE, SampleEnclaves.SIGNER));
  }

  @Test
  void whatAnEnclaveMustNotHaveIsNamed() {
    assertProblem(ELF21().withUndefinedSymbol("puts"), "2.21", "symbol 'puts' is not defined");
    assertProblem(ELF21().withSection(".init"), "2.21", "section .init: the SDK does not run it");
    assertProblem(
        ELF21().withSection(".ctors"),
        "2.21",
        "section .ctors: the SDK does not run constructors from there");
    assertProblem(
        ELF21().withTextRelocation(), "2.21", "text relocations (DT_TEXTREL), the first at 0x1083");
    assertProblem(
        ELF21(), "2.26", "built with SGX SDK 2.21, to be signed as 2.26: the same wanted");
    assertProblem(
        ELF21().withSection(".init").withUndefinedSymbol("puts"),
        "2.21",
        "symbol 'puts' is not defined; section .init: the SDK does not run it");
  }

  private static EnclaveElf ELF21() {
    return EnclaveElf.ofSdk(21);
  }

  private static void assertProblem(EnclaveElf elf, String sdk, String message) {
    assertEquals(
        message,
        assertThrows(
                MalformedException.class,
                () -> SampleEnclaves.draft(elf, SampleEnclaves.CONFIG, sdk))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "EnableIPPFIPS, 1, EnableIPPFIPS: not supported; leave it out or set it to 0",
    "ELRangeSize, 0x100000, ELRangeSize: not supported; leave it out or set it to 0"
  })
  void whatNobodyComparedIsRefused(String element, String value, String message) {
    String config =
        SampleEnclaves.CONFIG.replace(
            "</Enclave", "<%s>%s</%s></Enclave".formatted(element, value, element));
    assertEquals(
        message,
        assertThrows(MalformedException.class, () -> SampleEnclaves.draft(ELF21(), config, "2.21"))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource({"2.17", "2.29", "2.21-other", "3.0", "2", "1.9"})
  void unknownVersionsAreRefused(String text) {
    assertThrows(MalformedException.class, () -> SdkProfile.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "16, 2, 'e_type: 3 wanted, found 2'",
    "18, 40, 'e_machine: 62 wanted, found 40'",
    "4, 1, 'at 0x4: 64-bit ELF (class 2) wanted, found 1'",
    "0x78, 1, 'a segment at 0x0: alignment of whole pages wanted, found 4097'"
  })
  void otherFilesAreRefused(String offset, int value, String message) {
    byte[] file = UNSIGNED.clone();
    int at = Integer.decode(offset);
    file[at == 0x78 ? 64 + 48 : at] = (byte) value;
    assertEquals(
        message,
        assertThrows(MalformedException.class, () -> EnclaveFile.parse(file)).getMessage());
  }

  @Test
  void segmentsOfEveryTypeLieInsideTheFile() {
    byte[] file = EnclaveElf.ofSdk(21).withThreadLocals(100).toBytes();
    EnclaveFile.parse(file);
    int threadLocals = 64 + 4 * 56;
    file[threadLocals + 32 + 3] = 1;
    assertEquals(
        "at 0x2040: a segment that is not inside the file",
        assertThrows(MalformedException.class, () -> EnclaveFile.parse(file)).getMessage());
  }

  @Test
  void aSharedObjectWithoutTheNoteIsNoEnclave() {
    byte[] file = UNSIGNED.clone();
    int name = indexOf(file, ".note.sgxmeta");
    file[name + 1] = 'x';
    assertEquals(
        "no section .note.sgxmeta: not an enclave of the SGX SDK",
        assertThrows(MalformedException.class, () -> EnclaveFile.parse(file)).getMessage());
  }

  private static int indexOf(byte[] file, String text) {
    return new String(file, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
  }

  @Test
  void everyChangedPageIsNoticed() {
    for (int at : List.of(0x100, 0x1000, 0x1122, 0x2040, 0x2050)) {
      byte[] file = SIGNED.clone();
      file[at] ^= 1;
      try {
        List<String> problems = EnclaveIdentity.of(EnclaveFile.parse(file)).problems();
        assertTrue(
            problems.stream().anyMatch(problem -> problem.startsWith("MRENCLAVE: ")),
            () -> "at " + at);
      } catch (MalformedException _) {
        // The change is in a header.
      }
    }
  }

  @Test
  void whatIsNotMeasuredMayChange() {
    byte[] file = SIGNED.clone();
    file[0x2040 + 256 + 100] ^= 1; // inside g_global_data, which the loader replaces
    assertEquals(List.of(), EnclaveIdentity.of(EnclaveFile.parse(file)).problems());
  }

  @Test
  void truncatedFilesAreRefused() {
    IntStream.concat(
            IntStream.range(0, 1000),
            IntStream.iterate(1000, at -> at < SIGNED.length, at -> at + 97))
        .forEach(
            length ->
                assertThrows(
                    MalformedException.class,
                    () -> EnclaveFile.parse(Arrays.copyOf(SIGNED, length)),
                    () -> "" + length));
  }

  @Test
  void damagedFilesAreReadOrRefused() {
    Stream.of(
            Mutations.bitFlips(SIGNED, 0, 0x400),
            Mutations.bitFlips(SIGNED, 0x2040, 0x2140),
            Mutations.bitFlips(SIGNED, BEFORE_NOTE, BEFORE_NOTE + 25 + 64),
            Mutations.bitFlips(SIGNED, ELF.metadataOffset() + 1872, ELF.metadataOffset() + 1888),
            Mutations.bitFlips(
                SIGNED, ELF.metadataOffset() + 3728, ELF.metadataOffset() + 3728 + 600),
            Mutations.bitFlips(SIGNED, SIGNED.length - 400, SIGNED.length))
        .flatMap(files -> files)
        .forEach(EnclaveFileTest::readsOrRefuses);
  }

  @FuzzTest
  void anyFileIsReadOrRefused(byte[] file) {
    readsOrRefuses(file);
  }

  @FuzzTest
  void anyMetadataAreReadOrRefused(byte[] metadata) {
    byte[] file = SIGNED.clone();
    int length = Math.min(metadata.length, 0x5000);
    System.arraycopy(metadata, 0, file, ELF.metadataOffset(), length);
    readsOrRefuses(file);
  }

  private static void readsOrRefuses(byte[] bytes) {
    try {
      EnclaveFile file = EnclaveFile.parse(bytes);
      if (file.signed() && file.metadata().getFirst().enclaveSize() < 1L << 28) {
        EnclaveIdentity.of(file);
      } else if (!file.signed() && LoadedSegments.end(file.loaded()) < 1L << 26) {
        EnclaveDraft.of(
            file,
            EnclaveConfig.parse(SampleEnclaves.CONFIG),
            SdkProfile.parse("2.21"),
            Set.of(Tolerance.values()));
      }
    } catch (MalformedException e) {
      assertFalse(e.getMessage().isEmpty());
    }
  }
}
