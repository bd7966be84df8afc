package coffer.python;

import coffer.json.Json;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// `json.loads` and the forms of `json.dumps` that the reference generator prints.
///
/// Written text is ASCII: everything outside 0x20..0x7e is escaped, in lower-case hex.
public final class PythonJson {
  /// How `json.dumps` was called.
  public enum Form {
    /// `indent=2, sort_keys=True`
    INDENTED_SORTED(true, true, ",", ": "),
    /// `indent=2`
    INDENTED(true, false, ",", ": "),
    /// `separators=(",", ":"), sort_keys=True`
    COMPACT_SORTED(false, true, ",", ":"),
    /// `separators=(",", ":")`
    COMPACT(false, false, ",", ":"),
    /// no arguments: one line, blanks after the separators
    SPACED(false, false, ", ", ": ");

    private final boolean indented;
    private final boolean sorted;
    private final String comma;
    private final String colon;

    Form(boolean indented, boolean sorted, String comma, String colon) {
      this.indented = indented;
      this.sorted = sorted;
      this.comma = comma;
      this.colon = colon;
    }
  }

  private final StringBuilder out = new StringBuilder();
  private final Form form;
  private int level;

  private PythonJson(Form form) {
    this.form = form;
  }

  /// Reads one document; of a repeated member the last value counts. No byte-order mark, comments
  /// or trailing commas.
  public static Json loads(String text) {
    return Json.parseLastWins(text);
  }

  /// The text of `value`, without a final line feed.
  public static String dumps(Json value, Form form) {
    PythonJson writer = new PythonJson(form);
    writer.value(value);
    return writer.out.toString();
  }

  private void value(Json value) {
    switch (value) {
      case Json.Null() -> out.append("null");
      case Json.Bool(boolean flag) -> out.append(flag);
      case Json.Num number -> number(number);
      case Json.Str(String text) -> string(text);
      case Json.Arr(List<Json> items) -> sequence('[', ']', items.iterator(), this::value);
      case Json.Obj(Map<String, Json> members) ->
          sequence('{', '}', ordered(members), this::member);
    }
  }

  private Iterator<Map.Entry<String, Json>> ordered(Map<String, Json> members) {
    return form.sorted
        ? members.entrySet().stream()
            .sorted(Comparator.comparing(Map.Entry::getKey, PythonText.CODE_POINT_ORDER))
            .iterator()
        : members.entrySet().iterator();
  }

  private void member(Map.Entry<String, Json> member) {
    string(member.getKey());
    out.append(form.colon);
    value(member.getValue());
  }

  private void number(Json.Num number) {
    String text = PythonNumber.text(number);
    out.append(
        switch (text) {
          case "inf" -> "Infinity";
          case "-inf" -> "-Infinity";
          default -> text;
        });
  }

  private <T> void sequence(char open, char close, Iterator<T> items, Consumer<T> item) {
    out.append(open);
    if (items.hasNext()) {
      level++;
      line();
      item.accept(items.next());
      while (items.hasNext()) {
        out.append(form.comma);
        line();
        item.accept(items.next());
      }
      level--;
      line();
    }
    out.append(close);
  }

  private void line() {
    if (form.indented) {
      out.append('\n').repeat("  ", level);
    }
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < 0x20 || c > 0x7e) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
