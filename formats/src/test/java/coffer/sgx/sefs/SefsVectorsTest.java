package coffer.sgx.sefs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.bytes.SecretBytes;
import coffer.json.Json;
import coffer.sgx.protectedfile.IntegrityException;
import coffer.sgx.protectedfile.Protection;
import coffer.tar.TarEntry;
import coffer.tar.TarReader;
import coffer.tar.TarType;
import coffer.testkit.Vectors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Images of the reference implementation, byte for byte, and what it refuses.
class SefsVectorsTest {
  private static final Protection PLAIN = new Protection.IntegrityOnly();
  private static final HexFormat DASHED = HexFormat.ofDelimiter("-");

  @TestFactory
  Stream<DynamicTest> writtenAsTheReferenceWrites() throws IOException {
    return cases("sefs", 10, SefsVectorsTest::assertWritten);
  }

  @TestFactory
  Stream<DynamicTest> encryptedByTheReferenceIsRead() throws IOException {
    return cases("sefs-encrypted", 1, SefsVectorsTest::assertRead);
  }

  private static void assertWritten(Path folder, Json.Obj expected) throws Exception {
    byte[] tar = Files.readAllBytes(folder.resolve("tree.tar"));
    MemoryImage image = new MemoryImage();
    if (expected.get("valid").orElseThrow().equals(new Json.Bool(false))) {
      assertThrows(MalformedException.class, () -> SampleImages.write(tar, image, PLAIN));
      return;
    }
    ImageSummary summary = SampleImages.write(tar, image, PLAIN);
    assertEquals(expected.string("root_mac"), DASHED.formatHex(summary.rootMac().toArray()));
    assertEquals(expected.number("inodes"), summary.inodes());
    Map<String, String> wanted = new TreeMap<>();
    Json.Obj files = expected.object("files");
    files.members().forEach((name, file) -> wanted.put(name, ((Json.Obj) file).string("sha256")));
    Map<String, String> found = new TreeMap<>();
    image.files.forEach((name, file) -> found.put(name, Digest.sha256Of(file).hex()));
    assertEquals(wanted, found);
    assertTree(SampleImages.tree(tar), SefsReader.open(image, PLAIN));
  }

  private static void assertRead(Path folder, Json.Obj expected) throws Exception {
    byte[] key = DASHED.parseHex(expected.string("key"));
    Protection protection = new Protection.UserKey(SecretBytes.of(key));
    MemoryImage image = new MemoryImage();
    TarReader tar =
        new TarReader(new ByteArrayInputStream(Files.readAllBytes(folder.resolve("image.tar"))));
    for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
      if (entry.type() == TarType.FILE) {
        String name = entry.name().substring(entry.name().lastIndexOf('/') + 1);
        image.files.put(name, tar.content().readAllBytes());
      }
    }
    SefsReader reader = SefsReader.open(image, protection);
    assertEquals(expected.string("root_mac"), DASHED.formatHex(reader.rootMac().toArray()));
    assertTree(SampleImages.tree(Files.readAllBytes(folder.resolve("tree.tar"))), reader);
    assertThrows(IntegrityException.class, () -> SefsReader.open(image, PLAIN));
    key[0] ^= 1;
    Protection other = new Protection.UserKey(SecretBytes.of(key));
    assertThrows(IntegrityException.class, () -> SefsReader.open(image, other));
  }

  private static void assertTree(Map<String, Bytes> wanted, SefsReader reader) throws IOException {
    assertEquals(wanted, SampleImages.tree(reader));
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
