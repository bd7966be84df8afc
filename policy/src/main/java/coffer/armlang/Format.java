package coffer.armlang;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `format`: composite formatting as in .NET, with `{0}`, `{0,8}`, and the formats D, N, F, X and
/// zeros for numbers; `{{` and `}}` are braces.
final class Format {
  private static final Pattern PART =
      Pattern.compile(
          "\\{\\{|\\}\\}|\\{([0-9]{1,4})\\s*(?:,\\s*(-?[0-9]{1,4})\\s*)?(?::([^{}]*))?\\}|[{}]");

  private Format() {}

  static Value apply(Arguments a) {
    StringBuilder out = new StringBuilder();
    Matcher part = PART.matcher(a.text(0));
    while (part.find()) {
      part.appendReplacement(out, Matcher.quoteReplacement(replacement(part, a)));
      if (out.length() > Value.MAX_SIZE) {
        throw new ExpressionException("format: the result grows beyond " + Value.MAX_SIZE);
      }
    }
    part.appendTail(out);
    return new Value.Text(out.toString());
  }

  private static String replacement(Matcher part, Arguments a) {
    String index = part.group(1);
    if (index == null) {
      if (part.group().length() == 1) {
        throw new ExpressionException(
            "format: a brace alone at character %d; write it twice".formatted(part.start() + 1));
      }
      return part.group().substring(1);
    }
    int number = Integer.parseInt(index) + 1;
    if (!a.has(number)) {
      throw new ExpressionException(
          "format: {%s} wants argument %d, found %d arguments"
              .formatted(index, number + 1, a.count()));
    }
    String kind = part.group(3);
    String text = kind == null ? Texts.string(a.value(number)) : formatted(a.value(number), kind);
    return part.group(2) == null ? text : padded(text, Integer.parseInt(part.group(2)));
  }

  private static String padded(String text, int width) {
    String blanks = " ".repeat(Math.max(0, Math.abs(width) - text.length()));
    return width < 0 ? text + blanks : blanks + text;
  }

  private static String formatted(Value value, String kind) {
    if (!(value instanceof Value.Num(String number))) {
      return Texts.string(value);
    }
    BigDecimal decimal = Numbers.decimal(number);
    if (kind.matches("0{1,99}")) {
      return digits(decimal.setScale(0, RoundingMode.HALF_UP).toBigInteger(), kind.length());
    }
    if (!kind.matches("[DdXxNnFf][0-9]{0,2}")) {
      throw new ExpressionException(
          "format: the number format '%s' is not known; D, F, N, X or zeros wanted"
              .formatted(kind));
    }
    int precision = kind.length() == 1 ? -1 : Integer.parseInt(kind.substring(1));
    BigInteger whole = decimal.toBigInteger();
    return switch (kind.charAt(0)) {
      case 'D', 'd' -> digits(whole, precision);
      case 'X' -> hex(whole, precision).toUpperCase(Locale.ROOT);
      case 'x' -> hex(whole, precision);
      case 'N', 'n' -> fixed("%,.", decimal, precision);
      default -> fixed("%.", decimal, precision);
    };
  }

  private static String fixed(String format, BigDecimal value, int precision) {
    return String.format(Locale.ROOT, format + (precision < 0 ? 2 : precision) + "f", value);
  }

  private static String digits(BigInteger value, int least) {
    String digits = value.abs().toString();
    String sign = value.signum() < 0 ? "-" : "";
    return sign + "0".repeat(Math.max(0, least - digits.length())) + digits;
  }

  private static String hex(BigInteger value, int least) {
    String digits = Long.toHexString(value.longValue());
    return "0".repeat(Math.max(0, least - digits.length())) + digits;
  }
}
