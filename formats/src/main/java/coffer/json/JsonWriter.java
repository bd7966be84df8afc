package coffer.json;

import java.util.Iterator;
import java.util.function.Consumer;

/// Both written forms of [Json]: compact, and indented by two blanks.
final class JsonWriter {
  private final StringBuilder out = new StringBuilder();
  private final boolean pretty;
  private int level;

  private JsonWriter(boolean pretty) {
    this.pretty = pretty;
  }

  static String compact(Json value) {
    JsonWriter writer = new JsonWriter(false);
    writer.value(value);
    return writer.out.toString();
  }

  static String pretty(Json value) {
    JsonWriter writer = new JsonWriter(true);
    writer.value(value);
    return writer.out.toString();
  }

  private void value(Json value) {
    switch (value) {
      case Json.Null() -> out.append("null");
      case Json.Bool(boolean flag) -> out.append(flag);
      case Json.Num(String text) -> out.append(text);
      case Json.Str(String text) -> string(text);
      case Json.Arr(var items) -> sequence('[', ']', items, this::value);
      case Json.Obj(var members) ->
          sequence(
              '{',
              '}',
              members.entrySet(),
              member -> {
                string(member.getKey());
                out.append(pretty ? ": " : ":");
                value(member.getValue());
              });
    }
  }

  private <T> void sequence(char open, char close, Iterable<T> items, Consumer<T> item) {
    out.append(open);
    Iterator<T> rest = items.iterator();
    if (rest.hasNext()) {
      level++;
      while (rest.hasNext()) {
        line();
        item.accept(rest.next());
        if (rest.hasNext()) {
          out.append(',');
        }
      }
      level--;
      line();
    }
    out.append(close);
  }

  private void line() {
    if (pretty) {
      out.append('\n').repeat("  ", level);
    }
  }

  /// What needs no escape is copied run by run.
  private void string(String text) {
    out.append('"');
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\' || c == 0x7f) {
        out.append(text, run, i).append(escape(c));
        run = i + 1;
      }
    }
    out.append(text, run, text.length()).append('"');
  }

  private static String escape(char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> "\\u%04x".formatted((int) c);
    };
  }
}
