package coffer.image;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.compression.Decompression;
import coffer.compression.Inflater;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A layer's tar, decompressed, and the blob checked at its end; the diff id is not. One reader.
final class LayerStream extends InputStream {
  private static final int BUFFER = 64 * 1024;

  /// Larger than any platform's limit on images.
  private static final long MAX_SIZE = 1L << 36;

  /// What gzip can unfold a byte to, and no honest layer beyond [#SMALL_SIZE].
  private static final long MAX_RATIO = 1100;

  private static final long SMALL_SIZE = 1L << 30;

  private final String label;
  private final @Nullable Digest blob;
  private final long size;
  private final CountingInputStream stored;
  private final DigestInputStream compressed;
  private final InputStream plain;
  private long read;
  private boolean checked;

  LayerStream(
      InputStream stored,
      String label,
      @Nullable Digest blob,
      long size,
      Supplier<Inflater> inflater,
      LongConsumer heard)
      throws IOException {
    this.label = label;
    this.blob = blob;
    this.size = size;
    this.stored = new CountingInputStream(stored, heard);
    this.compressed = new DigestInputStream(this.stored, Digest.sha256());
    compressed.on(blob != null);
    try {
      plain = Decompression.of(compressed, inflater);
    } catch (MalformedException e) {
      stored.close();
      throw e.within(label);
    } catch (IOException | RuntimeException | Error e) {
      stored.close();
      throw e;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count;
    try {
      count = plain.read(buffer, offset, length);
    } catch (MalformedException e) {
      throw e.within(label);
    }
    if (count < 0) {
      check();
      return -1;
    }
    read += count;
    if (read > MAX_SIZE) {
      throw new MalformedException(label + ": grows beyond %d bytes".formatted(MAX_SIZE));
    }
    if (read > SMALL_SIZE && read / MAX_RATIO > size) {
      throw new MalformedException(
          label + ": unfolds to more than %d times its %d bytes".formatted(MAX_RATIO, size));
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
      Digest found = Digest.of(compressed.getMessageDigest().digest());
      if (!found.equals(blob)) {
        throw new MalformedException(
            "%s: digest %s wanted, found %s".formatted(label, blob, found));
      }
    }
    checked = true;
  }
}
