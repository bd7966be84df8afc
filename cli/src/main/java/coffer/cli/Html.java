package coffer.cli;

/// Text in a page of HTML: escaped, and without characters that move what stands around them.
final class Html {
  private Html() {}

  /// Safe between tags and in quoted attributes. Control characters and those that change the
  /// direction of writing are shown by their numbers.
  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(point -> append(out, point));
    return out.toString();
  }

  private static void append(StringBuilder out, int point) {
    switch (point) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      case '\'' -> out.append("&#39;");
      case '\n' -> out.append('\n');
      default -> {
        if (isUnseen(point)) {
          out.append("\\u%04x".formatted(point));
        } else {
          out.appendCodePoint(point);
        }
      }
    }
  }

  private static boolean isUnseen(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /// At most `length` characters, escaped; what is too long loses its middle.
  static String brief(String text, int length) {
    if (text.length() <= length) {
      return escape(text);
    }
    int tail = length / 3;
    String head = text.substring(0, length - tail - 1).strip();
    return escape(head + "…" + text.substring(text.length() - tail).strip());
  }
}
