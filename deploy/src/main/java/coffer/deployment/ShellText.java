package coffer.deployment;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Words for a POSIX shell.
final class ShellText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private ShellText() {}

  /// One word that the shell takes as it is.
  static String word(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  static String words(List<String> texts) {
    return texts.stream().map(ShellText::word).collect(Collectors.joining(" "));
  }
}
