package coffer.yaml;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Days and instants in YAML 1.1 (yaml.org/type/timestamp), which Python reads as values of their
/// own and writes in its own notation.
final class Yaml11Time {
  static final Tag TAG = new Tag(Tag.PREFIX + "timestamp");

  private static final int FRACTION_DIGITS = 6;
  private static final Pattern TIME =
      Pattern.compile(
          "(?<day>\\d{4}-\\d\\d-\\d\\d)"
              + "|(?<year>\\d{4})-(?<month>\\d\\d?)-(?<date>\\d\\d?)(?:[Tt]|[ \\t]+)(?<hour>\\d\\d?)"
              + ":(?<rest>\\d\\d:\\d\\d)(?:\\.(?<fraction>\\d*))?"
              + "(?:[ \\t]*(?<zone>Z|(?<sign>[-+])(?<hours>\\d\\d?)(?::(?<minutes>\\d\\d))?))?");

  private Yaml11Time() {}

  static boolean matches(String text) {
    return TIME.matcher(text).matches();
  }

  /// As Python writes it: `2001-12-14 21:59:43.100000-05:00`.
  static String text(String text) {
    Matcher match = TIME.matcher(text);
    if (!match.matches()) {
      throw new AssertionError("no time: " + text);
    }
    if (match.group("day") != null) {
      return text;
    }
    return "%s-%s-%s %s:%s%s%s"
        .formatted(
            match.group("year"),
            two(match.group("month")),
            two(match.group("date")),
            two(match.group("hour")),
            match.group("rest"),
            fraction(match.group("fraction")),
            zone(match));
  }

  private static String two(String digits) {
    return digits.length() == 1 ? "0" + digits : digits;
  }

  private static String fraction(@Nullable String digits) {
    if (digits == null) {
      return "";
    }
    String micros = (digits + "0".repeat(FRACTION_DIGITS)).substring(0, FRACTION_DIGITS);
    return micros.chars().allMatch(c -> c == '0') ? "" : "." + micros;
  }

  private static String zone(Matcher match) {
    if (match.group("zone") == null) {
      return "";
    } else if (match.group("sign") == null) {
      return "+00:00";
    }
    String minutes = match.group("minutes");
    String zone = two(match.group("hours")) + ":" + (minutes == null ? "00" : minutes);
    return zone.equals("00:00") ? "+" + zone : match.group("sign") + zone;
  }
}
