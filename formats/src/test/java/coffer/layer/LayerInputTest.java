package coffer.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.MalformedException;
import coffer.testkit.Mutations;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class LayerInputTest {
  private static final byte[] TAR = Tars.tar(out -> Tars.file(out, "hello.txt", "hi"));

  @Test
  void plainTarIsReadAsItIs() throws IOException {
    assertArrayEquals(TAR, read(TAR));
    assertArrayEquals(new byte[] {1}, read(new byte[] {1}));
    assertArrayEquals(new byte[0], read(new byte[0]));
  }

  @Test
  void gzipMembersFollowEachOther() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    for (int from = 0; from < TAR.length; from += 512) {
      compressed.writeBytes(gzip(Arrays.copyOfRange(TAR, from, from + 512)));
    }
    assertArrayEquals(TAR, read(compressed.toByteArray()));
  }

  @Test
  void membersAreFoundInPipesThatNeverSayWhatTheyHave() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    compressed.writeBytes(gzip(Arrays.copyOf(TAR, 512)));
    compressed.writeBytes(gzip(Arrays.copyOfRange(TAR, 512, TAR.length)));
    InputStream pipe =
        new ByteArrayInputStream(compressed.toByteArray()) {
          @Override
          public synchronized int available() {
            return 0;
          }

          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            return super.read(buffer, offset, Math.min(length, 7));
          }
        };
    assertArrayEquals(TAR, LayerInput.of(pipe).readAllBytes());
  }

  @Test
  void truncatedGzipIsMalformed() throws IOException {
    byte[] compressed = gzip(TAR);
    Mutations.truncations(compressed)
        .skip(4)
        .forEach(
            cut -> {
              MalformedException refusal =
                  assertThrows(MalformedException.class, () -> read(cut), cut.length + " bytes");
              assertEquals("damaged gzip data", refusal.getMessage().substring(0, 17));
            });
  }

  @Test
  void zstdSaysWhatToDo() {
    MalformedException refusal =
        assertThrows(
            MalformedException.class,
            () -> read(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0}));
    assertEquals(
        "a zstd layer, which cannot be read; decompress it first: zstd -d", refusal.getMessage());
  }

  private static byte[] read(byte[] stored) throws IOException {
    try (InputStream in = LayerInput.of(new ByteArrayInputStream(stored))) {
      return in.readAllBytes();
    }
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(plain);
    }
    return compressed.toByteArray();
  }
}
