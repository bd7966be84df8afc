package coffer.tar;

import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;

/// A point in time as tar carries it: seconds since 1970-01-01T00:00:00Z, of any sign and size, and
/// nanoseconds 0 to 999,999,999 after that second.
public record TarTime(long seconds, int nanoseconds) {
  public static final TarTime EPOCH = new TarTime(0, 0);

  private static final int NANOS_PER_SECOND = 1_000_000_000;
  private static final int FRACTION_DIGITS = 9;

  public TarTime {
    if (nanoseconds < 0 || nanoseconds >= NANOS_PER_SECOND) {
      throw new IllegalArgumentException("nanoseconds out of range: " + nanoseconds);
    }
  }

  public static TarTime ofSeconds(long seconds) {
    return new TarTime(seconds, 0);
  }

  /// Parses a pax time: a decimal number of seconds with an optional fraction, cut after nine
  /// digits.
  static TarTime parse(String text) {
    int point = text.indexOf('.');
    String whole = point < 0 ? text : text.substring(0, point);
    String fraction = point < 0 ? "" : text.substring(point + 1);
    long seconds = parseWhole(whole, text);
    int nanoseconds = parseFraction(fraction, text);
    return whole.startsWith("-") && nanoseconds > 0
        ? new TarTime(seconds - 1, NANOS_PER_SECOND - nanoseconds)
        : new TarTime(seconds, nanoseconds);
  }

  private static long parseWhole(String whole, String text) {
    try {
      return Long.parseLong(whole);
    } catch (NumberFormatException _) {
      throw new MalformedException("seconds wanted, found '" + Latin1.printable(text) + "'");
    }
  }

  private static int parseFraction(String fraction, String text) {
    int nanoseconds = 0;
    for (int i = 0; i < Math.max(fraction.length(), FRACTION_DIGITS); i++) {
      char digit = i < fraction.length() ? fraction.charAt(i) : '0';
      if (digit < '0' || digit > '9') {
        throw new MalformedException(
            "a decimal fraction wanted, found '" + Latin1.printable(text) + "'");
      }
      if (i < FRACTION_DIGITS) {
        nanoseconds = nanoseconds * 10 + (digit - '0');
      }
    }
    return nanoseconds;
  }

  /// As a pax record writes it; [#parse] gives the same time back.
  @Override
  public String toString() {
    if (nanoseconds == 0) {
      return Long.toString(seconds);
    }
    boolean negative = seconds < 0;
    long whole = negative ? -(seconds + 1) : seconds;
    int fraction = negative ? NANOS_PER_SECOND - nanoseconds : nanoseconds;
    String digits = Integer.toString(NANOS_PER_SECOND + fraction).substring(1);
    return (negative ? "-" : "") + whole + "." + digits.replaceFirst("0+$", "");
  }
}
