package coffer.source;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.json.JsonCursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Recursive descent over JSON with comments, line breaks in text and commas before a closing
/// bracket; one use.
final class SourceParser {
  private static final int MAX_DEPTH = 200;
  private static final int MAX_SHOWN = 100;

  private final String name;
  private final String text;
  private final boolean recording;
  private final Map<JsonPath, Integer> offsets = new HashMap<>();
  private final List<Place> repeated = new ArrayList<>();
  private @Nullable Lines lines;
  private final JsonCursor cursor;
  private JsonPath path = JsonPath.ROOT;
  private int depth;

  SourceParser(String name, String text, boolean recording) {
    this.name = name;
    this.text = text;
    this.recording = recording;
    this.cursor = new JsonCursor(text, this::error);
  }

  Map<JsonPath, Integer> offsets() {
    return offsets;
  }

  List<Place> repeated() {
    return List.copyOf(repeated);
  }

  /// The value that begins at `start`, whatever follows it.
  Json valueAt(int start) {
    cursor.moveTo(start);
    return value();
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
    if (recording) {
      offsets.put(path, cursor.at());
    }
    if (cursor.isAtEnd()) {
      throw cursor.error("a value wanted, found the end");
    }
    return switch (text.charAt(cursor.at())) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> new Json.Str(cursor.string(true));
      default -> word();
    };
  }

  private void enter() {
    cursor.moveTo(cursor.at() + 1);
    if (++depth > MAX_DEPTH) {
      throw cursor.error("nested deeper than " + MAX_DEPTH);
    }
  }

  private Json object() {
    Map<String, Json> members = new LinkedHashMap<>();
    enter();
    blank();
    while (!cursor.accept('}')) {
      member(members);
      blank();
      if (!cursor.accept(',')) {
        cursor.expect('}', "',' or '}'");
        break;
      }
      blank();
    }
    depth--;
    return new Json.Obj(members);
  }

  private void member(Map<String, Json> members) {
    if (!cursor.sees('"')) {
      throw cursor.error("a member name in double quotes wanted, found " + cursor.found());
    }
    int start = cursor.at();
    String member = cursor.string(true);
    JsonPath owner = path;
    path = owner.member(member);
    if (members.containsKey(member)) {
      repeated.add(lines().place(name, start, path.toString()));
    }
    blank();
    cursor.expect(':', "':'");
    members.put(member, value());
    path = owner;
  }

  private Json array() {
    List<Json> items = new ArrayList<>();
    enter();
    JsonPath owner = path;
    blank();
    while (!cursor.accept(']')) {
      path = owner.item(items.size());
      items.add(value());
      blank();
      if (!cursor.accept(',')) {
        cursor.expect(']', "',' or ']'");
        break;
      }
      blank();
    }
    path = owner;
    depth--;
    return new Json.Arr(items);
  }

  /// `true`, `false`, `null` or a number, which the strict parser judges.
  private Json word() {
    int start = cursor.at();
    int end = start;
    while (end < text.length() && isWord(text.charAt(end))) {
      end++;
    }
    String word = text.substring(start, end);
    if (word.isEmpty()) {
      throw cursor.error("a value wanted, found " + cursor.found());
    }
    try {
      Json value = Json.parse(word);
      cursor.moveTo(end);
      return value;
    } catch (MalformedException e) {
      String shown = word.length() > 40 ? word.substring(0, 40) + "..." : word;
      throw cursor.error("a value wanted, found '" + shown + "'");
    }
  }

  private static boolean isWord(char c) {
    return c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '+' || c == '.');
  }

  private void blank() {
    while (!cursor.isAtEnd()) {
      int at = cursor.at();
      char c = text.charAt(at);
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        cursor.moveTo(at + 1);
      } else if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        cursor.moveTo(end < 0 ? text.length() : end);
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
          throw cursor.error("a comment without its end");
        }
        cursor.moveTo(end + 2);
      } else {
        return;
      }
    }
  }

  private Lines lines() {
    Lines known = lines;
    if (known == null) {
      known = Lines.of(text);
      lines = known;
    }
    return known;
  }

  /// The path, its middle left out when it goes so deep that nobody would read it.
  private String shown() {
    String whole = path.toString();
    return whole.length() <= 2 * MAX_SHOWN
        ? whole
        : whole.substring(0, MAX_SHOWN) + "..." + whole.substring(whole.length() - MAX_SHOWN);
  }

  private MalformedException error(int offset, String problem) {
    return lines().place(name, offset, shown()).malformed(problem);
  }
}
