package coffer.der;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads DER values front to back; every error names the offset inside the input.
public final class DerReader {
  private static final int BOOLEAN = 0x01;
  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int ENUMERATED = 0x0a;
  private static final int IA5_STRING = 0x16;
  private static final int SEQUENCE = 0x30;

  private final byte[] source;
  private final int end;
  private int position;

  public DerReader(byte[] source) {
    this(source.clone(), 0, source.length);
  }

  private DerReader(byte[] source, int from, int end) {
    this.source = source;
    this.position = from;
    this.end = end;
  }

  /// An INTEGER of 0 to 2^31-1. A leading zero octet, which values with the top bit set need, is
  /// part of the encoding and not of the value.
  public int unsigned() {
    return unsigned(INTEGER, "INTEGER");
  }

  /// An ENUMERATED of 0 to 2^31-1.
  public int enumerated() {
    return unsigned(ENUMERATED, "ENUMERATED");
  }

  /// A BOOLEAN, in the two forms that DER has.
  public boolean bool() {
    int at = position;
    byte[] content = content(BOOLEAN, "BOOLEAN");
    if (content.length != 1 || content[0] != 0 && content[0] != (byte) 0xff) {
      throw new MalformedException(at, "a BOOLEAN of 00 or ff wanted");
    }
    return content[0] != 0;
  }

  /// An INTEGER of any size up to 4,096 bits.
  public BigInteger integer() {
    return number(INTEGER, "INTEGER");
  }

  public Bytes octetString() {
    return Bytes.of(content(OCTET_STRING, "OCTET STRING"));
  }

  /// An IA5String, of ASCII characters only.
  public String ia5String() {
    int at = position;
    byte[] content = content(IA5_STRING, "IA5String");
    for (byte b : content) {
      if (b < 0) {
        throw new MalformedException(at, "IA5String with an octet above 127");
      }
    }
    return new String(content, StandardCharsets.US_ASCII);
  }

  /// An OBJECT IDENTIFIER in dotted form.
  public String objectIdentifier() {
    int at = position;
    byte[] content = content(OBJECT_IDENTIFIER, "OBJECT IDENTIFIER");
    if (content.length == 0 || content.length > 64 || content[content.length - 1] < 0) {
      throw new MalformedException(at, "OBJECT IDENTIFIER without an end");
    }
    StringBuilder dotted = new StringBuilder();
    BigInteger arc = BigInteger.ZERO;
    for (byte b : content) {
      arc = arc.shiftLeft(7).or(BigInteger.valueOf(b & 0x7f));
      if (b >= 0) {
        appendArc(dotted, arc);
        arc = BigInteger.ZERO;
      }
    }
    return dotted.toString();
  }

  /// The inside of a SEQUENCE, which the caller reads to its [#end].
  public DerReader sequence() {
    int length = header(SEQUENCE, "SEQUENCE");
    DerReader inside = new DerReader(source, position, position + length);
    position += length;
    return inside;
  }

  public boolean hasMore() {
    return position < end;
  }

  /// Checks the input: nothing is left over.
  public void end() {
    if (hasMore()) {
      throw new MalformedException(position, (end - position) + " trailing octets");
    }
  }

  private int unsigned(int tag, String name) {
    int at = position;
    BigInteger value = number(tag, name);
    if (value.signum() < 0 || value.bitLength() > 31) {
      throw new MalformedException(at, name + " of 0 to 2147483647 wanted, found " + value);
    }
    return value.intValue();
  }

  private BigInteger number(int tag, String name) {
    int at = position;
    byte[] content = content(tag, name);
    if (content.length == 0 || content.length > 513) {
      throw new MalformedException(at, name + " of " + content.length + " octets");
    }
    BigInteger value = new BigInteger(content);
    if (value.toByteArray().length != content.length) {
      throw new MalformedException(at, name + " with superfluous leading octets");
    }
    return value;
  }

  private static void appendArc(StringBuilder dotted, BigInteger arc) {
    if (!dotted.isEmpty()) {
      dotted.append('.').append(arc);
      return;
    }
    long first = Math.min(2, arc.divide(BigInteger.valueOf(40)).longValue());
    dotted.append(first).append('.').append(arc.subtract(BigInteger.valueOf(40 * first)));
  }

  private byte[] content(int tag, String name) {
    int length = header(tag, name);
    byte[] content = Arrays.copyOfRange(source, position, position + length);
    position += length;
    return content;
  }

  private int header(int tag, String name) {
    int at = position;
    int found = octet();
    if (found != tag) {
      throw new MalformedException(at, "%s wanted, found tag 0x%02x".formatted(name, found));
    }
    int length = length();
    if (length > end - position) {
      throw new MalformedException(
          at, "%s of %d octets, %d left".formatted(name, length, end - position));
    }
    return length;
  }

  private int length() {
    int at = position;
    int first = octet();
    if (first < 0x80) {
      return first;
    }
    int octets = first & 0x7f;
    if (octets == 0 || octets > 3) {
      throw new MalformedException(at, "length of %d octets".formatted(octets));
    }
    int length = 0;
    for (int i = 0; i < octets; i++) {
      length = length << 8 | octet();
    }
    if (length < 0x80 || length >>> (8 * (octets - 1)) == 0) {
      throw new MalformedException(at, "length is not in its shortest form");
    }
    return length;
  }

  private int octet() {
    if (position >= end) {
      throw new MalformedException(position, "1 more octet wanted, 0 left");
    }
    return Byte.toUnsignedInt(source[position++]);
  }
}
