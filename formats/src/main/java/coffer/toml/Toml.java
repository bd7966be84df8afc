package coffer.toml;

import coffer.bytes.MalformedException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A value of a TOML document (TOML v1.0.0). Keys keep the order of the document.
public sealed interface Toml {
  record Text(String value) implements Toml {}

  record Int(long value) implements Toml {}

  record Bool(boolean value) implements Toml {}

  record Array(List<Toml> items) implements Toml {
    public Array {
      items = List.copyOf(items);
    }
  }

  /// A table; unlike that of [Map], its equality takes no notice of the order.
  record Table(Map<String, Toml> members) implements Toml {
    public static final Table EMPTY = new Table(Map.of());

    public Table {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    public Optional<Toml> get(String key) {
      return Optional.ofNullable(members.get(key));
    }

    /// With `key` set: where it stood, or behind the others.
    public Table with(String key, Toml value) {
      Map<String, Toml> changed = new LinkedHashMap<>(members);
      changed.put(key, value);
      return new Table(changed);
    }

    /// With `key` set unless it is there.
    public Table withDefault(String key, Toml value) {
      return members.containsKey(key) ? this : with(key, value);
    }

    /// The table at `key`, if there is anything; the error names `path`.
    public Optional<Table> table(String key, String path) {
      return get(key).map(value -> of(Table.class, value, path, "a table"));
    }

    public Optional<String> text(String key, String path) {
      return get(key).map(value -> of(Text.class, value, path, "a string").value);
    }

    public Optional<Long> number(String key, String path) {
      return get(key).map(value -> of(Int.class, value, path, "an integer").value);
    }

    public Optional<Boolean> flag(String key, String path) {
      return get(key).map(value -> of(Bool.class, value, path, "true or false").value);
    }

    /// The items of the array at `key`; none when there is no array.
    public List<Toml> items(String key, String path) {
      return get(key)
          .map(value -> of(Array.class, value, path, "an array").items)
          .orElse(List.of());
    }
  }

  private static <T extends Toml> T of(Class<T> kind, Toml value, String path, String wanted) {
    if (!kind.isInstance(value)) {
      throw new MalformedException(
          "%s: %s wanted, found %s".formatted(path, wanted, value.kindName()));
    }
    return kind.cast(value);
  }

  /// What it is, for error texts.
  default String kindName() {
    return switch (this) {
      case Text _ -> "a string";
      case Int _ -> "an integer";
      case Bool _ -> "a boolean";
      case Array _ -> "an array";
      case Table _ -> "a table";
    };
  }

  /// Parses a document of UTF-8 text, at most 16 MiB. Errors name the line.
  static Table parse(byte[] utf8) {
    return new TomlReader(TomlSource.of(utf8)).document();
  }

  /// The document's text: UTF-8, in the layout of the Python package tomli-w.
  static byte[] write(Table document) {
    return TomlWriter.write(document);
  }
}
