package coffer.occlum;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A size as Occlum.json has it: a whole number and one of `B`, `KB`, `MB`, `GB`, `TB` in upper
/// case, in units of 1,024; blanks count for nothing.
///
/// @param text as it was written
public record ByteSize(String text, long bytes) {
  private static final Pattern FORM = Pattern.compile("\\s*\\+?([0-9]{1,20})\\s*([KMGT]?)B\\s*");
  private static final String UNITS = "KMGT";

  /// Empty when the text is no size, or one of more than 2^63 - 1 bytes.
  static Optional<ByteSize> parse(String text) {
    Matcher size = FORM.matcher(text);
    if (!size.matches()) {
      return Optional.empty();
    }
    int power = size.group(2).isEmpty() ? 0 : UNITS.indexOf(size.group(2)) + 1;
    BigInteger bytes = new BigInteger(size.group(1)).shiftLeft(10 * power);
    return bytes.bitLength() > 63
        ? Optional.empty()
        : Optional.of(new ByteSize(text, bytes.longValueExact()));
  }

  /// A size in bytes, written as such.
  static ByteSize ofBytes(long bytes) {
    return new ByteSize(bytes + "B", bytes);
  }
}
