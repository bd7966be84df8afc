package coffer.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.bytes.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretStoreTest {
  @TempDir Path parent;
  private Path folder;
  private SecretStore store;

  @BeforeEach
  void open() throws IOException {
    folder = parent.resolve("deep").resolve("secrets");
    store = SecretStore.open(folder);
  }

  @Test
  void generatedSecretIsKeptAndOnlyTheOwnersToRead() throws IOException {
    store.generate("one", 32);
    byte[] first = reveal("one");
    store.generate("one", 32);
    assertArrayEquals(first, reveal("one"));
    store.generate("two", 32);
    assertFalse(java.util.Arrays.equals(first, reveal("two")));
    assertEquals("rwx------", permissions(folder));
    assertEquals("rw-------", permissions(folder.resolve("one")));
    assertEquals(List.of("one", "two"), names());
  }

  @Test
  void importedSecretReplacesTheOldOne() throws IOException {
    store.generate("one", 32);
    store.importFile("one", file("secret", "rw-------", "text"));
    assertArrayEquals("text".getBytes(java.nio.charset.StandardCharsets.UTF_8), reveal("one"));
    assertEquals(List.of("one"), names());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-rw----", "rw-----w-", "rwx------"})
  void fileThatOthersMayTouchIsRefused(String permissions) throws IOException {
    Path wide = file("secret", permissions, "text");
    IOException error = assertThrows(IOException.class, () -> store.importFile("one", wide));
    assertTrue(String.valueOf(error.getMessage()).contains("permissions rw------- wanted"));
    assertFalse(String.valueOf(error.getMessage()).contains("text"));
    assertTrue(store.read("one").isEmpty());
  }

  @Test
  void emptyAndHugeFilesAreRefused() throws IOException {
    Path empty = file("empty", "rw-------", "");
    assertThrows(MalformedException.class, () -> store.importFile("one", empty));
    Path huge = file("huge", "rw-------", "x".repeat(65_537));
    assertThrows(MalformedException.class, () -> store.importFile("one", huge));
    assertEquals(List.of(), names());
  }

  @Test
  void folderThatOthersMayReadIsRefused() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
    IOException error = assertThrows(IOException.class, () -> SecretStore.open(folder));
    assertTrue(String.valueOf(error.getMessage()).contains("chmod go="));
  }

  @Test
  void storedSecretThatBecameReadableIsRefused() throws IOException {
    store.generate("one", 32);
    Files.setPosixFilePermissions(
        folder.resolve("one"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThrows(IOException.class, () -> store.read("one"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "../a", "a.b", "-a", "a-", "a b", "ä", ".draft-1"})
  void namesThatCouldLeaveTheFolderAreRefused(String name) {
    assertFalse(SecretStore.isName(name));
    assertThrows(MalformedException.class, () -> store.generate(name, 32));
    assertThrows(MalformedException.class, () -> store.read(name));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65_537})
  void impossibleLengthsAreRefused(int length) {
    assertThrows(MalformedException.class, () -> store.generate("one", length));
  }

  @Test
  void secretThatIsNotThereIsEmpty() throws IOException {
    assertTrue(store.read("one").isEmpty());
  }

  private byte[] reveal(String name) throws IOException {
    try (SecretBytes secret = store.read(name).orElseThrow()) {
      return secret.reveal();
    }
  }

  private Path file(String name, String permissions, String content) throws IOException {
    Path file = Files.writeString(parent.resolve(name), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
