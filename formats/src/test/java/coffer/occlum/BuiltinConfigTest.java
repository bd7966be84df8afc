package coffer.occlum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.elf.ElfImage;
import coffer.json.Json;
import coffer.testkit.EnclaveElf;
import coffer.testkit.Mutations;
import coffer.testkit.Vectors;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuiltinConfigTest {
  private static final Bytes MAC = MacText.parse("00-11-22-33-44-55-66-77-88-99-aa-bb-cc-dd-ee-ff");
  private static final byte[] LIBOS = EnclaveElf.ofSdk(21).withBuiltinConfig().toBytes();

  private static String section(byte[] libos) {
    MemorySegment file = MemorySegment.ofArray(libos);
    return new String(
        ElfImage.parse(file)
            .section(".builtin_config")
            .orElseThrow()
            .content(file)
            .toArray(ValueLayout.JAVA_BYTE),
        StandardCharsets.US_ASCII);
  }

  @Test
  void theTextAndALineFeedFillTheSectionAndItsGap() {
    byte[] with = BuiltinConfig.embed(LIBOS, MAC);
    assertEquals(MacText.of(MAC) + "\n", section(with));
    long changed = IntStream.range(0, LIBOS.length).filter(i -> with[i] != LIBOS[i]).count();
    assertEquals(48 + 1, changed, "the text, the line feed and the section's size");
  }

  @Test
  void anotherMacReplacesTheFirst() {
    Bytes other = Bytes.of(new byte[16]);
    assertArrayEquals(
        BuiltinConfig.embed(LIBOS, other),
        BuiltinConfig.embed(BuiltinConfig.embed(LIBOS, MAC), other));
  }

  @Test
  void otherFilesAreRefused() {
    byte[] enclave = EnclaveElf.ofSdk(21).toBytes();
    String problem =
        assertThrows(MalformedException.class, () -> BuiltinConfig.embed(enclave, MAC))
            .getMessage();
    assertTrue(problem.contains(".builtin_config"), problem);
    byte[] otherSize = EnclaveElf.ofSdk(21).withSection(".builtin_config").toBytes();
    assertThrows(MalformedException.class, () -> BuiltinConfig.embed(otherSize, MAC));
  }

  @Test
  void aCutFileIsRefused() {
    byte[] small = LIBOS;
    Mutations.truncations(small)
        .skip(small.length - 700L)
        .forEach(
            cut -> assertThrows(MalformedException.class, () -> BuiltinConfig.embed(cut, MAC)));
    Stream.of(0, 1, 63, 64, 500)
        .map(length -> Arrays.copyOf(small, length))
        .forEach(
            cut -> assertThrows(MalformedException.class, () -> BuiltinConfig.embed(cut, MAC)));
  }

  @Test
  void flippedHeadersAreReadOrRefused() {
    Stream.concat(
            Mutations.bitFlips(LIBOS, 0, 64),
            Mutations.bitFlips(LIBOS, LIBOS.length - 448, LIBOS.length))
        .forEach(
            flipped -> {
              try {
                assertEquals(LIBOS.length, BuiltinConfig.embed(flipped, MAC).length);
              } catch (MalformedException _) {
                // the one exception that is allowed
              }
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"01-release", "02-edmm"})
  void asObjcopyDoesIt(String name) throws IOException {
    Path folder = Vectors.folder("sgx/occlum/pipeline").orElse(null);
    Assumptions.assumeTrue(folder != null, "no vectors on this machine");
    Path files = folder.resolve(name);
    Json.Obj expected = Json.parseObject(Files.readAllBytes(files.resolve("expected.json")));
    byte[] with =
        BuiltinConfig.embed(
            Files.readAllBytes(files.resolve("libos.so")),
            MacText.parse(expected.string("protected_mac")));
    assertEquals(
        expected.object("sha256").string("libos-with-mac.so"), Digest.sha256Of(with).hex());
  }
}
