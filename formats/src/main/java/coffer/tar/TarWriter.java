package coffer.tar;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Writes a POSIX tar archive: ustar headers, preceded by a pax header only where ustar cannot say
/// it (long or non-ASCII names, large numbers, fractions of seconds, extended attributes). The same
/// entries give the same bytes. Not thread-safe.
public final class TarWriter implements Closeable {
  private static final String PAX_NAME = "PaxHeaders/";
  private static final int COPY_BUFFER = 64 * 1024;

  private final OutputStream out;
  private boolean finished;

  /// Writes to `out`, which [#close] closes.
  public TarWriter(OutputStream out) {
    this.out = out;
  }

  /// Writes an entry without content.
  public void entry(TarEntry entry) throws IOException {
    entry(entry, new byte[0]);
  }

  /// Writes an entry and its content, which must have the size that the entry says.
  public void entry(TarEntry entry, byte[] content) throws IOException {
    if (content.length != entry.size()) {
      throw wrongSize(entry, content.length);
    }
    header(entry);
    out.write(content);
    pad(content.length);
  }

  /// Writes an entry and its content, read to its end from `content`, which stays open.
  public void entry(TarEntry entry, InputStream content) throws IOException {
    header(entry);
    byte[] buffer = new byte[COPY_BUFFER];
    long copied = 0;
    for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
      copied += read;
      if (copied > entry.size()) {
        throw wrongSize(entry, copied);
      }
      out.write(buffer, 0, read);
    }
    if (copied != entry.size()) {
      throw wrongSize(entry, copied);
    }
    pad(copied);
  }

  /// Writes the two zero blocks that end an archive. `out` stays open.
  public void finish() throws IOException {
    if (!finished) {
      finished = true;
      out.write(new byte[2 * TarHeader.SIZE]);
      out.flush();
    }
  }

  /// Finishes the archive and closes the stream.
  @Override
  public void close() throws IOException {
    try (out) {
      finish();
    }
  }

  private void header(TarEntry entry) throws IOException {
    if (entry.size() != 0 && !entry.type().hasContent()) {
      throw new IllegalArgumentException(entry.name() + ": " + entry.type() + " has no content");
    }
    PaxRecords records = PaxRecords.neededFor(entry);
    if (!records.isEmpty()) {
      byte[] content = records.toBytes();
      block(paxHeader(entry, content.length), 'x');
      out.write(content);
      pad(content.length);
    }
    block(entry, entry.type().flag);
  }

  private static TarEntry paxHeader(TarEntry entry, int size) {
    return TarEntry.file(PAX_NAME + asciiTail(entry.name()), 0644, size);
  }

  /// A name for those who extract pax headers as files: the readable end of the entry's own.
  private static String asciiTail(String name) {
    String readable = name.chars().allMatch(c -> c < 0x80) ? name : "entry";
    int room = TarHeader.NAME.size() - PAX_NAME.length();
    return readable.substring(Math.max(0, readable.length() - room));
  }

  private void block(TarEntry entry, char type) throws IOException {
    byte[] block = new byte[TarHeader.SIZE];
    TarHeader header = new TarHeader(block);
    header.putText(TarHeader.NAME, entry.name());
    header.putOctal(TarHeader.MODE, entry.mode() & 07777);
    header.putOctal(TarHeader.UID, orZero(TarHeader.UID, Integer.toUnsignedLong(entry.uid())));
    header.putOctal(TarHeader.GID, orZero(TarHeader.GID, Integer.toUnsignedLong(entry.gid())));
    header.putOctal(TarHeader.LENGTH, orZero(TarHeader.LENGTH, entry.size()));
    header.putOctal(TarHeader.MTIME, orZero(TarHeader.MTIME, entry.modified().seconds()));
    header.putText(TarHeader.LINK_NAME, entry.linkName());
    header.putOctal(TarHeader.DEVICE_MAJOR, Integer.toUnsignedLong(entry.deviceMajor()));
    header.putOctal(TarHeader.DEVICE_MINOR, Integer.toUnsignedLong(entry.deviceMinor()));
    header.seal(type);
    out.write(block);
  }

  private static long orZero(TarHeader.Field field, long value) {
    return TarHeader.fits(field, value) ? value : 0;
  }

  private void pad(long size) throws IOException {
    out.write(new byte[(int) (-size & (TarHeader.SIZE - 1))]);
  }

  private static IllegalArgumentException wrongSize(TarEntry entry, long found) {
    return new IllegalArgumentException(
        "%s: %d bytes of content wanted, found %d".formatted(entry.name(), entry.size(), found));
  }
}
