package coffer.tar;

import coffer.bytes.Latin1;
import java.io.ByteArrayOutputStream;

/// Archives byte by byte, for what [TarWriter] does not write: other dialects, sparse files,
/// damage.
public final class RawTar {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /// Changes a header before its checksum is computed.
  public interface Change {
    void apply(byte[] block);
  }

  /// A ustar header with checksum, and nothing behind it.
  public RawTar header(String name, char type, long size) {
    return header(name, type, size, _ -> {});
  }

  /// A header that `change` has changed.
  public RawTar header(String name, char type, long size, Change change) {
    byte[] block = new byte[TarHeader.SIZE];
    TarHeader header = new TarHeader(block);
    header.putText(TarHeader.NAME, name);
    header.putOctal(TarHeader.MODE, 0644);
    header.putOctal(TarHeader.LENGTH, size);
    header.seal(type);
    change.apply(block);
    sum(block);
    bytes.writeBytes(block);
    return this;
  }

  /// Content, padded to a whole number of blocks.
  public RawTar content(byte... content) {
    bytes.writeBytes(content);
    bytes.writeBytes(new byte[-content.length & (TarHeader.SIZE - 1)]);
    return this;
  }

  public RawTar content(String content) {
    return content(Latin1.toBytes(content));
  }

  /// A header of type `type` and its content.
  public RawTar special(char type, String content) {
    return header("special", type, content.length()).content(content);
  }

  /// A pax header; each of `records` is `KEY=VALUE`.
  public RawTar pax(String... records) {
    StringBuilder lines = new StringBuilder();
    for (String record : records) {
      int length = record.length() + 3;
      while (Integer.toString(length).length() + record.length() + 2 != length) {
        length++;
      }
      lines.append(length).append(' ').append(record).append('\n');
    }
    return special('x', lines.toString());
  }

  /// The two blocks of zeros at the end.
  public byte[] end() {
    bytes.writeBytes(new byte[2 * TarHeader.SIZE]);
    return toBytes();
  }

  public byte[] toBytes() {
    return bytes.toByteArray();
  }

  /// Puts `text` at `offset` of a header.
  public static Change at(int offset, String text) {
    return block -> {
      byte[] field = Latin1.toBytes(text);
      System.arraycopy(field, 0, block, offset, field.length);
    };
  }

  private static void sum(byte[] block) {
    TarHeader header = new TarHeader(block);
    header.putText(TarHeader.CHECKSUM, "        ");
    int sum = 0;
    for (byte value : block) {
      sum += Byte.toUnsignedInt(value);
    }
    String digits = Integer.toOctalString(sum);
    header.putText(TarHeader.CHECKSUM, "0".repeat(6 - digits.length()) + digits + "\0 ");
  }
}
