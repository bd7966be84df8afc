package coffer.json;

import coffer.bytes.MalformedException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A place in a JSON text that moves forward, and the tokens of RFC 8259 on which readers agree
/// that are strict or not about the rest. One reader.
public final class JsonCursor {
  private static final int FIRST_PRINTABLE = 0x20;
  private static final int LAST_PRINTABLE = 0x7e;

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final String text;

  /// The text with one byte for each character, '?' for those beyond Latin-1; not so when it holds
  /// surrogates, which have one byte for two.
  private final byte[] bytes;

  private final Errors errors;
  private int at;

  /// Makes the error for a problem at `offset` of the text.
  public interface Errors {
    MalformedException at(int offset, String problem);
  }

  public JsonCursor(String text, Errors errors) {
    this.text = text;
    this.bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    this.errors = errors;
  }

  /// The offset of the next character, in UTF-16 units.
  public int at() {
    return at;
  }

  public void moveTo(int offset) {
    at = offset;
  }

  public boolean isAtEnd() {
    return at >= text.length();
  }

  /// Whether `c` is the next character.
  public boolean sees(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  /// Takes `c` if it is the next character.
  public boolean accept(char c) {
    if (sees(c)) {
      at++;
      return true;
    }
    return false;
  }

  /// Takes `c`; an error says that `wanted` was wanted.
  public void expect(char c, String wanted) {
    if (!accept(c)) {
      throw error(wanted + " wanted, found " + found());
    }
  }

  /// The text in quotes that begins here.
  ///
  /// @param controls whether control characters, such as line breaks, may stand in it as they are
  public String string(boolean controls) {
    StringBuilder out = new StringBuilder(0);
    int start = at++;
    int run = at;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        String last = text.substring(run, at++);
        return out.isEmpty() ? last : out.append(last).toString();
      } else if (c == '\\') {
        out.append(text, run, at++).append(escape());
        run = at;
      } else if (c < FIRST_PRINTABLE && !controls) {
        throw error("a control character inside text; write it as \\u%04x".formatted((int) c));
      } else {
        at = plainEnd(at + 1);
      }
    }
    at = start;
    throw error("text without its closing quote");
  }

  /// Where the characters end that stand for themselves.
  private int plainEnd(int from) {
    int i = from;
    if (bytes.length == text.length()) {
      for (; i <= bytes.length - Long.BYTES; i += Long.BYTES) {
        long marks = marks((long) EIGHT.get(bytes, i));
        if (marks != 0) {
          return i + Long.numberOfTrailingZeros(marks) / Byte.SIZE;
        }
      }
    }
    while (i < text.length() && isPlain(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isPlain(char c) {
    return c >= FIRST_PRINTABLE && c != '"' && c != '\\';
  }

  /// The lowest bit that is set is the highest of the first byte, of eight, that is not plain;
  /// those after it mean nothing.
  private static long marks(long eight) {
    return (below(eight, FIRST_PRINTABLE)
            | below(eight ^ ONES * '"', 1)
            | below(eight ^ ONES * '\\', 1))
        & HIGH_BITS;
  }

  /// High bits of the bytes below `limit`, the first of them exact.
  private static long below(long eight, int limit) {
    return (eight - ONES * limit) & ~eight;
  }

  private char escape() {
    char c = at < text.length() ? text.charAt(at++) : ' ';
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> {
        at = Math.max(0, at - 2);
        throw error("an unknown escape in text; write a backslash as \\\\");
      }
    };
  }

  private char unicode() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = at < text.length() ? hexDigit(text.charAt(at)) : -1;
      if (digit < 0) {
        throw error("four hex digits wanted after \\u");
      }
      value = value * 16 + digit;
      at++;
    }
    return (char) value;
  }

  private static int hexDigit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  /// What stands here, for errors.
  public String found() {
    if (isAtEnd()) {
      return "the end";
    }
    char c = text.charAt(at);
    return c >= FIRST_PRINTABLE && c <= LAST_PRINTABLE
        ? "'" + c + "'"
        : "U+%04X".formatted((int) c);
  }

  /// An error about what stands here.
  public MalformedException error(String problem) {
    return errors.at(Math.min(at, text.length()), problem);
  }
}
