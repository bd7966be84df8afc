package coffer.tar;

import coffer.bytes.MalformedException;
import java.io.IOException;
import java.io.InputStream;

/// The content of a reader's current entry.
final class ContentStream extends InputStream {
  private final TarReader tar;
  private final int number;

  ContentStream(TarReader tar) {
    this.tar = tar;
    number = tar.number();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (tar.number() != number) {
      throw new IllegalStateException("the reader went on to entry " + tar.number());
    }
    try {
      return length == 0 ? 0 : tar.read(buffer, offset, length);
    } catch (MalformedException e) {
      throw e.within(tar.place());
    }
  }
}
