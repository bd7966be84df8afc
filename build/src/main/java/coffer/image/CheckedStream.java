package coffer.image;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.oci.Descriptor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/// A blob whose size and digest, or a layer's tar whose diff id, are checked at the end. One
/// reader.
public final class CheckedStream extends FilterInputStream {
  private static final long UNKNOWN = -1;

  private final String name;
  private final String kind;
  private final Digest wanted;
  private final long size;
  private final MessageDigest digest = Digest.sha256();
  private long count;
  private boolean checked;

  private CheckedStream(InputStream in, String name, String kind, Digest wanted, long size) {
    super(in);
    this.name = name;
    this.kind = kind;
    this.wanted = wanted;
    this.size = size;
  }

  /// Checks `stored` against `blob`; errors call it `name`.
  public static CheckedStream blob(InputStream stored, Descriptor blob, String name) {
    return new CheckedStream(stored, name, "digest", blob.digest(), blob.size());
  }

  /// Checks the tar of the layer `label` against its diff id; nothing says how large a tar is.
  static CheckedStream tar(LayerStream plain, String label, Digest diffId) {
    return new CheckedStream(plain, label, "diff id", diffId, UNKNOWN);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    if (read >= 0) {
      digest.update(buffer, offset, read);
      count += read;
    }
    if (size != UNKNOWN && (count > size || (read < 0 && count != size))) {
      throw new MalformedException(
          "%s: %d bytes wanted, found %s".formatted(name, size, read < 0 ? count : "more"));
    }
    if (read < 0 && !checked) {
      check(name, kind, wanted, Digest.of(digest.digest()));
      checked = true;
    }
    return read;
  }

  /// Checks what a layer's tar came to.
  static void checkDiffId(String label, Digest wanted, Digest found) {
    check(label, "diff id", wanted, found);
  }

  private static void check(String name, String kind, Digest wanted, Digest found) {
    if (!wanted.equals(found)) {
      throw new MalformedException(
          "%s: %s %s wanted, found %s".formatted(name, kind, wanted, found));
    }
  }

  @Override
  public long skip(long length) throws IOException {
    return readNBytes((int) Math.min(length, TarAhead.CHUNK)).length;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
