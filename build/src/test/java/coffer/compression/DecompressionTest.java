package coffer.compression;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.testkit.Mutations;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DecompressionTest {
  private static final byte[] TEXT = text(3_000_000, 7);

  static List<Inflater> inflaters() {
    return Stream.of(Inflater.values()).filter(Inflater::isAvailable).toList();
  }

  @ParameterizedTest
  @MethodSource("inflaters")
  void gzipComesOutAsItWas(Inflater inflater) throws IOException {
    for (int size : new int[] {0, 1, 65_535, 262_144, TEXT.length}) {
      byte[] content = Arrays.copyOf(TEXT, size);
      assertArrayEquals(content, plain(gzip(content), inflater), inflater + " " + size);
    }
  }

  @ParameterizedTest
  @MethodSource("inflaters")
  void membersFollowEachOther(Inflater inflater) throws IOException {
    byte[] stored = join(gzip(TEXT), gzip(new byte[0]), gzip(new byte[] {1, 2, 3}), gzip(TEXT));
    assertArrayEquals(
        join(TEXT, new byte[] {1, 2, 3}, TEXT), plain(stored, inflater), inflater.toString());
  }

  @ParameterizedTest
  @MethodSource("inflaters")
  void slowStreamsGiveTheSame(Inflater inflater) throws IOException {
    byte[] stored = join(gzip(TEXT), gzip(TEXT));
    try (InputStream in = Decompression.of(new Dripping(stored), inflater)) {
      assertArrayEquals(join(TEXT, TEXT), in.readAllBytes());
    }
  }

  @ParameterizedTest
  @MethodSource("inflaters")
  void whatFollowsTheLastMemberIsLeftAlone(Inflater inflater) throws IOException {
    byte[] stored = join(gzip(TEXT), new byte[700]);
    assertArrayEquals(TEXT, plain(stored, inflater), inflater.toString());
  }

  @ParameterizedTest
  @MethodSource("inflaters")
  void memberLargerThanMemoryAllows(Inflater inflater) throws IOException {
    byte[] zeros = new byte[LibdeflateInputStream.MAX_PLAIN + 5];
    byte[] stored = join(gzip(TEXT), gzip(zeros), gzip(TEXT));
    assertArrayEquals(join(TEXT, zeros, TEXT), plain(stored, inflater), inflater.toString());
  }

  @ParameterizedTest
  @MethodSource("inflaters")
  void everyTruncationIsNoticed(Inflater inflater) {
    byte[] stored = gzip(Arrays.copyOf(TEXT, 300));
    Mutations.truncations(stored)
        .skip(2)
        .forEach(
            cut ->
                assertThrows(
                    MalformedException.class,
                    () -> plain(cut, inflater),
                    inflater + " " + cut.length));
  }

  @ParameterizedTest
  @MethodSource("inflaters")
  void everyFlippedBitOfTheContentIsNoticed(Inflater inflater) {
    byte[] stored = gzip(Arrays.copyOf(TEXT, 300));
    byte[] content = Arrays.copyOf(TEXT, 300);
    Mutations.bitFlips(stored, 10, stored.length)
        .forEach(flipped -> assertNoticedOrHarmless(content, flipped, inflater));
  }

  /// Some bits mean nothing: those between the last symbol and the next whole byte.
  private static void assertNoticedOrHarmless(byte[] content, byte[] damaged, Inflater inflater) {
    try {
      assertArrayEquals(content, plain(damaged, inflater), inflater.toString());
    } catch (MalformedException _) {
      // Noticed.
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("inflaters")
  void blocksThatSayTheirSizeAreReadInParallel(Inflater inflater) throws IOException {
    byte[] stored = blocks(TEXT);
    assertTrue(BlockGzipInputStream.isBlock(peekable(stored)));
    assertArrayEquals(TEXT, plain(stored, inflater));
    assertArrayEquals(join(TEXT, TEXT), plain(join(stored, gzip(TEXT)), inflater));
    assertArrayEquals(TEXT, plain(join(stored, new byte[100]), inflater));
  }

  @Test
  void damagedBlocksAreNoticed() {
    byte[] content = Arrays.copyOf(TEXT, 300);
    byte[] stored = blocks(content);
    int end = stored.length - block(new byte[0]).length;
    Mutations.truncations(stored)
        .skip(2)
        .limit(end - 2)
        .forEach(
            cut ->
                assertThrows(
                    MalformedException.class, () -> plain(cut, Inflater.JAVA), "" + cut.length));
    Mutations.bitFlips(stored, 16, end)
        .forEach(flipped -> assertNoticedOrHarmless(content, flipped, Inflater.JAVA));
  }

  @Test
  void zstdComesOutAsItWas() throws IOException {
    byte[] stored = join(Zstd.compress(TEXT, 3), Zstd.compress(new byte[] {5}));
    assertArrayEquals(join(TEXT, new byte[] {5}), plain(stored, Inflater.JAVA));
  }

  @Test
  void truncatedZstdIsNoticed() {
    byte[] stored = Zstd.compress(Arrays.copyOf(TEXT, 1000), 3);
    Mutations.truncations(stored)
        .skip(4)
        .forEach(cut -> assertThrows(MalformedException.class, () -> plain(cut, Inflater.JAVA)));
  }

  @Test
  void plainContentStaysAsItIs() throws IOException {
    assertArrayEquals(TEXT, plain(TEXT, Inflater.fastest()));
    assertEquals(0, plain(new byte[0], Inflater.fastest()).length);
  }

  @FuzzTest
  void fuzz(byte[] stored) throws IOException {
    for (Inflater inflater : inflaters()) {
      try (InputStream in = Decompression.of(new ByteArrayInputStream(stored), inflater)) {
        in.skipNBytes(Math.min(in.available(), 0));
        byte[] buffer = new byte[4096];
        for (int left = 1024; left > 0 && in.read(buffer) >= 0; left--) {
          // Up to four megabytes.
        }
      } catch (MalformedException _) {
        // The one exception that is allowed.
      }
    }
  }

  private static byte[] plain(byte[] stored, Inflater inflater) throws IOException {
    try (InputStream in = Decompression.of(new ByteArrayInputStream(stored), inflater)) {
      return in.readAllBytes();
    }
  }

  private static PeekableInputStream peekable(byte[] stored) {
    return new PeekableInputStream(new ByteArrayInputStream(stored), 1024);
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /// BGZF: members of at most 65280 bytes, each with its size, and an empty one at the end.
  private static byte[] blocks(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < content.length; at += 65_280) {
      out.writeBytes(block(Arrays.copyOfRange(content, at, Math.min(content.length, at + 65_280))));
    }
    out.writeBytes(block(new byte[0]));
    return out.toByteArray();
  }

  private static byte[] block(byte[] content) {
    byte[] gzip = gzip(content);
    int size = gzip.length + 8;
    byte[] block = new byte[size];
    byte[] header = {0x1f, (byte) 0x8b, 8, 4, 0, 0, 0, 0, 0, (byte) 0xff, 6, 0, 'B', 'C', 2, 0};
    System.arraycopy(header, 0, block, 0, header.length);
    block[16] = (byte) (size - 1);
    block[17] = (byte) ((size - 1) >> 8);
    System.arraycopy(gzip, 10, block, 18, gzip.length - 10);
    return block;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /// Words that compress, and some that do not.
  private static byte[] text(int size, long seed) {
    Random random = new Random(seed);
    byte[] text = new byte[size];
    byte[] word = new byte[40];
    for (int at = 0; at < size; at += word.length) {
      if (random.nextInt(3) == 0) {
        random.nextBytes(word);
      }
      System.arraycopy(word, 0, text, at, Math.min(word.length, size - at));
    }
    return text;
  }

  /// Gives few bytes at a time.
  private static final class Dripping extends InputStream {
    private final byte[] content;
    private int at;

    Dripping(byte[] content) {
      this.content = content;
    }

    @Override
    public int read() {
      return at == content.length ? -1 : Byte.toUnsignedInt(content[at++]);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      if (at == content.length) {
        return -1;
      }
      int count = Math.min(Math.min(length, 1 + at % 97), content.length - at);
      System.arraycopy(content, at, buffer, offset, count);
      at += count;
      return count;
    }
  }
}
