package coffer.json;

import coffer.bytes.MalformedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A JSON text that may begin with a byte-order mark and hold comments (`//` to the end of the
/// line, `/* */`), as Azure's tools read templates; edits of it leave every other character as it
/// is. Of a repeated member the last value counts.
public final class JsonText {
  private static final char BYTE_ORDER_MARK = '\ufeff';

  private final String text;
  private final String plain;
  private final Json value;

  private JsonText(String text, String plain, Json value) {
    this.text = text;
    this.plain = plain;
    this.value = value;
  }

  /// Parses one document; errors name line and column.
  public static JsonText parse(String text) {
    String plain = withoutComments(text);
    return new JsonText(text, plain, Json.parseLastWins(plain));
  }

  public Json value() {
    return value;
  }

  /// Whether this is JSON as RFC 8259 has it, without comments and byte-order mark.
  public boolean isPlain() {
    return text.equals(plain);
  }

  /// The text with the value at `path` (member names, and positions in lists) replaced, or added as
  /// the last member of its object; objects that are missing or null on the way are made.
  public JsonText with(List<String> path, Json replacement) {
    JsonPlaces places = new JsonPlaces(plain);
    JsonPlaces.Span span = places.root();
    for (int step = 0; step < path.size(); step++) {
      JsonPlaces.Span next = places.child(span, path.get(step));
      if (next == null) {
        Json added = replacement;
        for (String name : path.subList(step + 1, path.size()).reversed()) {
          added = Json.object().put(name, added).build();
        }
        return parse(insert(places, span, path.get(step), added));
      }
      span = next;
    }
    return parse(
        text.substring(0, span.start())
            + shown(replacement, indentOfLine(span.start()))
            + text.substring(span.end()));
  }

  /// Where the value at `path` begins, or the nearest one around it: `line 3, column 5`.
  public String place(List<String> path) {
    JsonPlaces places = new JsonPlaces(plain);
    JsonPlaces.Span span = places.root();
    for (String step : path) {
      JsonPlaces.Span next = places.child(span, step);
      if (next == null) {
        break;
      }
      span = next;
    }
    return place(span.start());
  }

  private String place(int offset) {
    int line = 1 + (int) plain.substring(0, offset).chars().filter(c -> c == '\n').count();
    return "line %d, column %d".formatted(line, offset - plain.lastIndexOf('\n', offset - 1));
  }

  /// The value at a path of a value, null when there is none.
  public static Json at(Json value, List<String> path) {
    Json found = value;
    for (String step : path) {
      found =
          switch (found) {
            case Json.Obj object -> object.get(step).orElse(Json.NULL);
            case Json.Arr(List<Json> items)
                when step.matches("[0-9]{1,9}") && Integer.parseInt(step) < items.size() ->
                items.get(Integer.parseInt(step));
            case Json _ -> Json.NULL;
          };
    }
    return found;
  }

  private String insert(JsonPlaces places, JsonPlaces.Span object, String name, Json added) {
    if (plain.startsWith("null", object.start())) {
      Json made = Json.object().put(name, added).build();
      return text.substring(0, object.start())
          + shown(made, indentOfLine(object.start()))
          + text.substring(object.end());
    }
    if (plain.charAt(object.start()) != '{') {
      throw new MalformedException(
          place(object.start()) + ": an object for member '" + name + "' wanted");
    }
    int close = object.end() - 1;
    JsonPlaces.@Nullable Span last = places.lastMember(object);
    String outer = indentOfLine(object.start());
    if (last == null) {
      boolean lines = text.indexOf('\n') >= 0;
      String inner = outer + unit();
      return text.substring(0, object.start() + 1)
          + (lines ? lineEnd() + inner : "")
          + member(name, added, inner)
          + (lines ? lineEnd() + outer : "")
          + text.substring(close);
    }
    int feed = text.lastIndexOf('\n', close - 1);
    if (feed < last.end()) {
      return text.substring(0, last.end())
          + ", "
          + member(name, added, outer)
          + text.substring(last.end());
    }
    int end = feed > 0 && text.charAt(feed - 1) == '\r' ? feed - 1 : feed;
    String inner = indentOfLine(last.start());
    return text.substring(0, last.end())
        + ","
        + text.substring(last.end(), end)
        + lineEnd()
        + inner
        + member(name, added, inner)
        + text.substring(end);
  }

  private String member(String name, Json added, String indent) {
    return Json.of(name).toCompact() + ": " + shown(added, indent);
  }

  /// The value in this text's own style, its lines after the first indented by `indent`.
  private String shown(Json shown, String indent) {
    if (text.indexOf('\n') < 0) {
      return shown.toCompact();
    }
    StringBuilder out = new StringBuilder();
    for (String line : shown.toPretty().split("\n", -1)) {
      int level = (line.length() - line.stripLeading().length()) / 2;
      out.append(out.isEmpty() ? "" : lineEnd() + indent + unit().repeat(level));
      out.append(line.stripLeading());
    }
    return out.toString();
  }

  private String lineEnd() {
    return text.contains("\r\n") ? "\r\n" : "\n";
  }

  /// What one level is indented by: the blanks before the first member of the document.
  private String unit() {
    int feed = plain.indexOf('\n');
    String first = feed < 0 ? "" : indentOfLine(Math.min(feed + 1, plain.length()));
    return first.isEmpty() ? "  " : first;
  }

  private String indentOfLine(int at) {
    int start = plain.lastIndexOf('\n', at - 1) + 1;
    int end = start;
    while (end < plain.length() && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
      end++;
    }
    return text.substring(start, end);
  }

  /// The same text with blanks in place of mark and comments, so that places stay.
  private static String withoutComments(String text) {
    StringBuilder plain = new StringBuilder(text);
    if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
      plain.setCharAt(0, ' ');
    }
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        at = JsonPlaces.stringEnd(text, at);
      } else if (text.startsWith("//", at)) {
        at = blank(plain, at, orEnd(text, text.indexOf('\n', at)));
      } else if (text.startsWith("/*", at)) {
        int close = text.indexOf("*/", at + 2);
        if (close < 0) {
          throw new MalformedException("a comment that is not closed: */ wanted before the end");
        }
        at = blank(plain, at, close + 2);
      } else {
        at++;
      }
    }
    return plain.toString();
  }

  private static int orEnd(String text, int at) {
    return at < 0 ? text.length() : at;
  }

  private static int blank(StringBuilder plain, int from, int to) {
    for (int at = from; at < to; at++) {
      if (plain.charAt(at) != '\n' && plain.charAt(at) != '\r') {
        plain.setCharAt(at, ' ');
      }
    }
    return to;
  }

  @Override
  public String toString() {
    return text;
  }
}
