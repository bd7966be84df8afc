package coffer.der;

import coffer.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.function.Consumer;

/// Writes DER values one after the other: the mirror of [DerReader].
public final class DerWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public DerWriter bool(boolean value) {
    return value(0x01, (byte) (value ? 0xff : 0));
  }

  public DerWriter integer(long value) {
    return value(0x02, BigInteger.valueOf(value).toByteArray());
  }

  public DerWriter octetString(Bytes content) {
    return value(0x04, content.toArray());
  }

  public DerWriter enumerated(long value) {
    return value(0x0a, BigInteger.valueOf(value).toByteArray());
  }

  /// An OBJECT IDENTIFIER from its dotted form.
  public DerWriter objectIdentifier(String dotted) {
    String[] arcs = dotted.split("\\.", -1);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    arc(content, 40 * Long.parseLong(arcs[0]) + Long.parseLong(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      arc(content, Long.parseLong(arcs[i]));
    }
    return value(0x06, content.toByteArray());
  }

  /// A SEQUENCE of what `inside` writes.
  public DerWriter sequence(Consumer<DerWriter> inside) {
    DerWriter content = new DerWriter();
    inside.accept(content);
    return value(0x30, content.toBytes());
  }

  public byte[] toBytes() {
    return out.toByteArray();
  }

  private DerWriter value(int tag, byte... content) {
    out.write(tag);
    length(content.length);
    out.writeBytes(content);
    return this;
  }

  private void length(int length) {
    int octets = length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
    if (octets > 0) {
      out.write(0x80 | octets);
    } else {
      out.write(length);
    }
    for (int i = octets - 1; i >= 0; i--) {
      out.write(length >>> (8 * i));
    }
  }

  private static void arc(ByteArrayOutputStream out, long arc) {
    int groups = Math.max(1, (64 - Long.numberOfLeadingZeros(arc) + 6) / 7);
    for (int i = groups - 1; i >= 0; i--) {
      out.write((int) (arc >>> (7 * i)) & 0x7f | (i == 0 ? 0 : 0x80));
    }
  }
}
