package coffer.armlang;

import java.math.BigDecimal;

/// Numbers of JSON as decimals, within bounds that keep arithmetic cheap.
final class Numbers {
  private static final int MAX_DIGITS = 400;

  private Numbers() {}

  static BigDecimal decimal(String text) {
    try {
      if (text.length() <= MAX_DIGITS) {
        BigDecimal value = new BigDecimal(text);
        if (Math.abs((long) value.scale()) <= MAX_DIGITS) {
          return value;
        }
      }
    } catch (NumberFormatException e) {
      // falls through to the error that names what is wanted
    }
    throw new ExpressionException("a number of at most %d digits wanted".formatted(MAX_DIGITS));
  }
}
