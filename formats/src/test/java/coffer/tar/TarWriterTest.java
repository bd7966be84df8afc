package coffer.tar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TarWriterTest {
  private static final byte[] HI = "hi".getBytes(StandardCharsets.US_ASCII);

  @Test
  void emptyArchiveIsTwoZeroBlocks() throws IOException {
    assertArrayEquals(new byte[1024], archive(_ -> {}));
  }

  @Test
  void headerIsUstar() throws IOException {
    byte[] tar = archive(out -> out.entry(TarEntry.file("hello.txt", 0644, 2), HI));
    assertEquals(512 + 512 + 1024, tar.length);
    assertEquals("hello.txt\0", latin(tar, 0, 10));
    assertEquals("0000644\0", latin(tar, 100, 8));
    assertEquals("00000000002\0", latin(tar, 124, 12));
    assertEquals("0ustar\0" + "00", latin(tar, 156, 1) + latin(tar, 257, 8));
    assertEquals("hi\0", latin(tar, 512, 3));
  }

  @Test
  void longAndForeignNamesGetPaxRecords() throws IOException {
    String name = "d/".repeat(60) + "\u00c3\u00a4";
    byte[] tar = archive(out -> out.entry(TarEntry.file(name, 0644, 0)));
    assertEquals("x", latin(tar, 156, 1));
    assertEquals("132 path=" + name + "\n", latin(tar, 512, 132));
  }

  @Test
  void largeOwnersAndFractionsGetPaxRecords() throws IOException {
    TarEntry entry =
        TarEntry.file("a", 0644, 0).withOwner(-2, 7).withModified(new TarTime(-1, 500_000_000));
    byte[] tar = archive(out -> out.entry(entry));
    assertEquals("18 uid=4294967294\n14 mtime=-0.5\n", latin(tar, 512, 32));
  }

  @Test
  void streamedContentGivesTheSameBytes() throws IOException {
    TarEntry entry = TarEntry.file("hello.txt", 0644, 2);
    assertEquals(
        Digest.sha256Of(archive(out -> out.entry(entry, HI))),
        Digest.sha256Of(archive(out -> out.entry(entry, new ByteArrayInputStream(HI)))));
  }

  @Test
  void contentOfAnotherSizeIsRefused() {
    TarEntry entry = TarEntry.file("hello.txt", 0644, 3);
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> archive(out -> out.entry(entry, HI)));
    assertEquals("hello.txt: 3 bytes of content wanted, found 2", refusal.getMessage());
  }

  private interface Filling {
    void fill(TarWriter out) throws IOException;
  }

  private static byte[] archive(Filling filling) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarWriter out = new TarWriter(bytes)) {
      filling.fill(out);
    }
    return bytes.toByteArray();
  }

  private static String latin(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
  }
}
