package coffer.occlum;

import coffer.json.Json;
import java.util.Iterator;
import java.util.function.Consumer;

/// JSON as Rust's serde_json writes it "pretty": two blanks a level, the short escapes, and nothing
/// else escaped but control characters. Members keep their order.
final class SerdeText {
  private static final int FIRST_PRINTABLE = 0x20;

  private final StringBuilder out = new StringBuilder();
  private int level;

  private SerdeText() {}

  static String of(Json value) {
    SerdeText text = new SerdeText();
    text.value(value);
    return text.out.toString();
  }

  private void value(Json value) {
    switch (value) {
      case Json.Null() -> out.append("null");
      case Json.Bool(boolean flag) -> out.append(flag);
      case Json.Num(String number) -> out.append(number);
      case Json.Str(String text) -> string(text);
      case Json.Arr(var items) -> sequence('[', ']', items, this::value);
      case Json.Obj(var members) ->
          sequence(
              '{',
              '}',
              members.entrySet(),
              member -> {
                string(member.getKey());
                out.append(": ");
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
        out.append('\n').repeat("  ", level);
        item.accept(rest.next());
        out.append(rest.hasNext() ? "," : "");
      }
      level--;
      out.append('\n').repeat("  ", level);
    }
    out.append(close);
  }

  private void string(String text) {
    out.append('"');
    text.chars().forEach(c -> character((char) c));
    out.append('"');
  }

  private void character(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c < FIRST_PRINTABLE) {
          out.append("\\u%04x".formatted((int) c));
        } else {
          out.append(c);
        }
      }
    }
  }
}
