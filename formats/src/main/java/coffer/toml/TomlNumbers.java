package coffer.toml;

import coffer.bytes.MalformedException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Integers of 64 bits (TOML v1.0.0, "Integer"). Floats and dates are told apart, and refused.
final class TomlNumbers {
  private static final Pattern DECIMAL = Pattern.compile("[+-]?(0|[1-9](_?\\d)*)");
  private static final Pattern PREFIXED =
      Pattern.compile(
          "0(x)([0-9A-Fa-f](?:_?[0-9A-Fa-f])*)|0(o)([0-7](?:_?[0-7])*)|0(b)([01](?:_?[01])*)");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}.*|\\d{2}:\\d{2}.*");
  private static final Pattern FLOAT = Pattern.compile("[+-]?(inf|nan|\\d[\\d_]*[.eE].*)");

  private TomlNumbers() {}

  /// `word` was read from `in`, whose place errors name.
  static long parse(String word, TomlSource in) {
    try {
      if (DECIMAL.matcher(word).matches()) {
        return Long.parseLong(word.replace("_", ""));
      }
      Matcher prefixed = PREFIXED.matcher(word);
      if (prefixed.matches()) {
        int radix = word.charAt(1) == 'x' ? 16 : word.charAt(1) == 'o' ? 8 : 2;
        return Long.parseLong(word.substring(2).replace("_", ""), radix);
      }
    } catch (NumberFormatException _) {
      throw in.error("an integer of 64 bits wanted: " + word);
    }
    throw refused(word, in);
  }

  private static MalformedException refused(String word, TomlSource in) {
    if (DATE.matcher(word).matches()) {
      return in.error("dates and times are not supported: " + word);
    }
    return in.error(
        (FLOAT.matcher(word).matches() ? "floats are not supported: " : "no value of TOML: ")
            + word);
  }
}
