package coffer.sgx.protectedfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.bytes.SecretBytes;
import coffer.json.Json;
import coffer.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What the reference implementation wrote, byte for byte, and what it must not read.
class ProtectedFileVectorsTest {
  private static final HexFormat DASHED = HexFormat.ofDelimiter("-");

  @TestFactory
  Stream<DynamicTest> writtenAsTheReferenceWrites() throws IOException {
    return cases("protect", 12, ProtectedFileVectorsTest::assertWritten);
  }

  @TestFactory
  Stream<DynamicTest> encryptedByTheReferenceIsRead() throws IOException {
    return cases("protect-encrypted", 3, ProtectedFileVectorsTest::assertRead);
  }

  private static void assertWritten(Path folder, Json.Obj expected) throws Exception {
    Path input = folder.resolve("input.bin");
    byte[] content =
        Files.exists(input)
            ? Files.readAllBytes(input)
            : SampleContent.of(
                expected.object("input_recipe").string("seed"),
                Math.toIntExact(expected.object("input_recipe").number("length")));
    assertEquals(expected.string("input_sha256"), Digest.sha256Of(content).hex());
    String name = expected.string("stored_name");
    ProtectedFile file = ProtectedFile.protect(name, content, SampleContent.PLAIN);
    assertEquals(expected.string("mac"), DASHED.formatHex(file.mac().toArray()));
    assertEquals(expected.number("size"), file.content().length);
    assertEquals(expected.string("sha256"), Digest.sha256Of(file.content()).hex());
    byte[] read = ProtectedFile.unprotect(name, file.content(), SampleContent.PLAIN);
    assertEquals(Bytes.of(content), Bytes.of(read));
  }

  private static void assertRead(Path folder, Json.Obj expected) throws Exception {
    byte[] file = Files.readAllBytes(folder.resolve(expected.string("file")));
    byte[] key = DASHED.parseHex(expected.string("key"));
    String name = expected.string("stored_name");
    Protection protection = new Protection.UserKey(SecretBytes.of(key));
    byte[] content = ProtectedFile.unprotect(name, file, protection);
    assertEquals(expected.number("plaintext_size"), content.length);
    assertEquals(expected.string("plaintext_sha256"), Digest.sha256Of(content).hex());
    assertEquals(expected.string("mac"), DASHED.formatHex(MetadataNode.mac(file).toArray()));
    assertThrows(
        IntegrityException.class, () -> ProtectedFile.unprotect(name + "x", file, protection));
    key[15] ^= 1;
    Protection other = new Protection.UserKey(SecretBytes.of(key));
    assertThrows(IntegrityException.class, () -> ProtectedFile.unprotect(name, file, other));
    int last = file.length > Nodes.SIZE ? file.length - 1 : MetadataNode.SECRET_END - 1;
    for (int at : List.of(10, 41, 77, 92, 95, 3486, last)) {
      byte[] changed = file.clone();
      changed[at] ^= 0x10;
      assertThrows(
          IntegrityException.class,
          () -> ProtectedFile.unprotect(name, changed, protection),
          "byte " + at);
    }
  }

  private interface Check {
    void of(Path folder, Json.Obj expected) throws Exception;
  }

  private static Stream<DynamicTest> cases(String suite, int count, Check check)
      throws IOException {
    Path root = Vectors.folder("sgx/occlum/" + suite).orElse(null);
    Assumptions.assumeTrue(root != null, "no recorded vectors on this machine");
    try (Stream<Path> folders = Files.list(root)) {
      List<Path> cases = folders.sorted().toList();
      assertEquals(count, cases.size());
      return cases.stream()
          .map(
              folder ->
                  DynamicTest.dynamicTest(
                      String.valueOf(folder.getFileName()),
                      () -> check.of(folder, expected(folder))));
    }
  }

  private static Json.Obj expected(Path folder) throws IOException {
    return Json.parseObject(Files.readAllBytes(folder.resolve("expected.json")));
  }
}
