package coffer.toml;

/// Strings and keys (TOML v1.0.0, "String" and "Keys").
final class TomlStrings {
  private static final String BASIC = "\"";
  private static final String LITERAL = "'";

  private final TomlSource in;

  TomlStrings(TomlSource in) {
    this.in = in;
  }

  /// A part of a key: bare, or a string of one line.
  String key() {
    if (in.peek() == '"' || in.peek() == '\'') {
      if (in.startsWith("\"\"\"") || in.startsWith("'''")) {
        throw in.error("a key of one line wanted");
      }
      return string();
    }
    StringBuilder key = new StringBuilder();
    while (isBare(in.peek())) {
      key.append((char) in.next());
    }
    if (key.isEmpty()) {
      throw in.error("a key wanted");
    }
    return key.toString();
  }

  static boolean isBare(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  String string() {
    String quote = in.peek() == '"' ? BASIC : LITERAL;
    if (in.take(quote.repeat(3))) {
      in.take("\n");
      return lines(quote);
    }
    in.want(quote);
    StringBuilder text = new StringBuilder();
    while (!in.take(quote)) {
      character(text, quote.equals(BASIC));
    }
    return text.toString();
  }

  private String lines(String quote) {
    StringBuilder text = new StringBuilder();
    String end = quote.repeat(3);
    while (!in.startsWith(end)) {
      if (in.take("\n")) {
        text.append('\n');
      } else if (quote.equals(BASIC) && isContinued()) {
        continue;
      } else {
        character(text, quote.equals(BASIC));
      }
    }
    in.want(end);
    for (int more = 0; more < 2 && in.take(quote); more++) { // up to two quotes before the three
      text.append(quote);
    }
    return text.toString();
  }

  /// A backslash at the end of a line takes all white space behind it away.
  private boolean isContinued() {
    if (in.peek() != '\\') {
      return false;
    }
    int ahead = 1;
    while (in.peek(ahead) == ' ' || in.peek(ahead) == '\t') {
      ahead++;
    }
    if (in.peek(ahead) != '\n') {
      return false;
    }
    in.next();
    while (in.peek() == ' ' || in.peek() == '\t' || in.peek() == '\n') {
      in.next();
    }
    return true;
  }

  private void character(StringBuilder text, boolean escapes) {
    if (in.peek() == TomlSource.END || in.peek() == '\n') {
      throw in.error("the end of the string wanted");
    }
    if (escapes && in.take("\\")) {
      escape(text);
    } else {
      text.append((char) in.requireText(in.next()));
    }
  }

  private void escape(StringBuilder text) {
    int c = in.peek();
    int place = "btnfr\"\\".indexOf(c);
    if (place >= 0) {
      in.next();
      text.append("\b\t\n\f\r\"\\".charAt(place));
    } else if (c == 'u' || c == 'U') {
      in.next();
      text.appendCodePoint(scalar(c == 'u' ? 4 : 8));
    } else {
      throw in.error("an escape wanted");
    }
  }

  private int scalar(int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = in.peek() < 0x80 ? Character.digit(in.peek(), 16) : -1;
      if (digit < 0) {
        throw in.error("%d hexadecimal digits wanted".formatted(digits));
      }
      in.next();
      value = value << 4 | digit;
    }
    if (value > Character.MAX_CODE_POINT || (value >= 0xD800 && value <= 0xDFFF)) {
      throw in.error("U+%04X is no character".formatted(value));
    }
    return (int) value;
  }
}
