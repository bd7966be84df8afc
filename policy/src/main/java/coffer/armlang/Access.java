package coffer.armlang;

import java.util.List;
import java.util.TreeSet;

/// Members and items of values, as `.name` and `[index]` reach them.
final class Access {
  private static final int SHOWN = 8;

  private Access() {}

  /// The member `name` or the item `index` of `value`. Where there is none, null when `safe`.
  static Value get(Value value, Value key, boolean safe) {
    return switch (key) {
      case Value.Text(String name) -> member(value, name, safe);
      case Value.Num _ -> item(value, new Arguments("index", List.of(key)).integer(0), safe);
      case Value other ->
          throw new ExpressionException(
              "a member's name or an item's position wanted, found " + other.kind());
    };
  }

  private static Value member(Value value, String name, boolean safe) {
    return switch (value) {
      case Value.Obj object -> object.get(name).orElseGet(() -> missing(object, name, safe));
      case Value.Null() when safe -> value;
      case Value other ->
          throw new ExpressionException(
              "an object with a member '%s' wanted, found %s".formatted(name, other.kind()));
    };
  }

  private static Value missing(Value.Obj object, String name, boolean safe) {
    if (safe) {
      return new Value.Null();
    }
    List<String> names =
        new TreeSet<>(object.members().keySet()).stream().limit(SHOWN + 1L).toList();
    String shown =
        names.size() > SHOWN
            ? String.join(", ", names.subList(0, SHOWN)) + ", ..."
            : String.join(", ", names);
    throw new ExpressionException(
        "there is no member '%s'; the object has %s"
            .formatted(name, names.isEmpty() ? "none" : shown));
  }

  private static Value item(Value value, long position, boolean safe) {
    if (!(value instanceof Value.Arr list)) {
      if (safe && value instanceof Value.Null) {
        return value;
      }
      throw new ExpressionException(
          "a list with an item %d wanted, found %s".formatted(position, value.kind()));
    }
    if (position >= 0 && position < list.items().size()) {
      return list.items().get((int) position);
    }
    if (safe) {
      return new Value.Null();
    }
    throw new ExpressionException(
        "there is no item %d; the list has %d".formatted(position, list.items().size()));
  }
}
