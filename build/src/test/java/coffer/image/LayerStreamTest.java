package coffer.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.compression.Inflater;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A layer of a file, which unlike bytes in memory cannot be read once it was closed.
class LayerStreamTest {
  /// More than any inflater takes into memory.
  private static final int LARGE = 9_000_000;

  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource
  void smallBlobsAreCheckedAtTheirEnd(Inflater wanted) throws IOException {
    assertCheckedAtItsEnd(Archives.TOP, available(wanted));
  }

  @ParameterizedTest
  @EnumSource
  void largeBlobsAreCheckedAtTheirEnd(Inflater wanted) throws IOException {
    byte[] content = new byte[LARGE];
    new Random(1).nextBytes(content);
    assertCheckedAtItsEnd(content, available(wanted));
  }

  private static Inflater available(Inflater wanted) {
    return wanted.isAvailable() ? wanted : Inflater.JAVA;
  }

  private void assertCheckedAtItsEnd(byte[] content, Inflater inflater) throws IOException {
    byte[] stored = Archives.gzip(content);
    Path file = Files.write(temp.resolve("blob"), stored);
    Digest blob = Digest.sha256Of(stored);
    assertArrayEquals(content, read(file, stored.length, blob, inflater));
    Digest other = Digest.sha256Of(content);
    assertEquals(
        "layer: digest %s wanted, found %s".formatted(other, blob),
        assertThrows(MalformedException.class, () -> read(file, stored.length, other, inflater))
            .getMessage());
    assertEquals(
        "layer: %d bytes wanted, found %d".formatted(stored.length + 1, stored.length),
        assertThrows(MalformedException.class, () -> read(file, stored.length + 1, blob, inflater))
            .getMessage());
  }

  private static byte[] read(Path file, long size, Digest blob, Inflater inflater)
      throws IOException {
    InputStream stored = Files.newInputStream(file);
    try (InputStream plain =
        new LayerStream(stored, "layer", blob, size, () -> inflater, _ -> {})) {
      return plain.readAllBytes();
    }
  }
}
