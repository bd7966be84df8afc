package coffer.layer;

import coffer.bytes.MalformedException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// A layer's tar out of a stream that holds it plain or compressed with gzip, in any number of
/// members; the first bytes tell. Damaged gzip data is a [MalformedException]. The root hash does
/// not depend on the compression.
public final class LayerInput extends FilterInputStream {
  private static final int BUFFER = 64 * 1024;
  private static final int MAGIC_SIZE = 4;
  private static final int GZIP_MAGIC = 0x8b1f;
  private static final int GZIP_MASK = 0xffff;
  private static final int ZSTD_MAGIC = 0xfd2fb528;

  private LayerInput(InputStream tar) {
    super(tar);
  }

  /// The uncompressed tar in `stored`; closing it closes `stored`.
  public static InputStream of(InputStream stored) throws IOException {
    Peekable in = new Peekable(stored);
    int magic = in.magic();
    if (magic == ZSTD_MAGIC) {
      throw new MalformedException(
          "a zstd layer, which cannot be read; decompress it first: zstd -d");
    }
    return (magic & GZIP_MASK) == GZIP_MAGIC ? gunzip(in) : in;
  }

  private static InputStream gunzip(InputStream in) throws IOException {
    try {
      return new LayerInput(new GZIPInputStream(in, BUFFER));
    } catch (ZipException | EOFException e) {
      throw damaged(e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      return super.read(buffer, offset, length);
    } catch (ZipException | EOFException e) {
      throw damaged(e);
    }
  }

  private static MalformedException damaged(IOException e) {
    return new MalformedException("damaged gzip data: " + e.getMessage());
  }

  /// Knows at each place whether the stream goes on: [GZIPInputStream] looks for another member
  /// only where it hears that there is more, and a pipe may not have it yet.
  private static final class Peekable extends BufferedInputStream {
    Peekable(InputStream in) {
      super(in, BUFFER);
    }

    /// The first four bytes, little-endian; fewer count as zeros.
    int magic() throws IOException {
      mark(MAGIC_SIZE);
      byte[] first = readNBytes(MAGIC_SIZE);
      reset();
      int magic = 0;
      for (int i = 0; i < first.length; i++) {
        magic |= Byte.toUnsignedInt(first[i]) << (8 * i);
      }
      return magic;
    }

    @Override
    public int available() throws IOException {
      int known = super.available();
      if (known > 0) {
        return known;
      }
      mark(1);
      int next = read();
      reset();
      return next < 0 ? 0 : 1;
    }
  }
}
