package coffer.registry;

import coffer.bytes.MalformedException;
import coffer.oci.Descriptor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A blob as it comes from a registry. Where the connection breaks another one goes on from there
/// (RFC 9110, section 14, "Range Requests"). Exactly the descriptor's size comes out, or an
/// exception; the digest is the reader's to check. One reader.
final class BlobStream extends InputStream {
  /// Who gets on by so much is given all attempts again.
  private static final long PROGRESS = 64 * 1024;

  private static final int MAX_BREAKS = 100;
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");

  private final Http http;
  private final Ask ask;
  private final long size;
  private final String place;
  private long position;
  private long lastBreak;
  private int breaks;
  private int failures;
  private @Nullable Answer answer;

  BlobStream(Http http, Ask ask, Descriptor blob, long start)
      throws IOException, InterruptedException {
    this.http = http;
    this.ask = ask;
    size = blob.size();
    position = start;
    lastBreak = start;
    place = ask.repository() + "@" + blob.digest();
    if (position < size || size == 0) {
      answer = connect();
    }
  }

  private Answer connect() throws IOException, InterruptedException {
    Answer found = http.send(position == 0 ? ask : ask.with("Range", "bytes=" + position + "-"));
    try {
      check(found);
      if (found.status() == 200) {
        found.body().skipNBytes(position);
      }
      return found;
    } catch (IOException | RuntimeException e) {
      found.close();
      throw e;
    }
  }

  private void check(Answer found) throws IOException {
    switch (found.status()) {
      case 200 -> checkLength(found, size);
      case 206 -> {
        checkRange(found);
        checkLength(found, size - position);
      }
      default -> throw found.failure(place);
    }
  }

  private void checkLength(Answer found, long wanted) {
    if (found.length().isPresent() && found.length().getAsLong() != wanted) {
      throw new MalformedException(
          "%s: %d bytes wanted, the registry announces %d"
              .formatted(place, wanted, found.length().getAsLong()));
    }
  }

  private void checkRange(Answer found) {
    String range = found.header("content-range").orElse("");
    Matcher parts = CONTENT_RANGE.matcher(range);
    if (position == 0
        || !parts.matches()
        || Long.parseLong(parts.group(1)) != position
        || !(parts.group(3).equals("*") || Long.parseLong(parts.group(3)) == size)) {
      throw new MalformedException(
          "%s: bytes from %d of %d wanted, the registry announces '%s'"
              .formatted(place, position, size, range));
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    while (length > 0) {
      Answer open = answer;
      if (open == null) {
        if (position == size) {
          return -1;
        }
        goOn();
        continue;
      }
      try {
        int count = open.body().read(buffer, offset, length);
        if (count >= 0) {
          return taken(count);
        }
        if (position == size) {
          return -1;
        }
        broken(open, new EOFException("it ends after %d of %d bytes".formatted(position, size)));
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
        broken(open, e);
      }
    }
    return 0;
  }

  private int taken(int count) {
    position += count;
    if (position > size) {
      throw new MalformedException("%s: %d bytes wanted, found more".formatted(place, size));
    }
    return count;
  }

  private void broken(Answer open, IOException why) throws IOException {
    answer = null;
    open.close();
    failures = position - lastBreak >= PROGRESS ? 1 : failures + 1;
    lastBreak = position;
    if (++breaks > MAX_BREAKS || failures >= http.retry().attempts()) {
      throw new IOException(
          "%s: the connection broke %d times: %s".formatted(place, breaks, why.getMessage()), why);
    }
  }

  private void goOn() throws IOException {
    try {
      http.retry().pause(failures + 1);
      answer = connect();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + place + " was fetched");
    }
  }

  @Override
  public void close() {
    if (answer != null) {
      answer.close();
      answer = null;
    }
    position = size;
  }
}
