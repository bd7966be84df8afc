package coffer.python;

import coffer.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/// Numbers of a JSON text as Python reads and prints them: whole numbers exact at any size,
/// anything with a point or an exponent as a double.
final class PythonNumber {
  private PythonNumber() {}

  static boolean isInteger(Json.Num number) {
    return number.text().chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
  }

  static boolean isZero(Json.Num number) {
    return new BigDecimal(number.text()).signum() == 0 || asDouble(number) == 0;
  }

  /// The text of `str()` and `repr()`, which is that of `json.dumps` but for infinities.
  static String text(Json.Num number) {
    return isInteger(number) ? new BigInteger(number.text()).toString() : text(asDouble(number));
  }

  static double asDouble(Json.Num number) {
    return Double.parseDouble(number.text());
  }

  /// The shortest text that reads back as the same double, in Python's choice of notation.
  private static String text(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    String sign = value < 0 ? "-" : "";
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    int exponent = digits.length() - shortest.scale() - 1;
    return sign
        + (exponent < -4 || exponent >= 16
            ? scientific(digits, exponent)
            : positional(shortest.toPlainString()));
  }

  /// Java never prints fewer than two digits, Python does when one is enough.
  private static BigDecimal shortest(double value) {
    BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    BigDecimal one = digits.round(new MathContext(1));
    return (one.doubleValue() == value ? one : digits).stripTrailingZeros();
  }

  private static String positional(String plain) {
    return plain.contains(".") ? plain : plain + ".0";
  }

  private static String scientific(String digits, int exponent) {
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    return "%s%se%s%02d"
        .formatted(digits.charAt(0), fraction, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
