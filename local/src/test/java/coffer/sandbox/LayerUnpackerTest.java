package coffer.sandbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.linux.Linux;
import coffer.tar.TarEntry;
import coffer.tar.TarTime;
import coffer.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Layers as folders, unpacked as an ordinary user would.
class LayerUnpackerTest {
  @TempDir Path scratch;

  private Path top;
  private final ByteArrayOutputStream tar = new ByteArrayOutputStream();
  private final TarWriter out = new TarWriter(tar);

  @BeforeEach
  void folder() throws IOException {
    top = Files.createDirectory(scratch.resolve("layer"));
    Files.writeString(scratch.resolve("outside"), "untouched");
  }

  private void file(String name, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    out.entry(TarEntry.file(name, 0640, bytes.length), bytes);
  }

  private void unpack() throws IOException {
    out.finish();
    unpack(new ByteArrayInputStream(tar.toByteArray()));
  }

  private void unpack(InputStream in) throws IOException {
    LayerUnpacker.unpack(in, Linux.utf8(top.toString()), Ownership.ONE_ID);
  }

  @Test
  void contentModeAndTimeAreTheEntries() throws IOException {
    out.entry(TarEntry.directory("bin/", 0711).withModified(TarTime.ofSeconds(1000)));
    out.entry(
        TarEntry.file("bin/tool", 0755, 3).withModified(new TarTime(7, 500_000_000)),
        new byte[] {1, 2, 3});
    out.entry(TarEntry.symlink("sh", "bin/tool"));
    out.entry(TarEntry.hardLink("again", "bin/tool"));
    unpack();
    assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(top.resolve("again")));
    assertEquals(
        "rwxr-xr-x",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(top.resolve("bin/tool"))));
    assertEquals(
        "rwx--x--x",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(top.resolve("bin"))));
    assertEquals(
        Instant.ofEpochSecond(7, 500_000_000),
        Files.getLastModifiedTime(top.resolve("bin/tool")).toInstant());
    assertEquals(
        Instant.ofEpochSecond(1000), Files.getLastModifiedTime(top.resolve("bin")).toInstant());
    assertEquals("bin/tool", Files.readSymbolicLink(top.resolve("sh")).toString());
  }

  @Test
  void theLastEntryOfANameCounts() throws IOException {
    file("a", "first");
    file("a", "second");
    unpack();
    assertEquals("second", Files.readString(top.resolve("a")));
  }

  @Test
  void aWhiteoutIsADevice() throws IOException {
    file("etc/.wh.gone", "");
    unpack();
    assertFalse(Files.exists(top.resolve("etc/.wh.gone")));
    assertTrue(Files.exists(top.resolve("etc/gone")));
    assertFalse(Files.isRegularFile(top.resolve("etc/gone")));
  }

  @Test
  void namesOfAnyBytesAreKept() throws IOException {
    file("\u00ff\u0080", "odd");
    file(Linux.utf8("grün"), "green");
    unpack();
    try (Stream<Path> files = Files.list(top)) {
      assertEquals(2, files.count());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside", "a/../../outside", "/../outside", "./../../outside"})
  void noNameLeadsOut(String name) throws IOException {
    file(name, "overwritten");
    unpack();
    assertEquals("untouched", Files.readString(scratch.resolve("outside")));
    assertEquals("overwritten", Files.readString(top.resolve("outside")));
  }

  @Test
  void aLinkOnTheWayIsNotFollowed() throws IOException {
    out.entry(TarEntry.symlink("way", ".."));
    file("way/outside", "overwritten");
    assertThrows(MalformedException.class, this::unpack);
    assertEquals("untouched", Files.readString(scratch.resolve("outside")));
  }

  @Test
  void aLinkIsReplacedNotFollowed() throws IOException {
    out.entry(TarEntry.symlink("name", "../outside"));
    file("name", "own");
    unpack();
    assertEquals("untouched", Files.readString(scratch.resolve("outside")));
    assertEquals("own", Files.readString(top.resolve("name")));
  }

  @Test
  void aHardLinkLeadsToAnEntryOrNowhere() throws IOException {
    out.entry(TarEntry.hardLink("stolen", "../outside"));
    MalformedException e = assertThrows(MalformedException.class, this::unpack);
    assertTrue(e.getMessage().contains("outside"), e::getMessage);
  }

  @Test
  void everyTruncationEndsInAnErrorOrTheEnd() throws IOException {
    file("a/b", "content");
    out.finish();
    byte[] whole = tar.toByteArray();
    for (int length = 0; length < whole.length; length += 100) {
      Path folder = Files.createDirectory(scratch.resolve("cut-" + length));
      var cut = new ByteArrayInputStream(whole, 0, length);
      try {
        LayerUnpacker.unpack(cut, Linux.utf8(folder.toString()), Ownership.ONE_ID);
      } catch (MalformedException expected) {
        assertFalse(expected.getMessage().isEmpty());
      }
    }
  }

  @Test
  void twoReadersSeeTheSame() throws Exception {
    byte[] content = new byte[3_000_000];
    new java.util.Random(1).nextBytes(content);
    Chunks chunks = new Chunks();
    var second =
        java.util.concurrent.CompletableFuture.supplyAsync(
            () -> {
              try (chunks) {
                return chunks.readAllBytes();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    assertArrayEquals(content, chunks.tee(new ByteArrayInputStream(content)).readAllBytes());
    assertArrayEquals(content, second.join());
  }

  @Test
  void aReaderThatStopsLetsTheOtherGoOn() throws IOException {
    byte[] content = new byte[3_000_000];
    Chunks chunks = new Chunks();
    chunks.close();
    assertEquals(
        content.length, chunks.tee(new ByteArrayInputStream(content)).readAllBytes().length);
  }
}
