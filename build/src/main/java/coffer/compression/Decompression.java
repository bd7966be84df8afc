package coffer.compression;

import coffer.bytes.MalformedException;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// The plain content of a stream that holds it as it is, or compressed with gzip (in any number of
/// members) or zstd (in any number of frames); the first bytes tell. Damaged data is a
/// [MalformedException]; what follows the last gzip member and is no other member is left unread,
/// as gzip(1) has it.
public final class Decompression extends FilterInputStream {
  static final int BUFFER = 256 * 1024;

  /// The largest zstd window: what zstd(1) accepts unless told otherwise.
  private static final int ZSTD_WINDOW_LOG = 27;

  private static final int GZIP_MAGIC = 0x8b1f;
  private static final int GZIP_MASK = 0xffff;
  private static final int ZSTD_MAGIC = 0xfd2fb528;
  private static final int ZSTD_SKIPPABLE = 0x184d2a50;
  private static final int ZSTD_SKIPPABLE_MASK = 0xfffffff0;

  private final String format;

  private Decompression(InputStream plain, String format) {
    super(plain);
    this.format = format;
  }

  /// The plain content of `stored`, gzip inflated by `inflater`; closing it closes `stored`.
  public static InputStream of(InputStream stored, Inflater inflater) throws IOException {
    return of(stored, () -> inflater);
  }

  /// The same, where the inflater is asked for only if the content is gzip.
  public static InputStream of(InputStream stored, Supplier<Inflater> inflater) throws IOException {
    PeekableInputStream in = new PeekableInputStream(stored, BUFFER);
    int magic = in.peek();
    if ((magic & GZIP_MASK) == GZIP_MAGIC) {
      return open("gzip", () -> gunzip(in, inflater.get()));
    }
    if (magic == ZSTD_MAGIC || (magic & ZSTD_SKIPPABLE_MASK) == ZSTD_SKIPPABLE) {
      return open("zstd", () -> unzstd(in));
    }
    return in;
  }

  /// gzip data, member after member.
  static InputStream gunzip(PeekableInputStream in, Inflater inflater) throws IOException {
    if (BlockGzipInputStream.isBlock(in)) {
      return new BlockGzipInputStream(in, inflater);
    }
    return switch (inflater) {
      case ISAL -> new IsalInputStream(in);
      case LIBDEFLATE -> LibdeflateInputStream.open(in);
      case JAVA -> new GZIPInputStream(in, BUFFER);
    };
  }

  private static InputStream unzstd(InputStream in) throws IOException {
    ZstdInputStreamNoFinalizer plain = new ZstdInputStreamNoFinalizer(in);
    plain.setLongMax(ZSTD_WINDOW_LOG);
    return plain;
  }

  private interface Opening {
    InputStream open() throws IOException;
  }

  private static InputStream open(String format, Opening opening) throws IOException {
    try {
      return new Decompression(opening.open(), format);
    } catch (ZipException | EOFException | ZstdIOException e) {
      throw damaged(format, e);
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
    } catch (ZipException | EOFException | ZstdIOException e) {
      throw damaged(format, e);
    }
  }

  /// By reading: what is damaged is damaged for those who skip it too.
  @Override
  public long skip(long count) throws IOException {
    byte[] skipped = new byte[(int) Math.clamp(count, 0, BUFFER)];
    return Math.max(0, read(skipped, 0, skipped.length));
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private static MalformedException damaged(String format, IOException e) {
    return new MalformedException("damaged %s data: %s".formatted(format, e.getMessage()));
  }
}
