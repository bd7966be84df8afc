package coffer.bytes;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Reads a fixed little-endian layout front to back. Every error names the offset, so a parser is
/// one line for each row of its specification's table.
public final class ByteReader {
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment source;
  private long position;

  public ByteReader(MemorySegment source) {
    this.source = source;
  }

  public ByteReader(byte[] source) {
    this(MemorySegment.ofArray(source));
  }

  /// 0 to 255.
  public int u8() {
    return Byte.toUnsignedInt(source.get(ValueLayout.JAVA_BYTE, advance(1)));
  }

  /// 0 to 65535.
  public int u16() {
    return Short.toUnsignedInt(source.get(U16, advance(2)));
  }

  /// 32 bits; read as unsigned with [Integer#toUnsignedLong].
  public int u32() {
    return source.get(U32, advance(4));
  }

  /// 64 bits; unsigned.
  public long u64() {
    return source.get(U64, advance(8));
  }

  public Bytes bytes(int length) {
    return Bytes.of(source.asSlice(advance(length), length).toArray(ValueLayout.JAVA_BYTE));
  }

  /// Skips a reserved field that the specification says is zero.
  public void zeros(int length) {
    long start = advance(length);
    for (long at = start; at < start + length; at++) {
      if (source.get(ValueLayout.JAVA_BYTE, at) != 0) {
        throw new MalformedException(at, "reserved byte is not zero");
      }
    }
  }

  /// Skips bytes whose meaning is none of ours.
  public void skip(long length) {
    advance(length);
  }

  /// Checks our own code: the fields so far end where the specification says that the next one
  /// starts.
  public ByteReader at(long offset) {
    if (position != offset) {
      throw new AssertionError("layout bug: at 0x%x, want 0x%x".formatted(position, offset));
    }
    return this;
  }

  /// Checks the input: nothing is left over.
  public void end() {
    if (remaining() != 0) {
      throw new MalformedException(position, remaining() + " trailing bytes");
    }
  }

  public long position() {
    return position;
  }

  public long remaining() {
    return source.byteSize() - position;
  }

  private long advance(long length) {
    if (length < 0 || length > remaining()) {
      throw new MalformedException(
          position, "%d more bytes wanted, %d left".formatted(length, remaining()));
    }
    long start = position;
    position += length;
    return start;
  }
}
