package coffer.enforcement;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// Regular expressions of policies: RE2 syntax, as Go has it.
public final class Patterns {
  private Patterns() {}

  /// Whether `text` matches `pattern` with `^` and `$` put around it where they are missing. The
  /// two do not group: `a|b` is "starts with a, or ends with b". A pattern that is none matches
  /// nothing.
  public static boolean matches(String pattern, String text) {
    String anchored =
        (pattern.startsWith("^") ? "" : "^") + pattern + (pattern.endsWith("$") ? "" : "$");
    try {
      return Pattern.compile(anchored).matcher(text).find();
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  /// A pattern that matches `text` and nothing else.
  static String quote(String text) {
    return Pattern.quote(text);
  }
}
