package coffer.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;
import coffer.testkit.Mutations;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TarReaderTest {
  private static final RawTar.Change GNU = RawTar.at(257, "ustar  \0");
  private static final RawTar.Change V7 = RawTar.at(257, "\0\0\0\0\0\0\0\0");
  private static final RawTar.Change STAR = RawTar.at(508, "tar\0");

  @Test
  void entriesOfTheWriterComeBack() throws IOException {
    List<TarEntry> entries =
        List.of(
            TarEntry.directory("d/", 0755).withModified(TarTime.ofSeconds(1_700_000_000)),
            TarEntry.file("d/\u00c3\u00a4\u00ff", 04755, 0).withOwner(-1, Integer.MIN_VALUE),
            TarEntry.symlink("n".repeat(300), "t".repeat(200)),
            TarEntry.hardLink("h", "d/x").withModified(new TarTime(-3, 1)),
            TarEntry.device("c", TarType.CHARACTER_DEVICE, 0600, 4, 64),
            TarEntry.device("b", TarType.BLOCK_DEVICE, 0600, 8, 1),
            TarEntry.fifo("p", 0644)
                .withTimes(new TarTime(1L << 40, 5), TarTime.EPOCH, new TarTime(-1, 999_999_999)),
            TarEntry.file("x", 0644, 0)
                .withXattrs(Map.of("user.a", Bytes.of((byte) 0, (byte) -1), "z", Bytes.EMPTY)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarWriter out = new TarWriter(bytes)) {
      for (TarEntry entry : entries) {
        out.entry(entry);
      }
    }
    assertEquals(entries, entries(bytes.toByteArray()));
  }

  @Test
  void contentComesBackAndMayBeLeftOut() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarWriter out = new TarWriter(bytes)) {
      for (int size : new int[] {0, 1, 511, 512, 513, 100_000}) {
        byte[] content = new byte[size];
        Arrays.fill(content, (byte) size);
        out.entry(TarEntry.file("f" + size, 0644, size), content);
      }
    }
    TarReader in = new TarReader(new ByteArrayInputStream(bytes.toByteArray()));
    for (int i = 0; i < 6; i++) {
      TarEntry entry = next(in);
      if (i % 2 == 1) {
        byte[] content = in.content().readAllBytes();
        assertEquals(entry.size(), content.length);
        assertEquals((byte) entry.size(), content[content.length - 1]);
      }
    }
    assertNull(in.next());
    assertNull(in.next());
  }

  @Test
  void prefixesOfUstarAndStarStandBeforeTheName() {
    RawTar.Change prefix = RawTar.at(345, "some/where");
    assertEquals("some/where/x", only(new RawTar().header("x", '0', 0, prefix).end()).name());
    TarEntry star =
        only(
            new RawTar()
                .header(
                    "x",
                    '0',
                    0,
                    all(prefix, STAR, RawTar.at(476, "00000000005\0"), RawTar.at(488, "7")))
                .end());
    assertEquals("some/where/x", star.name());
    assertEquals(TarTime.ofSeconds(5), star.accessed());
    assertEquals(TarTime.ofSeconds(7), star.changed());
  }

  @Test
  void gnuHeadersHaveTimesWhereUstarHasThePrefix() {
    TarEntry entry =
        only(
            new RawTar()
                .header("x", '0', 0, all(GNU, RawTar.at(345, "00000000017\0"), RawTar.at(357, "1")))
                .end());
    assertEquals("x", entry.name());
    assertEquals(TarTime.ofSeconds(15), entry.accessed());
    assertEquals(TarTime.ofSeconds(1), entry.changed());
  }

  @Test
  void gnuTimesThatAreNoNumbersAreAPrefix() {
    TarEntry entry = only(new RawTar().header("x", '0', 0, all(GNU, RawTar.at(345, "a/b"))).end());
    assertEquals("a/b/x", entry.name());
    assertNull(entry.accessed());
    assertEquals(
        "x",
        only(new RawTar().header("x", '0', 0, all(GNU, RawTar.at(345, "\u00e9"))).end()).name());
  }

  @Test
  void headersWithoutAMagicHaveNoDevicesAndMarkDirectoriesByASlash() {
    List<TarEntry> entries =
        entries(
            new RawTar()
                .header("d/", '\0', 0, V7)
                .header("f", '\0', 0, all(V7, RawTar.at(329, "0000005\0")))
                .end());
    assertEquals(TarType.DIRECTORY, entries.get(0).type());
    assertEquals(TarType.FILE, entries.get(1).type());
    assertEquals(0, entries.get(1).deviceMajor());
  }

  @Test
  void longNamesOfGnuOverrideThoseOfPax() {
    TarEntry entry =
        only(
            new RawTar()
                .special('L', "long/name\0ignored")
                .pax("path=pax", "linkpath=target", "uid=5", "gid=")
                .special('K', "long/target")
                .header("short", '2', 0)
                .end());
    assertEquals("long/name", entry.name());
    assertEquals("long/target", entry.linkName());
    assertEquals(5, entry.uid());
    assertEquals(0, entry.gid());
  }

  @Test
  void theLastPaxHeaderCountsAlone() {
    TarEntry entry = only(new RawTar().pax("uid=5").pax("gid=6").header("x", '0', 0).end());
    assertEquals(0, entry.uid());
    assertEquals(6, entry.gid());
  }

  @Test
  void globalHeadersAreEntriesAndChangeNoOther() {
    List<TarEntry> entries =
        entries(
            new RawTar()
                .header("global", 'g', 20)
                .content("20 SCHILY.xattr.a=b\n")
                .header("x", '0', 0)
                .end());
    assertEquals(TarType.GLOBAL_HEADER, entries.get(0).type());
    assertEquals("global", entries.get(0).name());
    assertEquals(0, entries.get(0).size());
    assertEquals(Map.of("a", Bytes.of((byte) 'b')), entries.get(0).xattrs());
    assertEquals(Map.of(), entries.get(1).xattrs());
  }

  @Test
  void sizesOfTypesWithoutContentMeanNothing() {
    List<TarEntry> entries = entries(new RawTar().header("d", '5', 512).header("x", '0', 0).end());
    assertEquals(0, entries.get(0).size());
    assertEquals("x", entries.get(1).name());
  }

  @Test
  void typesOfOthersAreFiles() throws IOException {
    byte[] tar =
        new RawTar().header("x", '7', 2).content("hi").header("y", 'Z', 2).content("ho").end();
    TarReader in = new TarReader(new ByteArrayInputStream(tar));
    assertEquals(TarType.FILE, next(in).type());
    assertEquals("hi", Latin1.of(in.content().readAllBytes()));
    assertEquals(TarType.FILE, next(in).type());
    assertEquals("ho", Latin1.of(in.content().readAllBytes()));
  }

  @ParameterizedTest
  @CsvSource({
    "'\u0080\0\0\0\0\0\0\u0005', 5",
    "'\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00fe', 4294967294",
    "'  17 \0  ', 15",
    "'0000000\0', 0",
  })
  void numbersAreOctalOrBinary(String field, long expected) {
    TarEntry entry = only(new RawTar().header("x", '0', 0, RawTar.at(108, field)).end());
    assertEquals(expected, Integer.toUnsignedLong(entry.uid()));
  }

  @ParameterizedTest
  @CsvSource({
    "5, 5, 0",
    "-5, -5, 0",
    "1.5, 1, 500000000",
    "-1.25, -2, 750000000",
    "-0.5, -1, 500000000",
    "1., 1, 0",
    "1.1234567899, 1, 123456789",
    "+3, 3, 0",
  })
  void paxTimes(String text, long seconds, int nanoseconds) {
    assertEquals(
        new TarTime(seconds, nanoseconds),
        only(new RawTar().pax("mtime=" + text).header("x", '0', 0).end()).modified());
  }

  @Test
  void archiveMayEndWithoutZeroBlocks() {
    byte[] tar = new RawTar().header("x", '0', 2).content("hi").toBytes();
    assertEquals(1, entries(tar).size());
    assertEquals(1, entries(Arrays.copyOf(tar, 512 + 2)).size(), "cut within the padding");
    assertEquals(1, entries(Arrays.copyOf(tar, 1024 + 512)).size(), "one zero block");
    assertEquals(List.of(), entries(new byte[0]));
    assertEquals(List.of(), entries(new byte[512]));
    assertEquals(List.of(), entries(new byte[10_240]));
  }

  @Test
  void whatIsWrongIsSaid() {
    refused("entry 1: header checksum: ", new byte[0], block -> block[0] = 5);
    refused("entry 1 'x': size -1 is negative", new byte[0], RawTar.at(124, "\u00ff".repeat(12)));
    refused("entry 1: uid: an octal number wanted, found '9'", new byte[0], RawTar.at(108, "9"));
    refused(
        "entry 2: data behind a zero block",
        new RawTar().header("x", '0', 0).content(new byte[512]).content("x").toBytes());
    refused(
        "entry 1 'x': the archive ends, but 3 more bytes of content are wanted",
        Arrays.copyOf(new RawTar().header("x", '0', 5).content("hello").toBytes(), 514));
    refused(
        "entry 1: the archive ends within a header, after 100 bytes",
        Arrays.copyOf(new RawTar().header("x", '0', 0).toBytes(), 100));
  }

  @Test
  void extendedHeadersAreBounded() {
    for (char type : new char[] {'x', 'g', 'L', 'K'}) {
      refused(
          "entry 1 'bomb': extended header of 8589934591 bytes; at most 1048576 are allowed",
          new RawTar().header("bomb", type, 077777777777L).toBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "5",
        "5 ",
        "99 a=b\n",
        "6 a=b",
        "7 a=b\nx",
        "5 ab\n",
        "6 =ab\n",
        "-6 a=b\n",
        "99999999999999999999 a=b\n",
        "8 a\0=b\n",
        "11 path=a\0\n",
        "10 uid=xx\n",
        "13 mtime=1.x\n",
        "0 a=b\n"
      })
  void damagedPaxRecordsAreRefused(String content) {
    byte[] tar = new RawTar().special('x', content).header("x", '0', 0).end();
    assertThrows(MalformedException.class, () -> entries(tar));
  }

  @Test
  void messagesDoNotRepeatWhatIsLongOrUnprintable() {
    MalformedException refusal =
        assertThrows(
            MalformedException.class,
            () -> entries(new RawTar().special('x', "\u001b".repeat(100_000)).end()));
    assertTrue(refusal.getMessage().length() < 2000, refusal.getMessage());
    assertTrue(refusal.getMessage().chars().noneMatch(Character::isISOControl));
    String name = "n".repeat(2000);
    refused(
        "entry 1 '" + "n".repeat(297) + "...': ",
        new RawTar().pax("path=" + name).header("x", '0', 5).toBytes());
  }

  @Test
  void everyTruncationIsAnArchiveOrRefused() {
    Mutations.truncations(sample()).forEach(TarReaderTest::readsOrRefuses);
  }

  @Test
  void everyFlippedBitIsAnArchiveOrRefused() {
    byte[] tar = sample();
    Mutations.bitFlips(tar, 0, tar.length).forEach(TarReaderTest::readsOrRefuses);
  }

  @Test
  void headersAreReadWithoutTheContents(@TempDir Path temp) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<TarEntry> entries = new ArrayList<>();
    try (TarWriter out = new TarWriter(bytes)) {
      for (int size : new int[] {3_000_000, 65_537, 100, 0, 2_000_001}) {
        entries.add(TarEntry.file("f" + size, 0644, size));
        out.entry(entries.getLast(), new byte[size]);
      }
    }
    Path file = Files.write(temp.resolve("x.tar"), bytes.toByteArray());
    long[] read = {0};
    try (InputStream in = new FileInputStream(file.toFile())) {
      TarReader reader =
          TarReader.ofHeaders(
              new FilterInputStream(in) {
                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                  int count = super.read(buffer, offset, length);
                  read[0] += count;
                  return count;
                }
              });
      for (TarEntry entry : entries) {
        assertEquals(entry, next(reader));
      }
      assertNull(reader.next());
    }
    assertTrue(read[0] < 500_000, read[0] + " bytes");
    // That skips beyond its end, and this one does not.
    for (int length : new int[] {1_000_000, bytes.size() - 10_000}) {
      Files.write(file, Arrays.copyOf(bytes.toByteArray(), length));
      for (InputStream in :
          List.of(new FileInputStream(file.toFile()), Files.newInputStream(file))) {
        try (in) {
          TarReader reader = TarReader.ofHeaders(in);
          MalformedException refusal =
              assertThrows(
                  MalformedException.class,
                  () -> {
                    while (reader.next() != null) {
                      // All of them.
                    }
                  });
          assertTrue(refusal.getMessage().contains("the archive ends"), refusal.getMessage());
        }
      }
    }
  }

  @Test
  void contentOfAnEntryThatIsPassedIsGone() throws IOException {
    TarReader in =
        new TarReader(
            new ByteArrayInputStream(
                new RawTar().header("x", '0', 2).content("hi").header("y", '0', 0).end()));
    next(in);
    var content = in.content();
    next(in);
    assertThrows(IllegalStateException.class, content::read);
  }

  private static byte[] sample() {
    return new RawTar()
        .pax("path=a", "mtime=1.5", "SCHILY.xattr.user.a=b")
        .header("x", '0', 3)
        .content("abc")
        .special('L', "long\0")
        .header("y", '2', 0, GNU)
        .pax("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=9")
        .header("z", '0', 514)
        .content("1\n3\n2\n")
        .content("hi")
        .end();
  }

  private static void readsOrRefuses(byte[] tar) {
    try {
      TarReader in = new TarReader(new ByteArrayInputStream(tar));
      for (TarEntry entry = in.next(); entry != null; entry = in.next()) {
        in.content().readNBytes(4096);
      }
    } catch (MalformedException e) {
      assertTrue(e.getMessage().startsWith("entry "), e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void refused(String message, byte[] before, RawTar.Change change) {
    byte[] tar = new RawTar().content(before).header("x", '0', 0, change).end();
    if (message.contains("checksum")) {
      tar[1] ^= 1;
    }
    refused(message, tar);
  }

  private static void refused(String message, byte[] tar) {
    MalformedException refusal = assertThrows(MalformedException.class, () -> entries(tar));
    assertTrue(refusal.getMessage().startsWith(message), refusal.getMessage());
  }

  static List<TarEntry> entries(byte[] tar) {
    try {
      TarReader in = new TarReader(new ByteArrayInputStream(tar));
      List<TarEntry> entries = new ArrayList<>();
      for (TarEntry entry = in.next(); entry != null; entry = in.next()) {
        entries.add(entry);
      }
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static TarEntry only(byte[] tar) {
    List<TarEntry> entries = entries(tar);
    assertEquals(1, entries.size());
    return entries.getFirst();
  }

  private static TarEntry next(TarReader in) throws IOException {
    TarEntry entry = in.next();
    if (entry == null) {
      throw new AssertionError("no entry");
    }
    return entry;
  }

  static RawTar.Change all(RawTar.Change... changes) {
    return block -> {
      for (RawTar.Change change : changes) {
        change.apply(block);
      }
    };
  }
}
