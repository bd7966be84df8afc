package coffer.occlum;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// The MAC of a protected file as Occlum writes it: 16 bytes in lower-case hex, joined by `-`.
public final class MacText {
  /// Of a MAC, in bytes.
  public static final int SIZE = 16;

  private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{2}(-[0-9a-fA-F]{2}){15}");
  private static final HexFormat HEX = HexFormat.ofDelimiter("-");

  private MacText() {}

  public static Bytes parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new MalformedException(
          "a MAC of 16 bytes in hex, joined by '-', wanted, found '%s'".formatted(text));
    }
    return Bytes.of(HEX.parseHex(text));
  }

  public static String of(Bytes mac) {
    if (mac.length() != SIZE) {
      throw new IllegalArgumentException("16 bytes wanted, found " + mac.length());
    }
    return HEX.formatHex(mac.toArray());
  }
}
