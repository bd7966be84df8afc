package coffer.bytes;

import java.util.Arrays;

/// Writes a fixed little-endian layout front to back: the mirror of [ByteReader].
public final class ByteWriter {
  private byte[] content;
  private int position;

  public ByteWriter() {
    this(256);
  }

  public ByteWriter(int expectedLength) {
    content = new byte[expectedLength];
  }

  public ByteWriter u8(int value) {
    int start = reserve(1);
    content[start] = (byte) value;
    return this;
  }

  public ByteWriter u16(int value) {
    int start = reserve(2);
    content[start] = (byte) value;
    content[start + 1] = (byte) (value >>> 8);
    return this;
  }

  public ByteWriter u32(int value) {
    int start = reserve(4);
    content[start] = (byte) value;
    content[start + 1] = (byte) (value >>> 8);
    content[start + 2] = (byte) (value >>> 16);
    content[start + 3] = (byte) (value >>> 24);
    return this;
  }

  public ByteWriter u64(long value) {
    return u32((int) value).u32((int) (value >>> 32));
  }

  public ByteWriter bytes(Bytes value) {
    return bytes(value.toArray());
  }

  public ByteWriter bytes(byte... value) {
    int start = reserve(value.length);
    System.arraycopy(value, 0, content, start, value.length);
    return this;
  }

  public ByteWriter zeros(int length) {
    reserve(length);
    return this;
  }

  /// Checks our own code: the next field starts where the specification says.
  public ByteWriter at(int offset) {
    if (position != offset) {
      throw new AssertionError("layout bug: at 0x%x, want 0x%x".formatted(position, offset));
    }
    return this;
  }

  public int position() {
    return position;
  }

  public byte[] toBytes() {
    return Arrays.copyOf(content, position);
  }

  private int reserve(int length) {
    int start = position;
    position = Math.addExact(position, length);
    if (position > content.length) {
      content = Arrays.copyOf(content, Math.max(position, content.length * 2));
    }
    return start;
  }
}
