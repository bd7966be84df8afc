package coffer.toml;

import coffer.bytes.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// The characters of a document, and where the reader stands.
final class TomlSource {
  static final int END = -1;

  private static final int MAX_SIZE = 16 << 20;

  private final String text;
  private int position;

  private TomlSource(String text) {
    this.text = text;
  }

  static TomlSource of(byte[] utf8) {
    if (utf8.length > MAX_SIZE) {
      throw new MalformedException("TOML: at most %d bytes wanted, found more".formatted(MAX_SIZE));
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      return new TomlSource(text.replace("\r\n", "\n"));
    } catch (CharacterCodingException _) {
      throw new MalformedException("TOML: not UTF-8 text");
    }
  }

  int peek() {
    return peek(0);
  }

  int peek(int ahead) {
    return position + ahead < text.length() ? text.charAt(position + ahead) : END;
  }

  int next() {
    int c = peek();
    position += c == END ? 0 : 1;
    return c;
  }

  boolean startsWith(String wanted) {
    return text.startsWith(wanted, position);
  }

  /// Takes `wanted` if it is next.
  boolean take(String wanted) {
    boolean there = startsWith(wanted);
    position += there ? wanted.length() : 0;
    return there;
  }

  void want(String wanted) {
    if (!take(wanted)) {
      throw error("'%s' wanted".formatted(wanted));
    }
  }

  void skipSpaces() {
    while (peek() == ' ' || peek() == '\t') {
      position++;
    }
  }

  /// Spaces, line ends and comments.
  void skipToContent() {
    for (skipSpaces(); peek() == '\n' || peek() == '#'; skipSpaces()) {
      if (peek() == '\n') {
        position++;
      } else {
        skipComment();
      }
    }
  }

  private void skipComment() {
    while (peek() != '\n' && peek() != END) {
      requireText(next());
    }
  }

  /// The rest of a line holds nothing but a comment.
  void endLine() {
    skipSpaces();
    if (peek() == '#') {
      skipComment();
    }
    if (peek() != '\n' && peek() != END) {
      throw error("the end of the line wanted");
    }
    next();
  }

  /// Refuses control characters but tab.
  int requireText(int c) {
    if ((c < ' ' && c != '\t') || c == 0x7F) {
      throw error("a control character (0x%02x)".formatted(c));
    }
    return c;
  }

  MalformedException error(String problem) {
    long line = 1 + text.substring(0, position).chars().filter(c -> c == '\n').count();
    int start = text.lastIndexOf('\n', position - 1) + 1;
    String found =
        peek() == END ? "the end" : peek() == '\n' ? "the line's end" : "'" + near() + "'";
    return new MalformedException(
        "line %d, column %d: %s, found %s".formatted(line, position - start + 1, problem, found));
  }

  private String near() {
    int end = position;
    while (end < text.length() && end - position < 20 && text.charAt(end) >= ' ') {
      end++;
    }
    return text.substring(position, Math.max(end, Math.min(position + 1, text.length())));
  }
}
