package coffer.yaml;

import coffer.bytes.MalformedException;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.Schema;

/// The types of plain scalars in YAML 1.1 (yaml.org/type), and their values. Python refuses to read
/// a number of more than 4300 digits; here it is text.
final class Yaml11 implements Schema {
  private static final int MAX_NUMBER = 4300;
  private static final Pattern BOOL =
      Pattern.compile("yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF");
  private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");
  private static final Pattern INT =
      Pattern.compile(
          "[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+"
              + "|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])++");
  private static final Pattern FLOAT =
      Pattern.compile(
          "[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
              + "|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])++\\.[0-9_]*|[-+]?\\.(?:inf|Inf|INF)"
              + "|\\.(?:nan|NaN|NAN)");

  @Override
  public ScalarResolver getScalarResolver() {
    return (value, implicit) -> implicit ? tag(value) : Tag.STR;
  }

  @Override
  public Map<Tag, ConstructNode> getSchemaTagConstructors() {
    return Map.of();
  }

  private static Tag tag(String value) {
    if (NULL.matcher(value).matches()) {
      return Tag.NULL;
    } else if (BOOL.matcher(value).matches()) {
      return Tag.BOOL;
    } else if (value.length() > MAX_NUMBER) {
      return Tag.STR;
    } else if (INT.matcher(value).matches()) {
      return Tag.INT;
    }
    return FLOAT.matcher(value).matches() ? Tag.FLOAT : Tag.STR;
  }

  static boolean isTrue(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "yes", "true", "on" -> true;
      case "no", "false", "off" -> false;
      default -> throw new MalformedException("a boolean wanted, found '" + value + "'");
    };
  }

  /// Decimal digits of a whole number in any of its notations.
  static String integer(String value) {
    try {
      String digits = value.replace("_", "");
      boolean negative = digits.startsWith("-");
      if (negative || digits.startsWith("+")) {
        digits = digits.substring(1);
      }
      BigInteger number = magnitude(digits);
      return (negative ? number.negate() : number).toString();
    } catch (NumberFormatException e) {
      throw new MalformedException("a whole number wanted, found '" + value + "'");
    }
  }

  private static BigInteger magnitude(String digits) {
    if (digits.startsWith("0b")) {
      return new BigInteger(digits.substring(2), 2);
    } else if (digits.startsWith("0x")) {
      return new BigInteger(digits.substring(2), 16);
    } else if (digits.contains(":")) {
      BigInteger value = BigInteger.ZERO;
      for (String part : digits.split(":", -1)) {
        value = value.multiply(BigInteger.valueOf(60)).add(new BigInteger(part));
      }
      return value;
    }
    return new BigInteger(digits, digits.length() > 1 && digits.startsWith("0") ? 8 : 10);
  }

  /// The text of a number with a point or an exponent, as JSON writes it.
  static String floating(String value) {
    String digits = value.replace("_", "").toLowerCase(Locale.ROOT);
    String sign = digits.startsWith("-") ? "-" : "";
    String magnitude =
        digits.startsWith("-") || digits.startsWith("+") ? digits.substring(1) : digits;
    if (magnitude.equals(".inf")) {
      return sign + "1e999";
    }
    try {
      double number = 0;
      for (String part : magnitude.split(":", -1)) {
        number = number * 60 + Double.parseDouble(part);
      }
      return sign + jsonText(number);
    } catch (NumberFormatException e) {
      throw new MalformedException("a number wanted, found '" + value + "'");
    }
  }

  private static String jsonText(double number) {
    if (Double.isNaN(number)) {
      throw new MalformedException("a number wanted, found none (.nan)");
    }
    return Double.isInfinite(number) ? "1e999" : Double.toString(number);
  }
}
