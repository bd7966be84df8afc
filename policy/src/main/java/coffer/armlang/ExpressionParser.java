package coffer.armlang;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parses expressions. One parser, one expression.
final class ExpressionParser {
  /// Azure's limit on the length of an expression.
  private static final int MAX_LENGTH = 24_576;

  private static final int MAX_DEPTH = 100;

  private final String text;
  private int at;
  private int depth;

  private ExpressionParser(String text) {
    this.text = text;
  }

  /// Whether a text of a template is an expression: in square brackets, and not begun by two.
  static boolean isExpression(String text) {
    return text.length() >= 2
        && text.charAt(0) == '['
        && text.charAt(1) != '['
        && text.charAt(text.length() - 1) == ']';
  }

  /// The text that is meant by a text that is no expression: `[[x` is `[x`.
  static String unescaped(String text) {
    return text.startsWith("[[") ? text.substring(1) : text;
  }

  /// Parses a text that [#isExpression].
  static Expression parse(String bracketed) {
    if (bracketed.length() > MAX_LENGTH) {
      throw new ExpressionException(
          "an expression of %d characters at most wanted, found %d"
              .formatted(MAX_LENGTH, bracketed.length()));
    }
    ExpressionParser parser = new ExpressionParser(bracketed.substring(0, bracketed.length() - 1));
    parser.at = 1;
    Expression expression = parser.expression();
    parser.blank();
    if (parser.at < parser.text.length()) {
      throw parser.error("']' and the end wanted");
    }
    return expression;
  }

  private Expression expression() {
    if (++depth > MAX_DEPTH) {
      throw error("nested deeper than " + MAX_DEPTH);
    }
    Expression expression = primary();
    for (Expression next = postfix(expression); next != null; next = postfix(next)) {
      expression = next;
      if (++depth > MAX_DEPTH) {
        throw error("nested deeper than " + MAX_DEPTH);
      }
      depth--;
    }
    depth--;
    return expression;
  }

  private Expression primary() {
    blank();
    char c = peek();
    if (c == '\'') {
      return new Expression.Literal(literal());
    }
    if (c == '-' || c == '+' || isDigit(c)) {
      return number();
    }
    return call();
  }

  private Expression call() {
    StringBuilder name = new StringBuilder(identifier("a function, a text or a number"));
    blank();
    while (peek() == '.') {
      at++;
      blank();
      name.append('.').append(identifier("the name of a user-defined function"));
      blank();
    }
    if (peek() != '(') {
      throw error(hint(name.toString()));
    }
    at++;
    List<Expression> arguments = new ArrayList<>();
    blank();
    if (peek() != ')') {
      arguments.add(expression());
      blank();
      while (peek() == ',') {
        at++;
        arguments.add(expression());
        blank();
      }
    }
    if (peek() != ')') {
      throw error("',' or ')' wanted");
    }
    at++;
    return new Expression.Call(name.toString(), arguments);
  }

  private static String hint(String name) {
    return switch (name) {
      case "true", "false", "null" -> "'(' wanted; write " + name + "()";
      default -> "'(' wanted after '" + name + "'";
    };
  }

  private @Nullable Expression postfix(Expression of) {
    blank();
    if (peek() == '.') {
      at++;
      boolean safe = accept('?');
      blank();
      return new Expression.Member(of, identifier("a member's name"), safe);
    }
    if (peek() == '[') {
      at++;
      boolean safe = accept('?');
      Expression index = expression();
      blank();
      if (!accept(']')) {
        throw error("']' wanted");
      }
      return new Expression.Index(of, index, safe);
    }
    return null;
  }

  private String literal() {
    StringBuilder out = new StringBuilder();
    int start = at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '\'') {
        out.append(c);
      } else if (peek() == '\'') {
        out.append('\'');
        at++;
      } else {
        return out.toString();
      }
    }
    at = start;
    throw error("text without its closing quote");
  }

  private Expression number() {
    int start = at;
    if (peek() == '-' || peek() == '+') {
      at++;
    }
    int digits = at;
    while (isDigit(peek())) {
      at++;
    }
    boolean whole = at > digits;
    if (peek() == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1))) {
      at++;
      while (isDigit(peek())) {
        at++;
      }
    }
    if (!whole) {
      at = start;
      throw error("a number wanted");
    }
    String number = text.substring(start, at);
    return new Expression.Number(number.startsWith("+") ? number.substring(1) : number);
  }

  private String identifier(String wanted) {
    int start = at;
    while (at < text.length() && isNamePart(text.charAt(at), at == start)) {
      at++;
    }
    if (at == start) {
      throw error(wanted + " wanted");
    }
    return text.substring(start, at);
  }

  private static boolean isNamePart(char c, boolean first) {
    return c == '_' || c == '$' || Character.isLetter(c) || (!first && Character.isDigit(c));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void blank() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean accept(char c) {
    if (peek() == c && at < text.length()) {
      at++;
      return true;
    }
    return false;
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private ExpressionException error(String problem) {
    String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
    return new ExpressionException(
        "at character %d of the expression: %s, found %s".formatted(at + 1, problem, found));
  }
}
