package coffer.image;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.security.MessageDigest;

/// A layer's tar whose diff id is checked at its end. One reader.
final class CheckedTar extends FilterInputStream {
  private final String label;
  private final Digest diffId;
  private final MessageDigest digest = Digest.sha256();
  private boolean checked;

  CheckedTar(LayerStream plain, String label, Digest diffId) {
    super(plain);
    this.label = label;
    this.diffId = diffId;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = in.read(buffer, offset, length);
    if (count >= 0) {
      digest.update(buffer, offset, count);
    } else if (!checked) {
      check(label, diffId, Digest.of(digest.digest()));
      checked = true;
    }
    return count;
  }

  @Override
  public long skip(long length) throws IOException {
    return readNBytes((int) Math.min(length, TarAhead.CHUNK)).length;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  static void check(String label, Digest wanted, Digest found) {
    if (!wanted.equals(found)) {
      throw new MalformedException(
          "%s: diff id %s wanted, found %s".formatted(label, wanted, found));
    }
  }
}
