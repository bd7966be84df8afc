package coffer.source;

import coffer.bytes.MalformedException;
import coffer.json.Json;
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

  private final String name;
  private final String text;
  private final boolean recording;
  private final Map<JsonPath, Integer> offsets = new HashMap<>();
  private final List<Place> repeated = new ArrayList<>();
  private @Nullable Lines lines;
  private JsonPath path = JsonPath.ROOT;
  private int at;
  private int depth;

  SourceParser(String name, String text, boolean recording) {
    this.name = name;
    this.text = text;
    this.recording = recording;
  }

  Map<JsonPath, Integer> offsets() {
    return offsets;
  }

  List<Place> repeated() {
    return List.copyOf(repeated);
  }

  /// The value that begins at `start`, whatever follows it.
  Json valueAt(int start) {
    at = start;
    return value();
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
    if (recording) {
      offsets.put(path, at);
    }
    if (at >= text.length()) {
      throw error("a value wanted, found the end");
    }
    return switch (text.charAt(at)) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> new Json.Str(string());
      default -> word();
    };
  }

  private void enter() {
    at++;
    if (++depth > MAX_DEPTH) {
      throw error("nested deeper than " + MAX_DEPTH);
    }
  }

  private Json object() {
    Map<String, Json> members = new LinkedHashMap<>();
    enter();
    blank();
    while (!accept('}')) {
      member(members);
      blank();
      if (!accept(',')) {
        expect('}', "',' or '}'");
        break;
      }
      blank();
    }
    depth--;
    return new Json.Obj(members);
  }

  private void member(Map<String, Json> members) {
    if (at >= text.length() || text.charAt(at) != '"') {
      throw error("a member name in double quotes wanted, found " + found());
    }
    int start = at;
    String member = string();
    JsonPath owner = path;
    path = owner.member(member);
    if (members.containsKey(member)) {
      repeated.add(lines().place(name, start, path.toString()));
    }
    blank();
    expect(':', "':'");
    members.put(member, value());
    path = owner;
  }

  private Json array() {
    List<Json> items = new ArrayList<>();
    enter();
    JsonPath owner = path;
    blank();
    while (!accept(']')) {
      path = owner.item(items.size());
      items.add(value());
      blank();
      if (!accept(',')) {
        expect(']', "',' or ']'");
        break;
      }
      blank();
    }
    path = owner;
    depth--;
    return new Json.Arr(items);
  }

  private String string() {
    StringBuilder out = new StringBuilder();
    int start = at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return out.toString();
      }
      out.append(c == '\\' ? escape() : c);
    }
    at = start;
    throw error("text without its closing quote");
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
      default -> {
        at = Math.max(0, at - 2);
        throw error("an unknown escape in text; write a backslash as \\\\");
      }
    };
  }

  private char unicode() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = at < text.length() && text.charAt(at) < 0x80 ? hex(text.charAt(at)) : -1;
      if (digit < 0) {
        throw error("four hex digits wanted after \\u");
      }
      value = value * 16 + digit;
      at++;
    }
    return (char) value;
  }

  private static int hex(char c) {
    return Character.digit(c, 16);
  }

  /// `true`, `false`, `null` or a number, which the strict parser judges.
  private Json word() {
    int start = at;
    while (at < text.length() && isWord(text.charAt(at))) {
      at++;
    }
    String word = text.substring(start, at);
    at = start;
    if (word.isEmpty()) {
      throw error("a value wanted, found " + found());
    }
    try {
      Json value = Json.parse(word);
      at = start + word.length();
      return value;
    } catch (MalformedException e) {
      String shown = word.length() > 40 ? word.substring(0, 40) + "..." : word;
      throw error("a value wanted, found '" + shown + "'");
    }
  }

  private static boolean isWord(char c) {
    return c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '+' || c == '.');
  }

  private void blank() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        at++;
      } else if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
          throw error("a comment without its end");
        }
        at = end + 2;
      } else {
        return;
      }
    }
  }

  private boolean accept(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c, String wanted) {
    if (!accept(c)) {
      throw error(wanted + " wanted, found " + found());
    }
  }

  private String found() {
    if (at >= text.length()) {
      return "the end";
    }
    char c = text.charAt(at);
    return c >= 0x20 && c < 0x7f ? "'" + c + "'" : "U+%04X".formatted((int) c);
  }

  private Lines lines() {
    Lines known = lines;
    if (known == null) {
      known = Lines.of(text);
      lines = known;
    }
    return known;
  }

  private MalformedException error(String problem) {
    int where = Math.min(at, text.length());
    return lines().place(name, where, path.toString()).malformed(problem);
  }
}
