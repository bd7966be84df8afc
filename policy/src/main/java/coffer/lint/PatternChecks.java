package coffer.lint;

import coffer.source.Place;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// What is wrong with a regular expression of a policy.
final class PatternChecks {
  private PatternChecks() {}

  /// `subject` names what the pattern is for, as it may be shown.
  static void check(String pattern, String subject, Place place, Findings findings) {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      findings.add(
          ContainerLint.PATTERN_INVALID, place, subject + ": not a pattern: " + e.getDescription());
      return;
    }
    if (hasBareAlternatives(pattern)) {
      findings.add(
          ContainerLint.PATTERN_ALTERNATION, place, subject + ": the alternatives are in no group");
    } else if (!pattern.startsWith("^") || !pattern.endsWith("$")) {
      findings.add(
          ContainerLint.PATTERN_UNANCHORED,
          place,
          subject + ": the pattern is not bound to both ends");
    }
  }

  /// Whether `|` stands outside of every group, class, escape and quotation.
  static boolean hasBareAlternatives(String pattern) {
    int depth = 0;
    boolean inClass = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (pattern.startsWith("\\Q", i) && !inClass) {
        int end = pattern.indexOf("\\E", i);
        i = end < 0 ? pattern.length() : end + 1;
      } else if (c == '\\') {
        i++;
      } else if (inClass) {
        inClass = c != ']';
      } else if (c == '[') {
        inClass = true;
        i += pattern.startsWith("^]", i + 1) ? 2 : pattern.startsWith("]", i + 1) ? 1 : 0;
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == '|' && depth == 0) {
        return true;
      }
    }
    return false;
  }
}
