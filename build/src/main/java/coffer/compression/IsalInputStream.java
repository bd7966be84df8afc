package coffer.compression;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.zip.ZipException;

/// Inflates gzip data with ISA-L, any number of members. One reader.
final class IsalInputStream extends InputStream {
  private static final int BUFFER = Decompression.BUFFER;
  private static final int MAGIC_1 = 0x1f;
  private static final int MAGIC_2 = 0x8b;

  private final Isal library;
  private final InputStream stored;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(Isal.STATE_SIZE, 16);
  private final MemorySegment input = arena.allocate(BUFFER);
  private final MemorySegment output = arena.allocate(BUFFER);
  private final byte[] copy = new byte[BUFFER];
  private int inputStart;
  private int inputEnd;
  private int outputStart;
  private int outputEnd;
  private boolean inputEnded;
  private boolean ended;
  private boolean closed;

  IsalInputStream(InputStream stored) {
    this(Isal.library(), stored);
  }

  IsalInputStream(Isal library, InputStream stored) {
    this.library = library;
    this.stored = stored;
    library.init(state);
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
      if (ended) {
        return -1;
      }
      inflate();
    }
    int count = Math.min(length, outputEnd - outputStart);
    MemorySegment.copy(output, ValueLayout.JAVA_BYTE, outputStart, buffer, offset, count);
    outputStart += count;
    return count;
  }

  private void inflate() throws IOException {
    if (isFinished()) {
      if (!nextMember()) {
        ended = true;
        return;
      }
      library.reset(state);
    } else {
      refill(1);
    }
    state.set(ValueLayout.ADDRESS, Isal.NEXT_IN, input.asSlice(inputStart));
    state.set(ValueLayout.JAVA_INT, Isal.AVAIL_IN, inputEnd - inputStart);
    state.set(ValueLayout.ADDRESS, Isal.NEXT_OUT, output);
    state.set(ValueLayout.JAVA_INT, Isal.AVAIL_OUT, BUFFER);
    int status = library.inflate(state);
    if (status < 0) {
      throw new ZipException(reason(status));
    }
    inputStart = inputEnd - state.get(ValueLayout.JAVA_INT, Isal.AVAIL_IN);
    outputStart = 0;
    outputEnd = BUFFER - state.get(ValueLayout.JAVA_INT, Isal.AVAIL_OUT);
    if (outputEnd == 0 && inputStart == inputEnd && inputEnded && !isFinished()) {
      throw new EOFException("the stream ends within it");
    }
  }

  private boolean isFinished() {
    return state.get(ValueLayout.JAVA_INT, Isal.BLOCK_STATE) == Isal.BLOCK_FINISH;
  }

  private boolean nextMember() throws IOException {
    refill(2);
    return inputEnd - inputStart >= 2 && inputByte(0) == MAGIC_1 && inputByte(1) == MAGIC_2;
  }

  private int inputByte(int index) {
    return Byte.toUnsignedInt(input.get(ValueLayout.JAVA_BYTE, inputStart + index));
  }

  /// Makes at least `wanted` bytes of input ready, unless the stream ends before.
  private void refill(int wanted) throws IOException {
    if (inputEnd - inputStart >= wanted) {
      return;
    }
    int left = inputEnd - inputStart;
    MemorySegment.copy(input, inputStart, input, 0, left);
    inputStart = 0;
    inputEnd = left;
    while (inputEnd < wanted && !inputEnded) {
      int read = stored.read(copy, 0, BUFFER - inputEnd);
      if (read < 0) {
        inputEnded = true;
      } else {
        MemorySegment.copy(copy, 0, input, ValueLayout.JAVA_BYTE, inputEnd, read);
        inputEnd += read;
      }
    }
  }

  /// `igzip_lib.h`, "Inflate Return values".
  private static String reason(int status) {
    return switch (status) {
      case -1 -> "invalid block";
      case -2 -> "invalid symbol";
      case -3 -> "invalid lookback distance";
      case -4 -> "invalid header";
      case -5 -> "unsupported method";
      case -6 -> "wrong checksum";
      default -> "status " + status;
    };
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      ended = true;
      outputStart = outputEnd;
      arena.close();
      stored.close();
    }
  }
}
