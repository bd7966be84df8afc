package coffer.image;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// A layer's tar, decompressed and checked while it is read. One reader, one thread.
final class LayerStream extends InputStream {
  private static final int BUFFER = 64 * 1024;

  /// Larger than any platform's limit on images, and a bound on what a small blob can unfold to.
  private static final long MAX_SIZE = 1L << 36;

  private static final int GZIP_MAGIC = 0x8b1f;
  private static final int ZSTD_MAGIC = 0xb528;

  private final String label;
  private final @Nullable Digest blob;
  private final Digest diffId;
  private final long size;
  private final CountingInputStream stored;
  private final DigestInputStream compressed;
  private final MessageDigest plainDigest = Digest.sha256();
  private final InputStream plain;
  private long read;
  private boolean checked;

  LayerStream(InputStream stored, String label, @Nullable Digest blob, Digest diffId, long size)
      throws IOException {
    this.label = label;
    this.blob = blob;
    this.diffId = diffId;
    this.size = size;
    this.stored = new CountingInputStream(stored);
    this.compressed = new DigestInputStream(this.stored, Digest.sha256());
    compressed.on(blob != null);
    try {
      plain = decompressed(new BufferedInputStream(compressed, BUFFER));
    } catch (IOException | MalformedException e) {
      stored.close();
      throw e;
    }
  }

  private InputStream decompressed(BufferedInputStream in) throws IOException {
    in.mark(2);
    int magic = in.read() | in.read() << 8;
    in.reset();
    return switch (magic) {
      case GZIP_MAGIC -> malformedIfDamaged(() -> new GZIPInputStream(in, BUFFER));
      case ZSTD_MAGIC -> throw new MalformedException(label + ": " + ImageChecks.ZSTD);
      default -> in;
    };
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = malformedIfDamaged(() -> plain.read(buffer, offset, length));
    if (count < 0) {
      check();
      return -1;
    }
    plainDigest.update(buffer, offset, count);
    read += count;
    if (read > MAX_SIZE) {
      throw new MalformedException(label + ": grows beyond %d bytes".formatted(MAX_SIZE));
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    plain.close();
  }

  private void check() throws IOException {
    if (checked) {
      return;
    }
    byte[] rest = new byte[BUFFER];
    while (compressed.read(rest) >= 0) {
      // bytes after the compressed data count for the blob's digest
    }
    if (stored.count() != size) {
      throw new MalformedException(
          "%s: %d bytes wanted, found %d".formatted(label, size, stored.count()));
    }
    if (blob != null) {
      expect("digest", blob, Digest.of(compressed.getMessageDigest().digest()));
    }
    expect("diff id", diffId, Digest.of(plainDigest.digest()));
    checked = true;
  }

  private void expect(String what, Digest wanted, Digest found) {
    if (!wanted.equals(found)) {
      throw new MalformedException(
          "%s: %s %s wanted, found %s".formatted(label, what, wanted, found));
    }
  }

  private interface Reading<T> {
    T run() throws IOException;
  }

  private <T> T malformedIfDamaged(Reading<T> reading) throws IOException {
    try {
      return reading.run();
    } catch (ZipException | EOFException e) {
      throw new MalformedException(label + ": damaged gzip data: " + e.getMessage());
    }
  }
}
