package coffer.json;

import coffer.bytes.MalformedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Recursive descent over RFC 8259, section 2; one use.
final class JsonParser {
  private static final int MAX_DEPTH = 200;

  private final String text;
  private final boolean repeatedNames;
  private final JsonCursor cursor;
  private int depth;

  JsonParser(String text, boolean repeatedNames) {
    this.text = text;
    this.repeatedNames = repeatedNames;
    this.cursor = new JsonCursor(text, this::error);
  }

  Json document() {
    Json value = value();
    blank();
    if (!cursor.isAtEnd()) {
      throw cursor.error("end of the document wanted, found " + cursor.found());
    }
    return value;
  }

  private Json value() {
    blank();
    if (cursor.isAtEnd()) {
      throw cursor.error("a value wanted, found the end");
    }
    return switch (text.charAt(cursor.at())) {
      case '{' -> nested(this::object);
      case '[' -> nested(this::array);
      case '"' -> new Json.Str(cursor.string(false));
      case 't' -> literal("true", new Json.Bool(true));
      case 'f' -> literal("false", new Json.Bool(false));
      case 'n' -> literal("null", Json.NULL);
      default -> number();
    };
  }

  private Json nested(Supplier<Json> inner) {
    if (++depth > MAX_DEPTH) {
      throw cursor.error("nested deeper than " + MAX_DEPTH);
    }
    Json value = inner.get();
    depth--;
    return value;
  }

  private Json object() {
    Map<String, Json> members = new LinkedHashMap<>();
    cursor.accept('{');
    blank();
    if (cursor.accept('}')) {
      return new Json.Obj(members);
    }
    do {
      blank();
      if (!cursor.sees('"')) {
        throw cursor.error("a member name wanted, found " + cursor.found());
      }
      int start = cursor.at();
      String name = cursor.string(false);
      blank();
      cursor.expect(':', "':'");
      if (members.put(name, value()) != null && !repeatedNames) {
        cursor.moveTo(start);
        throw cursor.error("member '" + name + "' for the second time");
      }
      blank();
    } while (cursor.accept(','));
    cursor.expect('}', "'}'");
    return new Json.Obj(members);
  }

  private Json array() {
    List<Json> items = new ArrayList<>();
    cursor.accept('[');
    blank();
    if (cursor.accept(']')) {
      return new Json.Arr(items);
    }
    do {
      items.add(value());
      blank();
    } while (cursor.accept(','));
    cursor.expect(']', "']'");
    return new Json.Arr(items);
  }

  private Json number() {
    int start = cursor.at();
    cursor.accept('-');
    if (!cursor.accept('0')) {
      digits(start);
    }
    if (cursor.accept('.')) {
      digits(start);
    }
    if (cursor.accept('e') || cursor.accept('E')) {
      if (!cursor.accept('+')) {
        cursor.accept('-');
      }
      digits(start);
    }
    return new Json.Num(text.substring(start, cursor.at()));
  }

  private void digits(int start) {
    int first = cursor.at();
    int end = first;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    cursor.moveTo(end);
    if (end == first) {
      cursor.moveTo(start);
      throw cursor.error("a value wanted, found " + cursor.found());
    }
  }

  private Json literal(String word, Json value) {
    if (!text.startsWith(word, cursor.at())) {
      throw cursor.error("a value wanted, found " + cursor.found());
    }
    cursor.moveTo(cursor.at() + word.length());
    return value;
  }

  private void blank() {
    int at = cursor.at();
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    cursor.moveTo(at);
  }

  private MalformedException error(int offset, String problem) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < offset; i++) {
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
