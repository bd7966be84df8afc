package coffer.cbor;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes items in their shortest form (RFC 8949, section 4.2.1), maps in their own order.
final class CborWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private CborWriter() {}

  static byte[] write(Cbor item) {
    CborWriter writer = new CborWriter();
    writer.item(item);
    return writer.out.toByteArray();
  }

  private void item(Cbor item) {
    switch (item) {
      case Cbor.Int(long value) when value >= 0 -> head(0, value);
      case Cbor.Int(long value) -> head(1, -1 - value);
      case Cbor.Str(var value) -> string(2, value.toArray());
      case Cbor.Text(String value) -> string(3, value.getBytes(StandardCharsets.UTF_8));
      case Cbor.Arr(var items) -> {
        head(4, items.size());
        items.forEach(this::item);
      }
      case Cbor.Dict(var entries) -> {
        head(5, entries.size());
        entries.forEach(
            (key, value) -> {
              item(key);
              item(value);
            });
      }
      case Cbor.Tagged(long tag, Cbor inner) -> {
        head(6, tag);
        item(inner);
      }
      case Cbor.Simple(int value) -> head(7, value);
    }
  }

  private void string(int type, byte[] content) {
    head(type, content.length);
    out.writeBytes(content);
  }

  private void head(int type, long value) {
    if (value < 24) {
      out.write(type << 5 | (int) value);
      return;
    }
    int power = value < 1L << 8 ? 0 : value < 1L << 16 ? 1 : value < 1L << 32 ? 2 : 3;
    out.write(type << 5 | 24 + power);
    for (int shift = 8 * ((1 << power) - 1); shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
  }
}
