package coffer.akv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path scratch;

  private Sealer master;
  private Path file;
  private int first;

  @BeforeEach
  void threeRecords() throws IOException {
    master = Sealer.ofFile(scratch.resolve("master.key"));
    file = scratch.resolve("journal");
    try (Journal journal = Journal.create(file, master, List.of())) {
      first = (int) journal.size();
      for (String text : List.of("one", "two", "three")) {
        journal.append(text.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private List<String> read() throws IOException {
    Journal.Opened opened = Journal.open(file, master);
    opened.journal().close();
    return opened.records().stream()
        .map(record -> new String(record, StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void whatWasWrittenIsReadAndMoreCanBeAdded() throws IOException {
    assertEquals(List.of("one", "two", "three"), read());
    try (Journal journal = Journal.open(file, master).journal()) {
      journal.append("four".getBytes(StandardCharsets.UTF_8));
    }
    assertEquals(List.of("one", "two", "three", "four"), read());
  }

  @Test
  void aFileCutAnywhereKeepsTheWholeRecordsBeforeTheCut() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    int record = (whole.length - first - 2) / 3;
    for (int length = first; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      int expected = Math.min(2, (length - first) / record);
      assertEquals(List.of("one", "two", "three").subList(0, expected), read(), "cut at " + length);
      assertEquals(first + (long) expected * record, Files.size(file));
    }
    for (int length = 0; length < first; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThrows(Exception.class, this::read, "cut at " + length);
    }
  }

  @Test
  void everyFlippedBitIsFoundOrLosesOnlyTheLastRecord() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    int record = (whole.length - first - 2) / 3;
    int last = first + 2 * record;
    for (int at = 0; at < whole.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = whole.clone();
        changed[at] ^= (byte) (1 << bit);
        Files.write(file, changed);
        check(at >= last, "bit %d at %d".formatted(bit, at));
      }
    }
  }

  /// A length that grew past the end looks like a cut; such a record takes those behind it along.
  private void check(boolean lastRecord, String where) {
    try {
      List<String> records = read();
      assertEquals(List.of("one", "two", "three").subList(0, records.size()), records, where);
      assertTrue(records.size() < 3, where);
      assertTrue(lastRecord || records.size() < 2 || records.size() == 2, where);
    } catch (IOException | MalformedException found) {
      assertTrue(!String.valueOf(found.getMessage()).isEmpty(), where);
    }
  }

  @Test
  void anotherMasterKeyOpensNothing() throws IOException {
    master = Sealer.ofFile(scratch.resolve("other.key"));
    IOException refused = assertThrows(IOException.class, this::read);
    assertTrue(refused.toString().contains("master key"), refused::toString);
  }

  @Test
  void aSecondProcessIsKeptAway() throws IOException {
    Path folder = scratch.resolve("vault");
    try (VaultStore _ = VaultStore.open(folder, master)) {
      assertThrows(IOException.class, () -> VaultStore.open(folder, master));
    }
    VaultStore.open(folder, master).close();
  }

  @Test
  void dataKeysAreBoundToTheirContext() throws Exception {
    var key = Sealer.newDataKey();
    byte[] sealed = Sealer.encrypt(key, new byte[] {1, 2, 3}, new byte[] {0});
    assertArrayEquals(new byte[] {1, 2, 3}, Sealer.decrypt(key, sealed, new byte[] {0}));
    assertThrows(
        java.security.GeneralSecurityException.class,
        () -> Sealer.decrypt(key, sealed, new byte[] {1}));
  }
}
