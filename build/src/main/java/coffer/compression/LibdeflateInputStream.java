package coffer.compression;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// Inflates gzip data with libdeflate, member after member, from memory. One reader.
final class LibdeflateInputStream extends InputStream {
  /// The most compressed data that is taken into memory.
  static final int MAX_STORED = 8 * 1024 * 1024;

  /// The most that one member may unfold to.
  static final int MAX_PLAIN = 32 * 1024 * 1024;

  private static final int BUFFER = Decompression.BUFFER;
  private static final int MAGIC_1 = 0x1f;
  private static final int MAGIC_2 = 0x8b;

  private final Libdeflate library = Libdeflate.library();
  private final MemorySegment decompressor = library.open();
  private final Arena arena = Arena.ofShared();
  private final InputStream source;
  private final byte[] stored;
  private final MemorySegment input;
  private final MemorySegment sizes = arena.allocate(2 * Long.BYTES, Long.BYTES);
  private MemorySegment output = MemorySegment.NULL;
  private int inputStart;
  private long outputStart;
  private long outputEnd;
  private boolean closed;

  /// What is left from a member on that unfolds to more than memory is given for.
  private @Nullable InputStream large;

  private LibdeflateInputStream(InputStream source, byte[] stored) {
    this.source = source;
    this.stored = stored;
    input = arena.allocate(stored.length);
    MemorySegment.copy(stored, 0, input, ValueLayout.JAVA_BYTE, 0, stored.length);
  }

  /// What `in` holds, by libdeflate when it is small enough, else by the JDK. `in` stays open, and
  /// read to its end, until this is closed.
  static InputStream open(InputStream in) throws IOException {
    byte[] stored = in.readNBytes(MAX_STORED + 1);
    if (stored.length > MAX_STORED) {
      PushbackInputStream whole = new PushbackInputStream(in, stored.length);
      whole.unread(stored);
      return byJava(whole);
    }
    return new LibdeflateInputStream(in, stored);
  }

  private static InputStream byJava(InputStream stored) throws IOException {
    return new GZIPInputStream(new PeekableInputStream(stored, BUFFER), BUFFER);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (outputStart == outputEnd) {
      if (large != null) {
        return large.read(buffer, offset, length);
      }
      if (closed || !hasMember()) {
        return -1;
      }
      if (!inflate()) {
        large = byJava(new ByteArrayInputStream(stored, inputStart, stored.length - inputStart));
      }
    }
    int count = (int) Math.min(length, outputEnd - outputStart);
    MemorySegment.copy(output, ValueLayout.JAVA_BYTE, outputStart, buffer, offset, count);
    outputStart += count;
    return count;
  }

  private boolean hasMember() {
    return stored.length - inputStart >= 2
        && Byte.toUnsignedInt(stored[inputStart]) == MAGIC_1
        && Byte.toUnsignedInt(stored[inputStart + 1]) == MAGIC_2;
  }

  /// Inflates the next member; false when it unfolds to more than is allowed.
  private boolean inflate() throws IOException {
    long room = Math.max(output.byteSize(), Math.clamp(4L * stored.length, BUFFER, MAX_PLAIN));
    while (true) {
      if (output.byteSize() < room) {
        output = arena.allocate(room);
      }
      switch (library.decompress(decompressor, input.asSlice(inputStart), output, sizes)) {
        case Libdeflate.SUCCESS -> {
          inputStart += Math.toIntExact(sizes.get(ValueLayout.JAVA_LONG, 0));
          outputStart = 0;
          outputEnd = sizes.get(ValueLayout.JAVA_LONG, Long.BYTES);
          return true;
        }
        case Libdeflate.INSUFFICIENT_SPACE -> {
          if (room == MAX_PLAIN) {
            return false;
          }
          room = MAX_PLAIN;
        }
        default -> throw new ZipException("not what gzip writes, or it ends too early");
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      outputStart = outputEnd;
      large = null;
      library.close(decompressor);
      arena.close();
      source.close();
    }
  }
}
