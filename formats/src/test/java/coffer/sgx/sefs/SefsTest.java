package coffer.sgx.sefs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;
import coffer.bytes.SecretBytes;
import coffer.sgx.protectedfile.IntegrityException;
import coffer.sgx.protectedfile.NodeWorkers;
import coffer.sgx.protectedfile.ProtectedFile;
import coffer.sgx.protectedfile.Protection;
import coffer.tar.TarEntry;
import coffer.tar.TarType;
import coffer.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SefsTest {
  private static final Protection PLAIN = new Protection.IntegrityOnly();
  private static final Protection KEY = key(7);
  private static final String ROOT = "02000000000000000000000000000000";
  private static final String FIRST = "03000000000000000000000000000000";
  private static final String SECOND = "04000000000000000000000000000000";

  @Test
  void theEmptyImageIsThatOfTheReference() throws IOException {
    ImageSummary summary = SampleImages.write(tar(), new MemoryImage(), PLAIN);
    assertEquals("065a8ff70827174fd11cef2031b9a6ce", summary.rootMac().toHex());
    assertEquals(1, summary.inodes());
  }

  @Test
  void everyTreeIsReadAsItWasWritten() throws IOException {
    byte[] tar = sample();
    for (Protection protection : List.of(PLAIN, KEY)) {
      MemoryImage image = new MemoryImage();
      SampleImages.write(tar, image, protection);
      assertEquals(SampleImages.tree(tar), SampleImages.tree(SefsReader.open(image, protection)));
    }
  }

  /// Free maps at 1025 and 2049 are no inodes, also when they come last.
  @Test
  void severalGroupsOfInodes() throws IOException {
    for (int files : List.of(1020, 1021, 1022, 1023, 2044, 2045, 2046, 2500)) {
      TarEntry[] entries = new TarEntry[files];
      for (int i = 0; i < files; i++) {
        entries[i] = TarEntry.symlink("l%05d".formatted(i), "x");
      }
      MemoryImage image = new MemoryImage();
      SampleImages.write(tar(entries), image, PLAIN);
      SefsReader reader = SefsReader.open(image, PLAIN);
      assertEquals(files + 1, reader.entries().size());
      assertTrue(reader.entries().stream().noneMatch(e -> e.inode() % 1024 == 1));
    }
  }

  @Test
  void encryptedImagesAreReproducibleAndHideTheirContent() throws IOException {
    MemoryImage first = new MemoryImage();
    MemoryImage second = new MemoryImage();
    ImageSummary summary = SampleImages.write(sample(), first, KEY);
    assertEquals(summary, SampleImages.write(sample(), second, KEY));
    first.names().forEach(name -> assertEquals(first.file(name), second.file(name)));
    assertTrue(
        first.files.values().stream().noneMatch(file -> Latin1.of(file).contains("a secret line")));
    assertNotEquals(
        summary.rootMac(), SampleImages.write(sample(), new MemoryImage(), key(8)).rootMac());
  }

  @Test
  void whatAnImageCannotHoldIsNoted() throws IOException {
    SefsTree tree =
        TarTree.read(
                new ByteArrayInputStream(
                    tar(
                        TarEntry.directory("./", 0700),
                        TarEntry.device("null", TarType.CHARACTER_DEVICE, 0666, 1, 3),
                        TarEntry.hardLink("zero", "null"),
                        TarEntry.fifo("pipe", 0644),
                        TarEntry.file("su", 04755, 0).withOwner(5, 0),
                        TarEntry.hardLink("sudo", "su"),
                        TarEntry.file("cap", 0755, 0)
                            .withXattr("security.capability", Bytes.of(new byte[20])))))
            .tree();
    assertEquals(
        List.of(
            new Loss(Loss.Kind.ROOT_MODE, ""),
            new Loss(Loss.Kind.DEVICE, "null"),
            new Loss(Loss.Kind.HARD_LINK, "zero"),
            new Loss(Loss.Kind.FIFO, "pipe"),
            new Loss(Loss.Kind.SPECIAL_MODE, "su"),
            new Loss(Loss.Kind.OWNER, "su"),
            new Loss(Loss.Kind.HARD_LINK, "sudo"),
            new Loss(Loss.Kind.XATTR, "cap")),
        tree.losses());
  }

  @Test
  void whatIsAddedLastStays() throws IOException {
    byte[] tar =
        tar(
            TarEntry.file("a", 0644, 2),
            TarEntry.hardLink("b", "a"),
            TarEntry.symlink("a", "b"),
            TarEntry.directory("d", 0700),
            TarEntry.file("d/x", 0600, 1),
            TarEntry.directory("d", 0711));
    MemoryImage image = new MemoryImage();
    SampleImages.write(tar, image, PLAIN);
    assertEquals(
        List.of("", "a", "b", "d", "d/x"),
        SefsReader.open(image, PLAIN).entries().stream().map(SefsEntry::path).toList());
    assertEquals(0711, SefsReader.open(image, PLAIN).entries().get(3).mode());
  }

  @Test
  void treesThatCannotBeAreRefused() {
    assertRefused("'..'", TarEntry.file("../x", 0644, 0));
    assertRefused("'..'", TarEntry.hardLink("x", "../../etc/passwd"));
    assertRefused("not UTF-8", TarEntry.file("bad-\u00ff", 0644, 0));
    assertRefused("256 bytes", TarEntry.file("n".repeat(256), 0644, 0));
    assertRefused("on the way", TarEntry.symlink("l", "d"), TarEntry.file("l/x", 0644, 0));
    assertRefused("replace", TarEntry.directory("d", 0755), TarEntry.file("d", 0644, 0));
    assertRefused("replace", TarEntry.file("d", 0644, 0), TarEntry.directory("d", 0755));
    assertRefused("no earlier", TarEntry.hardLink("x", "y"));
    assertRefused("the root", TarEntry.symlink("./", "x"));
  }

  private static void assertRefused(String part, TarEntry... entries) {
    MalformedException problem =
        assertThrows(
            MalformedException.class,
            () -> SampleImages.write(tar(entries), new MemoryImage(), PLAIN));
    assertTrue(problem.getMessage().contains(part), problem.getMessage());
  }

  @Test
  void anArchiveThatChangesIsRefused() throws IOException {
    byte[] before = tar(TarEntry.file("a", 0644, 3));
    byte[] after = tar(TarEntry.file("a", 0644, 4));
    TarTree tree = TarTree.read(new ByteArrayInputStream(before));
    try (NodeWorkers workers = NodeWorkers.none()) {
      SefsWriter writer = new SefsWriter(tree.tree(), new MemoryImage(), PLAIN, workers);
      assertThrows(
          MalformedException.class,
          () -> tree.writeContents(new ByteArrayInputStream(after), writer));
    }
  }

  @Test
  void anotherKeyIsRefused() throws IOException {
    MemoryImage secret = new MemoryImage();
    SampleImages.write(sample(), secret, KEY);
    assertThrows(IntegrityException.class, () -> SefsReader.open(secret, key(8)));
    assertThrows(IntegrityException.class, () -> SefsReader.open(secret, PLAIN));
    MemoryImage plain = new MemoryImage();
    SampleImages.write(sample(), plain, PLAIN);
    assertThrows(IntegrityException.class, () -> SefsReader.open(plain, KEY));
  }

  @Test
  void missingSwappedAndExtraFilesAreRefused() throws IOException {
    MemoryImage image = new MemoryImage();
    SampleImages.write(sample(), image, PLAIN);
    MemoryImage missing = image.copy();
    missing.files.remove(SECOND);
    assertThrows(IntegrityException.class, () -> SefsReader.open(missing, PLAIN));
    MemoryImage extra = image.copy();
    extra.files.put("99", new byte[4096]);
    assertThrows(IntegrityException.class, () -> SefsReader.open(extra, PLAIN));
    MemoryImage swapped = image.copy();
    swapped.files.put(FIRST, image.file(SECOND).toArray());
    swapped.files.put(SECOND, image.file(FIRST).toArray());
    assertThrows(IntegrityException.class, () -> SefsReader.open(swapped, PLAIN));
    MemoryImage none = image.copy();
    none.files.remove("metadata");
    assertThrows(MalformedException.class, () -> SefsReader.open(none, PLAIN));
  }

  /// A file of an image with the same tree and other content is sound in itself.
  @Test
  void filesOfAnotherImageAreRefused() throws IOException {
    MemoryImage one = new MemoryImage();
    MemoryImage two = new MemoryImage();
    SampleImages.write(tar(TarEntry.file("a", 0644, 3)), one, PLAIN);
    SampleImages.write(tar(TarEntry.file("a", 0644, 4)), two, PLAIN);
    one.files.put(FIRST, two.file(FIRST).toArray());
    IntegrityException problem =
        assertThrows(IntegrityException.class, () -> SefsReader.open(one, PLAIN));
    assertTrue(problem.getMessage().startsWith("inode 3 'a': its file"), problem.getMessage());
  }

  @Test
  void aChangedOrCutFileIsRefused() throws IOException {
    for (Protection protection : List.of(PLAIN, KEY)) {
      MemoryImage image = new MemoryImage();
      SampleImages.write(sample(), image, protection);
      for (String name : image.names()) {
        byte[] file = image.file(name).toArray();
        for (int at = 3; at < file.length; at += Math.max(509, file.length / 20 | 1)) {
          byte[] changed = file.clone();
          changed[at] ^= 4;
          assertNoticed(image, name, changed, protection);
        }
        assertNoticed(image, name, Arrays.copyOf(file, file.length - 4096), protection);
        assertNoticed(image, name, Arrays.copyOf(file, file.length - 1), protection);
        assertNoticed(image, name, new byte[0], protection);
      }
    }
  }

  private static void assertNoticed(
      MemoryImage image, String name, byte[] file, Protection protection) throws IOException {
    MemoryImage changed = image.copy();
    changed.files.put(name, file);
    try {
      SampleImages.tree(SefsReader.open(changed, protection));
    } catch (MalformedException | IntegrityException _) {
      return;
    }
    throw new AssertionError("a changed file was accepted: " + name);
  }

  /// Metadata and folders that say something wrong under MACs that fit, as their author can make
  /// them.
  @Test
  void metadataThatContradictsItselfIsRefused() throws IOException {
    assertForged("magic", "metadata", file -> with(file, 0, 1));
    assertForged("unused_blocks", "metadata", file -> with(file, 8, 1));
    assertForged("groups", "metadata", file -> with(file, 12, 9));
    assertForged("never free", "metadata", file -> with(file, 128, 0xF9));
    assertForged("unused_blocks", "metadata", file -> with(file, 128, 0xF8));
    assertForged("type", "metadata", file -> with(file, 3 * 128 + 8, 9));
    assertForged("mode", "metadata", file -> with(file, 3 * 128 + 13, 0x80));
    assertForged("names", "metadata", file -> with(file, 3 * 128 + 14, 2));
    assertForged("links", "metadata", file -> with(file, 2 * 128 + 14, 9));
    assertForged("holds", "metadata", file -> with(file, 3 * 128, 1));
    assertForged("that of another inode", "metadata", file -> with(file, 4 * 128 + 80, 3));
    assertForged("trailing", "metadata", file -> Arrays.copyOf(file, file.length + 1));
  }

  @Test
  void foldersThatMakeNoTreeAreRefused() throws IOException {
    assertForged("which is free", ROOT, file -> with(file, 2 * 264, 77));
    assertForged("second name", ROOT, file -> with(with(file, 2 * 264, 2), 2 * 264 + 260, 2));
    assertForged("no folder has it", ROOT, file -> with(file, 2 * 264, 4));
    assertForged("no file's name", ROOT, file -> with(file, 2 * 264 + 4, '/'));
    assertForged("no file's name", ROOT, file -> with(file, 2 * 264 + 4, 0));
    assertForged("not UTF-8", ROOT, file -> with(file, 2 * 264 + 4, 0xFF));
    assertForged("two entries", ROOT, file -> with(file, 2 * 264 + 4, 'b'));
    assertForged("its inode", ROOT, file -> with(file, 2 * 264 + 260, 3));
    assertForged("end with zeros", ROOT, file -> with(file, 2 * 264 + 100, 'x'));
    assertForged("'..' of inode 2 wanted", ROOT, file -> with(file, 264, 3));
    assertForged("bytes of entries", ROOT, file -> Arrays.copyOf(file, file.length - 264));
  }

  private static byte[] with(byte[] file, int at, int value) {
    byte[] changed = file.clone();
    changed[at] = (byte) value;
    return changed;
  }

  /// Changes a file of an image with the files `a` and `b` and makes all MACs fit again.
  private static void assertForged(String part, String name, UnaryOperator<byte[]> change)
      throws IOException {
    MemoryImage image = new MemoryImage();
    SampleImages.write(tar(TarEntry.file("a", 0644, 3), TarEntry.file("b", 0644, 4)), image, PLAIN);
    Bytes mac = Bytes.EMPTY;
    if (!name.equals("metadata")) {
      mac = protect(image, name, change.apply(unprotected(image, name)));
    }
    byte[] metadata = unprotected(image, "metadata");
    if (name.equals("metadata")) {
      metadata = change.apply(metadata);
    } else {
      System.arraycopy(mac.toArray(), 0, metadata, 2 * 128 + 96, 16);
    }
    protect(image, "metadata", metadata);
    MalformedException problem =
        assertThrows(
            MalformedException.class, () -> SampleImages.tree(SefsReader.open(image, PLAIN)));
    assertTrue(problem.getMessage().contains(part), problem.getMessage());
  }

  private static byte[] unprotected(MemoryImage image, String name) {
    return ProtectedFile.unprotect(name, image.file(name).toArray(), PLAIN);
  }

  private static Bytes protect(MemoryImage image, String name, byte[] content) {
    ProtectedFile file = ProtectedFile.protect(name, content, PLAIN);
    image.files.put(name, file.content());
    return file.mac();
  }

  private static Protection key(int seed) {
    byte[] key = new byte[16];
    Arrays.fill(key, (byte) seed);
    return new Protection.UserKey(SecretBytes.of(key));
  }

  private static byte[] sample() throws IOException {
    return tar(
        TarEntry.directory("./", 0755),
        TarEntry.file("./a.txt", 0644, 3000),
        TarEntry.directory("./b", 0750),
        TarEntry.file("./b/big", 0755, 410_000),
        TarEntry.hardLink("./b/copy", "./b/big"),
        TarEntry.symlink("./b/link", "../a.txt"),
        TarEntry.file("./empty", 0400, 0));
  }

  static byte[] tar(TarEntry... entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TarWriter tar = new TarWriter(out);
    for (TarEntry entry : entries) {
      if (entry.type() == TarType.FILE) {
        tar.entry(entry, content((int) entry.size()));
      } else {
        tar.entry(entry);
      }
    }
    tar.finish();
    return out.toByteArray();
  }

  private static byte[] content(int size) {
    return Latin1.toBytes("a secret line\n".repeat(size / 14 + 1).substring(0, size));
  }
}
