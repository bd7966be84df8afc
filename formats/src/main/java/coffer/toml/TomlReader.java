package coffer.toml;

import coffer.bytes.MalformedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// From text to values (TOML v1.0.0). A key is defined once.
final class TomlReader {
  private static final int MAX_DEPTH = 64;

  private final TomlSource in;
  private final TomlStrings strings;
  private final OpenTable root = new OpenTable(0);
  private int section;

  /// A table that may still grow.
  private static final class OpenTable {
    private final Map<String, Object> members = new LinkedHashMap<>();

    /// The section that defined it; -1 while only tables below it were named.
    private int definedBy;

    OpenTable(int definedBy) {
      this.definedBy = definedBy;
    }

    Toml.Table close() {
      Map<String, Toml> closed = new LinkedHashMap<>();
      members.forEach((key, value) -> closed.put(key, TomlReader.close(value)));
      return new Toml.Table(closed);
    }
  }

  /// An array of tables that may still grow.
  private record OpenTables(List<OpenTable> tables) {}

  TomlReader(TomlSource in) {
    this.in = in;
    this.strings = new TomlStrings(in);
  }

  private static Toml close(Object value) {
    if (value instanceof OpenTable table) {
      return table.close();
    }
    return value instanceof OpenTables(List<OpenTable> tables)
        ? new Toml.Array(tables.stream().<Toml>map(OpenTable::close).toList())
        : (Toml) value;
  }

  Toml.Table document() {
    OpenTable current = root;
    for (in.skipToContent(); in.peek() != TomlSource.END; in.skipToContent()) {
      if (in.peek() == '[') {
        current = header();
      } else {
        entry(current);
      }
      in.endLine();
    }
    return root.close();
  }

  private OpenTable header() {
    in.want("[");
    boolean ofArray = in.take("[");
    List<String> path = path();
    in.want(ofArray ? "]]" : "]");
    section++;
    OpenTable at = root;
    for (String key : path.subList(0, path.size() - 1)) {
      at = inner(at, key, path);
    }
    String last = path.getLast();
    return ofArray ? appended(at, last, path) : defined(at, last, path);
  }

  private OpenTable inner(OpenTable table, String key, List<String> path) {
    Object there = table.members.computeIfAbsent(key, _ -> new OpenTable(-1));
    if (there instanceof OpenTable inner) {
      return inner;
    }
    if (there instanceof OpenTables(List<OpenTable> tables)) {
      return tables.getLast();
    }
    throw twice(path);
  }

  private OpenTable defined(OpenTable table, String key, List<String> path) {
    Object there = table.members.computeIfAbsent(key, _ -> new OpenTable(-1));
    if (there instanceof OpenTable found && found.definedBy < 0) {
      found.definedBy = section;
      return found;
    }
    throw twice(path);
  }

  private OpenTable appended(OpenTable table, String key, List<String> path) {
    Object there = table.members.computeIfAbsent(key, _ -> new OpenTables(new ArrayList<>()));
    if (!(there instanceof OpenTables(List<OpenTable> tables))) {
      throw twice(path);
    }
    tables.add(new OpenTable(section));
    return tables.getLast();
  }

  private MalformedException twice(List<String> path) {
    return in.error("%s is defined already".formatted(String.join(".", path)));
  }

  private List<String> path() {
    List<String> path = new ArrayList<>();
    do {
      in.skipSpaces();
      path.add(strings.key());
      if (path.size() > MAX_DEPTH) {
        throw in.error("at most %d parts of a key wanted".formatted(MAX_DEPTH));
      }
      in.skipSpaces();
    } while (in.take("."));
    return path;
  }

  private void entry(OpenTable table) {
    List<String> path = path();
    in.want("=");
    in.skipSpaces();
    OpenTable at = table;
    for (String key : path.subList(0, path.size() - 1)) {
      Object there = at.members.computeIfAbsent(key, _ -> new OpenTable(-1));
      if (!(there instanceof OpenTable inner)
          || (inner.definedBy >= 0 && inner.definedBy != section)) {
        throw twice(path);
      }
      inner.definedBy = section;
      at = inner;
    }
    if (at.members.containsKey(path.getLast())) {
      throw twice(path);
    }
    at.members.put(path.getLast(), value(0));
  }

  private Toml value(int depth) {
    if (depth > MAX_DEPTH) {
      throw in.error("at most %d values inside each other wanted".formatted(MAX_DEPTH));
    }
    return switch (in.peek()) {
      case '"', '\'' -> new Toml.Text(strings.string());
      case '[' -> array(depth);
      case '{' -> inlineTable(depth);
      default -> plain();
    };
  }

  private Toml array(int depth) {
    in.want("[");
    List<Toml> items = new ArrayList<>();
    in.skipToContent();
    while (!in.take("]")) {
      items.add(value(depth + 1));
      in.skipToContent();
      if (!in.take(",")) {
        in.want("]");
        break;
      }
      in.skipToContent();
    }
    return new Toml.Array(items);
  }

  private Toml inlineTable(int depth) {
    in.want("{");
    OpenTable table = new OpenTable(-1);
    in.skipSpaces();
    if (in.take("}")) {
      return Toml.Table.EMPTY;
    }
    do {
      member(table, depth);
      in.skipSpaces();
    } while (in.take(","));
    in.want("}");
    return table.close();
  }

  private void member(OpenTable table, int depth) {
    List<String> path = path();
    in.want("=");
    in.skipSpaces();
    OpenTable at = table;
    for (String key : path.subList(0, path.size() - 1)) {
      Object there = at.members.computeIfAbsent(key, _ -> new OpenTable(-1));
      if (!(there instanceof OpenTable inner)) {
        throw twice(path);
      }
      at = inner;
    }
    if (at.members.containsKey(path.getLast())) {
      throw twice(path);
    }
    at.members.put(path.getLast(), value(depth + 1));
  }

  private Toml plain() {
    StringBuilder word = new StringBuilder();
    while (TomlStrings.isBare(in.peek())
        || in.peek() == '+'
        || in.peek() == '.'
        || in.peek() == ':') {
      word.append((char) in.next());
    }
    return switch (word.toString()) {
      case "true" -> new Toml.Bool(true);
      case "false" -> new Toml.Bool(false);
      case "" -> throw in.error("a value wanted");
      default -> new Toml.Int(TomlNumbers.parse(word.toString(), in));
    };
  }
}
