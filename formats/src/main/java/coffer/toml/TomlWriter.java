package coffer.toml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// From values to text, in the layout of the Python package tomli-w 1: plain values before tables,
/// arrays with an item on each line, and an array of tables as sections as soon as one of them
/// would not fit into a line of 100 characters.
final class TomlWriter {
  private static final int LINE = 100;
  private static final String INDENT = "    ";

  private final StringBuilder out = new StringBuilder();

  /// A table that gets a section of its own.
  private record Section(String key, Toml.Table table, boolean ofArray) {}

  private TomlWriter() {}

  static byte[] write(Toml.Table document) {
    TomlWriter writer = new TomlWriter();
    writer.section("", document, false);
    return writer.out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void section(String name, Toml.Table table, boolean ofArray) {
    List<Section> sections = new ArrayList<>();
    List<Map.Entry<String, Toml>> values = new ArrayList<>();
    for (Map.Entry<String, Toml> member : table.members().entrySet()) {
      if (member.getValue() instanceof Toml.Table inner) {
        sections.add(new Section(member.getKey(), inner, false));
      } else if (member.getValue() instanceof Toml.Array(List<Toml> items) && areSections(items)) {
        items.forEach(item -> sections.add(new Section(member.getKey(), (Toml.Table) item, true)));
      } else {
        values.add(member);
      }
    }
    boolean headed = ofArray || (!name.isEmpty() && (!values.isEmpty() || sections.isEmpty()));
    if (headed) {
      out.append(ofArray ? "[[" : "[").append(name).append(ofArray ? "]]\n" : "]\n");
    }
    values.forEach(
        value ->
            out.append(key(value.getKey()))
                .append(" = ")
                .append(value(value.getValue(), 0))
                .append('\n'));
    boolean apart = headed || !values.isEmpty();
    for (Section section : sections) {
      if (apart) {
        out.append('\n');
      }
      apart = true;
      String key = key(section.key);
      section(name.isEmpty() ? key : name + "." + key, section.table, section.ofArray);
    }
  }

  private static boolean areSections(List<Toml> items) {
    return !items.isEmpty()
        && items.stream().allMatch(Toml.Table.class::isInstance)
        && !items.stream().allMatch(TomlWriter::fitsLine);
  }

  private static boolean fitsLine(Toml table) {
    String line = INDENT + value(table, 0) + ",";
    return line.codePointCount(0, line.length()) <= LINE && line.indexOf('\n') < 0;
  }

  private static String value(Toml value, int level) {
    return switch (value) {
      case Toml.Text(String text) -> string(text);
      case Toml.Int(long number) -> Long.toString(number);
      case Toml.Bool(boolean flag) -> Boolean.toString(flag);
      case Toml.Array(List<Toml> items) -> array(items, level);
      case Toml.Table(Map<String, Toml> members) -> inline(members);
    };
  }

  private static String array(List<Toml> items, int level) {
    if (items.isEmpty()) {
      return "[]";
    }
    String indent = INDENT.repeat(level + 1);
    return items.stream()
        .map(item -> indent + value(item, level + 1))
        .collect(Collectors.joining(",\n", "[\n", ",\n" + INDENT.repeat(level) + "]"));
  }

  private static String inline(Map<String, Toml> members) {
    return members.isEmpty()
        ? "{}"
        : members.entrySet().stream()
            .map(member -> key(member.getKey()) + " = " + value(member.getValue(), 0))
            .collect(Collectors.joining(", ", "{ ", " }"));
  }

  private static String key(String key) {
    return !key.isEmpty() && key.chars().allMatch(TomlStrings::isBare) ? key : string(key);
  }

  private static String string(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\b' -> quoted.append("\\b");
        case '\n' -> quoted.append("\\n");
        case '\f' -> quoted.append("\\f");
        case '\r' -> quoted.append("\\r");
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        default -> {
          if ((c < ' ' && c != '\t') || c == 0x7F) {
            quoted.append("\\u%04x".formatted((int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
