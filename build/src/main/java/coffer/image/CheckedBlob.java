package coffer.image;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.oci.Descriptor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/// A blob whose size and digest are checked at its end. One reader.
public final class CheckedBlob extends FilterInputStream {
  private final Descriptor blob;
  private final String name;
  private final MessageDigest digest = Digest.sha256();
  private long count;
  private boolean checked;

  /// Checks `stored` against `blob`; errors call it `name`.
  public CheckedBlob(InputStream stored, Descriptor blob, String name) {
    super(stored);
    this.blob = blob;
    this.name = name;
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
    if (count > blob.size() || (read < 0 && count != blob.size())) {
      throw new MalformedException(
          "%s: %d bytes wanted, found %s".formatted(name, blob.size(), read < 0 ? count : "more"));
    }
    if (read < 0 && !checked) {
      Digest found = Digest.of(digest.digest());
      if (!found.equals(blob.digest())) {
        throw new MalformedException(
            "%s: digest %s wanted, found %s".formatted(name, blob.digest(), found));
      }
      checked = true;
    }
    return read;
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
