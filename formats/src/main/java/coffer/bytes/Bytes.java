package coffer.bytes;

import java.util.Arrays;
import java.util.HexFormat;

/// An immutable byte string with value equality; prints as lower-case hex. Not for secrets: see
/// [SecretBytes].
public final class Bytes {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /// Copies `content`.
  public static Bytes of(byte... content) {
    return new Bytes(content.clone());
  }

  /// Parses hex digits of either case, two a byte, without separators.
  public static Bytes parseHex(String hex) {
    try {
      return new Bytes(HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException e) {
      throw new MalformedException("not hex: " + e.getMessage());
    }
  }

  public int length() {
    return content.length;
  }

  public byte at(int index) {
    return content[index];
  }

  /// A copy of the bytes from `from` (inclusive) to `to` (exclusive).
  public Bytes slice(int from, int to) {
    return new Bytes(Arrays.copyOfRange(content, from, to));
  }

  public byte[] toArray() {
    return content.clone();
  }

  public boolean isZero() {
    for (byte b : content) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  public String toHex() {
    return HexFormat.of().formatHex(content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return toHex();
  }
}
