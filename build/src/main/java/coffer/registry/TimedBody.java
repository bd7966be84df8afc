package coffer.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// A body over a socket that times out, in words that say how long nothing came. One reader.
final class TimedBody extends FilterInputStream {
  private final Duration longest;

  TimedBody(InputStream body, Duration longest) {
    super(body);
    this.longest = longest;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      return in.read(buffer, offset, length);
    } catch (SocketTimeoutException e) {
      throw new IOException("nothing came for " + longest.toSeconds() + " seconds", e);
    }
  }
}
