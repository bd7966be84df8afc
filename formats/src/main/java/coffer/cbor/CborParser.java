package coffer.cbor;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Recursive descent over RFC 8949, section 3; one use.
final class CborParser {
  private static final int MAX_DEPTH = 32;
  private static final int ONE_BYTE = 24;
  private static final int EIGHT_BYTES = 27;

  private final byte[] source;
  private int at;
  private int depth;

  CborParser(byte[] source) {
    this.source = source;
  }

  Cbor document() {
    Cbor item = item();
    if (at != source.length) {
      throw new MalformedException(at, (source.length - at) + " trailing bytes");
    }
    return item;
  }

  private Cbor item() {
    int start = at;
    if (++depth > MAX_DEPTH) {
      throw new MalformedException(start, "nested deeper than " + MAX_DEPTH);
    }
    int head = octet();
    Cbor item =
        switch (head >>> 5) {
          case 0 -> new Cbor.Int(number(head, start));
          case 1 -> new Cbor.Int(-1 - number(head, start));
          case 2 -> new Cbor.Str(Bytes.of(string(head, start)));
          case 3 -> new Cbor.Text(text(string(head, start), start));
          case 4 -> list(count(head, start, 1));
          case 5 -> dict(count(head, start, 2));
          case 6 -> new Cbor.Tagged(number(head, start), item());
          default -> simple(head, start);
        };
    depth--;
    return item;
  }

  private Cbor list(int count) {
    List<Cbor> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(item());
    }
    return new Cbor.Arr(items);
  }

  private Cbor dict(int count) {
    Map<Cbor, Cbor> entries = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      int start = at;
      if (entries.put(item(), item()) != null) {
        throw new MalformedException(start, "repeated key in a map");
      }
    }
    return new Cbor.Dict(entries);
  }

  private Cbor simple(int head, int start) {
    int info = head & 31;
    if (info < ONE_BYTE) {
      return new Cbor.Simple(info);
    }
    int value = info == ONE_BYTE ? octet() : 0;
    if (value < 32) {
      throw new MalformedException(
          start, "a simple value wanted, found a floating-point number or a break");
    }
    return new Cbor.Simple(value);
  }

  private byte[] string(int head, int start) {
    long length = number(head, start);
    if (length > source.length - at) {
      throw new MalformedException(
          start, "string of %d bytes, %d left".formatted(length, source.length - at));
    }
    byte[] content = Arrays.copyOfRange(source, at, at + (int) length);
    at += (int) length;
    return content;
  }

  private static String text(byte[] utf8, int start) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException(start, "text string is not UTF-8");
    }
  }

  /// A count of entries, each of which takes at least `least` bytes.
  private int count(int head, int start, int least) {
    long count = number(head, start);
    if (count > (source.length - at) / least) {
      throw new MalformedException(
          start, "%d entries, %d bytes left".formatted(count, source.length - at));
    }
    return (int) count;
  }

  private long number(int head, int start) {
    int info = head & 31;
    if (info < ONE_BYTE) {
      return info;
    }
    if (info > EIGHT_BYTES) {
      throw new MalformedException(start, "indefinite length or reserved form");
    }
    int width = 1 << (info - ONE_BYTE);
    long value = 0;
    for (int i = 0; i < width; i++) {
      value = value << 8 | octet();
    }
    boolean shorter = width == 1 ? value < ONE_BYTE : value >>> (4 * width) == 0;
    if (value < 0 || shorter) {
      throw new MalformedException(start, "number above 2^63-1, or not in its shortest form");
    }
    return value;
  }

  private int octet() {
    if (at >= source.length) {
      throw new MalformedException(at, "1 more byte wanted, 0 left");
    }
    return Byte.toUnsignedInt(source[at++]);
  }
}
