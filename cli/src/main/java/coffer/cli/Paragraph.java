package coffer.cli;

/// Text broken at blanks to fit 80 columns, each line indented as far as the first one's prefix.
final class Paragraph {
  private static final int WIDTH = 80;

  private Paragraph() {}

  /// A word that is longer than a line stays whole, so that it can be copied.
  static String of(String prefix, String text) {
    StringBuilder out = new StringBuilder(prefix);
    int column = prefix.length();
    boolean first = true;
    for (String word : text.split(" ", -1)) {
      if (!first && column + 1 + word.length() > WIDTH) {
        out.append('\n').repeat(" ", prefix.length());
        column = prefix.length();
        first = true;
      }
      if (!first) {
        out.append(' ');
        column++;
      }
      out.append(word);
      column += word.length();
      first = false;
    }
    return out.toString();
  }
}
