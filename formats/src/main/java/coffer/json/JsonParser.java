package coffer.json;

import coffer.bytes.MalformedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Recursive descent over RFC 8259, section 2; one use.
final class JsonParser {
  private static final int MAX_DEPTH = 200;

  private final String text;
  private final boolean repeatedNames;
  private int at;
  private int depth;

  JsonParser(String text, boolean repeatedNames) {
    this.text = text;
    this.repeatedNames = repeatedNames;
  }

  Json document() {
    Json value = value();
    blank();
    if (at < text.length()) {
      throw error("end of the document wanted, found " + found());
    }
    return value;
  }

  private Json value() {
    blank();
    if (at >= text.length()) {
      throw error("a value wanted, found the end");
    }
    return switch (text.charAt(at)) {
      case '{' -> nested(this::object);
      case '[' -> nested(this::array);
      case '"' -> new Json.Str(string());
      case 't' -> literal("true", new Json.Bool(true));
      case 'f' -> literal("false", new Json.Bool(false));
      case 'n' -> literal("null", Json.NULL);
      default -> number();
    };
  }

  private Json nested(java.util.function.Supplier<Json> inner) {
    if (++depth > MAX_DEPTH) {
      throw error("nested deeper than " + MAX_DEPTH);
    }
    Json value = inner.get();
    depth--;
    return value;
  }

  private Json object() {
    Map<String, Json> members = new LinkedHashMap<>();
    at++;
    blank();
    if (accept('}')) {
      return new Json.Obj(members);
    }
    do {
      blank();
      if (at >= text.length() || text.charAt(at) != '"') {
        throw error("a member name wanted, found " + found());
      }
      int start = at;
      String name = string();
      blank();
      expect(':');
      if (members.put(name, value()) != null && !repeatedNames) {
        at = start;
        throw error("member '" + name + "' for the second time");
      }
      blank();
    } while (accept(','));
    expect('}');
    return new Json.Obj(members);
  }

  private Json array() {
    List<Json> items = new ArrayList<>();
    at++;
    blank();
    if (accept(']')) {
      return new Json.Arr(items);
    }
    do {
      items.add(value());
      blank();
    } while (accept(','));
    expect(']');
    return new Json.Arr(items);
  }

  private String string() {
    StringBuilder out = new StringBuilder();
    at++;
    while (true) {
      if (at >= text.length()) {
        throw error("text without its closing quote");
      }
      char c = text.charAt(at++);
      if (c == '"') {
        return out.toString();
      } else if (c == '\\') {
        out.append(escape());
      } else if (c < 0x20) {
        at--;
        throw error("a control character inside text; write it as \\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
  }

  private char escape() {
    char c = at < text.length() ? text.charAt(at++) : ' ';
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw error("an unknown escape in text");
    };
  }

  private char unicode() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = at < text.length() ? hexDigit(text.charAt(at)) : -1;
      if (digit < 0) {
        throw error("four hex digits wanted after \\u");
      }
      value = value * 16 + digit;
      at++;
    }
    return (char) value;
  }

  private static int hexDigit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private Json number() {
    int start = at;
    accept('-');
    if (!accept('0')) {
      digits(start);
    }
    if (accept('.')) {
      digits(start);
    }
    if (accept('e') || accept('E')) {
      if (!accept('+')) {
        accept('-');
      }
      digits(start);
    }
    return new Json.Num(text.substring(start, at));
  }

  private void digits(int start) {
    int first = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == first) {
      at = start;
      throw error("a value wanted, found " + found());
    }
  }

  private Json literal(String word, Json value) {
    if (!text.startsWith(word, at)) {
      throw error("a value wanted, found " + found());
    }
    at += word.length();
    return value;
  }

  private void blank() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean accept(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) {
    if (!accept(c)) {
      throw error("'" + c + "' wanted, found " + found());
    }
  }

  private String found() {
    if (at >= text.length()) {
      return "the end";
    }
    char c = text.charAt(at);
    return c >= 0x20 && c < 0x7f ? "'" + c + "'" : "U+%04X".formatted((int) c);
  }

  private MalformedException error(String problem) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < Math.min(at, text.length()); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
    return new MalformedException("line %d, column %d: %s".formatted(line, column, problem));
  }
}
