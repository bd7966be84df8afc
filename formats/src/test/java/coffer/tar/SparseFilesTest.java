package coffer.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/// Sparse files of each format that GNU tar has had: `..hi...ho.` with zeros for dots.
class SparseFilesTest {
  private static final String EXPANDED = "\0\0hi\0\0\0ho\0";
  private static final String[] MAP = {
    "GNU.sparse.size=10", "GNU.sparse.numblocks=2", "GNU.sparse.map=2,2,7,2"
  };

  @Test
  void oldFormatInTheHeader() {
    assertEquals(EXPANDED, content(old("hiho", 10, "", 2, 2, 7, 2)));
  }

  @Test
  void oldFormatWithBlocksOfItsOwn() {
    byte[] more = new byte[512];
    System.arraycopy(Latin1.toBytes(numbers(8, 1, 9, 0)), 0, more, 0, 48);
    byte[] tar =
        new RawTar()
            .header("x", 'S', 5, oldHeader(10, "\1", 2, 1, 3, 1, 5, 1, 7, 1))
            .content(more)
            .content("hiho!")
            .end();
    assertEquals("\0\0hi\0h\0o!\0", content(tar));
  }

  @Test
  void format00RepeatsItsRecords() {
    assertEquals(
        EXPANDED,
        content(
            new RawTar()
                .pax(
                    "GNU.sparse.size=10",
                    "GNU.sparse.numblocks=2",
                    "GNU.sparse.offset=2",
                    "GNU.sparse.numbytes=2",
                    "GNU.sparse.offset=7",
                    "GNU.sparse.numbytes=2")
                .header("x", '0', 4)
                .content("hiho")
                .end()));
  }

  @Test
  void format01HasAMapAndAName() {
    byte[] tar =
        new RawTar()
            .pax(MAP[0], MAP[1], MAP[2], "GNU.sparse.name=real")
            .header("x", '0', 4)
            .content("hiho")
            .end();
    assertEquals("real", TarReaderTest.only(tar).name());
    assertEquals(10, TarReaderTest.only(tar).size());
    assertEquals(EXPANDED, content(tar));
  }

  @Test
  void format10HasTheMapBeforeTheData() {
    assertEquals(EXPANDED, content(format10("2\n2\n2\n7\n2\n", "hiho", 10)));
  }

  @Test
  void unknownVersionsArePlainFiles() {
    assertEquals(
        "hiho",
        content(
            new RawTar()
                .pax("GNU.sparse.major=2", "GNU.sparse.minor=0")
                .header("x", '0', 4)
                .content("hiho")
                .end()));
  }

  @Test
  void holesCanBeSteppedOver() throws IOException {
    TarReader in =
        new TarReader(new ByteArrayInputStream(format10("1\n1099511627776\n2\n", "hi", 1L << 41)));
    in.next();
    assertEquals(1L << 40, in.skipHole());
    assertEquals(0, in.skipHole());
    assertEquals(2, in.read(new byte[10], 0, 10));
    assertEquals((1L << 40) - 2, in.skipHole());
    assertEquals(-1, in.read(new byte[1], 0, 1));
  }

  @Test
  void mapsThatDoNotFitAreRefused() {
    refused("2 bytes at 9, after 0 and in a file of 10 bytes", format10("1\n9\n2\n", "hi", 10));
    refused("2 bytes at 3, after 4 and", format10("2\n2\n2\n3\n2\n", "hiho", 10));
    refused("-1 bytes at 2", format10("1\n2\n-1\n", "hi", 10));
    refused("the file's size is -5", format10("0\n", "", -5));
    refused("a number wanted, found 'x'", format10("1\nx\n2\n", "hi", 10));
    refused("the sparse map does not end", format10("5\n1\n1\n", "", 10));
    refused("the sparse map wants more data than there is", format10("1\n0\n9\n", "hi", 10));
    refused("there are 2 bytes that the sparse map leaves out", format10("1\n0\n2\n", "hiho", 10));
    refused(
        "2 fragments wanted, found 2 numbers",
        new RawTar()
            .pax("GNU.sparse.numblocks=2", "GNU.sparse.map=1,2", "GNU.sparse.size=9")
            .header("x", '0', 0)
            .end());
    refused("not in pairs", new RawTar().pax("GNU.sparse.numbytes=2").header("x", '0', 0).end());
    refused("a sparse map, but no file", new RawTar().pax(MAP).header("x", '5', 0).end());
    refused("sparse file of a kind that is not GNU's", new RawTar().header("x", 'S', 0).end());
  }

  @Test
  void endlessMapsAreRefused() {
    RawTar tar = new RawTar().header("x", 'S', 0, oldHeader(10, "\1"));
    for (int i = 0; i < 3000; i++) {
      tar.header(
          "",
          '0',
          0,
          block -> {
            java.util.Arrays.fill(block, (byte) 0);
            block[504] = 1;
          });
    }
    refused("longer than 1048576 bytes", tar.toBytes());
    refused(
        "longer than 1048576 bytes",
        new RawTar()
            .pax("GNU.sparse.major=1", "GNU.sparse.minor=0")
            .header("x", '0', 2_000_000)
            .content("0".repeat(2_000_000))
            .end());
  }

  private static byte[] format10(String map, String data, long size) {
    int stored = Math.ceilDiv(map.length(), 512) * 512 + data.length();
    return new RawTar()
        .pax("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=" + size)
        .header("x", '0', stored)
        .content(map)
        .content(data)
        .end();
  }

  private static byte[] old(String data, long size, String extended, long... map) {
    return new RawTar()
        .header("x", 'S', data.length(), oldHeader(size, extended, map))
        .content(data)
        .end();
  }

  private static RawTar.Change oldHeader(long size, String extended, long... map) {
    return TarReaderTest.all(
        RawTar.at(257, "ustar  \0"),
        RawTar.at(386, numbers(map)),
        RawTar.at(482, extended),
        RawTar.at(483, numbers(size)));
  }

  private static String numbers(long... values) {
    StringBuilder fields = new StringBuilder();
    for (long value : values) {
      String digits = Long.toOctalString(value);
      fields.append("0".repeat(11 - digits.length())).append(digits).append('\0');
    }
    return fields.toString();
  }

  private static String content(byte[] tar) {
    try {
      TarReader in = new TarReader(new ByteArrayInputStream(tar));
      in.next();
      String content = Latin1.of(in.content().readAllBytes());
      in.next();
      return content;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void refused(String message, byte[] tar) {
    MalformedException refusal = assertThrows(MalformedException.class, () -> content(tar));
    assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    assertTrue(refusal.getMessage().startsWith("entry 1"), refusal.getMessage());
  }
}
