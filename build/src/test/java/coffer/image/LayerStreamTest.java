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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A layer of a file, which unlike bytes in memory cannot be read once it was closed.
class LayerStreamTest {
  private static final byte[] STORED = Archives.gzip(Archives.TOP);
  private static final Digest BLOB = Digest.sha256Of(STORED);

  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource
  void blobsAreCheckedAtTheirEnd(Inflater wanted) throws IOException {
    Inflater inflater = wanted.isAvailable() ? wanted : Inflater.JAVA;
    assertArrayEquals(Archives.TOP, read(STORED.length, BLOB, inflater));
    Digest other = Digest.sha256Of(Archives.TOP);
    assertEquals(
        "layer: digest %s wanted, found %s".formatted(other, BLOB),
        assertThrows(MalformedException.class, () -> read(STORED.length, other, inflater))
            .getMessage());
    assertEquals(
        "layer: 9 bytes wanted, found " + STORED.length,
        assertThrows(MalformedException.class, () -> read(9, BLOB, inflater)).getMessage());
  }

  private byte[] read(long size, Digest blob, Inflater inflater) throws IOException {
    InputStream stored = Files.newInputStream(Files.write(temp.resolve("blob"), STORED));
    try (InputStream plain = new LayerStream(stored, "layer", blob, size, () -> inflater)) {
      return plain.readAllBytes();
    }
  }
}
