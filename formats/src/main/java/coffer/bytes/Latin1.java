package coffer.bytes;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Byte strings held in a [String] of one character per byte: names in archives and file systems,
/// which belong to no charset. Comparing two such strings compares their bytes, unsigned.
public final class Latin1 {
  private static final int LONGEST_PRINTED = 300;

  private Latin1() {}

  public static byte[] toBytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  public static String of(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /// For messages: as UTF-8 when it is that, and in any case without control characters, which a
  /// hostile name would send to the terminal; the end of a very long text is left out.
  public static String printable(String text) {
    if (text.length() > LONGEST_PRINTED) {
      return printable(text.substring(0, LONGEST_PRINTED - 3)) + "...";
    }
    StringBuilder printable = new StringBuilder();
    decoded(text)
        .codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                printable.append("\\x").append(Integer.toHexString(0x100 | c).substring(1));
              } else {
                printable.appendCodePoint(c);
              }
            });
    return printable.toString();
  }

  private static String decoded(String text) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(toBytes(text))).toString();
    } catch (CharacterCodingException _) {
      return text;
    }
  }
}
