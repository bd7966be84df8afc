package coffer.json;

import coffer.bytes.MalformedException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A JSON value (RFC 8259). Objects keep the order of their members; numbers keep their text.
public sealed interface Json {
  Json NULL = new Null();

  /// The literal `null`.
  record Null() implements Json {}

  record Bool(boolean value) implements Json {}

  /// A number as it was written, such as `1`, `1.0` or `1e3`.
  record Num(String text) implements Json {
    /// The value as a whole number, if it is one that fits.
    public long asLong() {
      try {
        return new BigDecimal(text).longValueExact();
      } catch (ArithmeticException e) {
        throw new MalformedException("a whole number of 64 bits wanted, found " + text);
      }
    }
  }

  record Str(String value) implements Json {}

  record Arr(List<Json> items) implements Json {
    public Arr {
      items = List.copyOf(items);
    }
  }

  /// Members in the order of the text. A repeated name is refused by [Json#parse(String)].
  record Obj(Map<String, Json> members) implements Json {
    public Obj {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    public Optional<Json> get(String name) {
      return Optional.ofNullable(members.get(name));
    }

    /// The text member `name`; a clear error when it is missing or no text.
    public String string(String name) {
      return switch (get(name).orElse(NULL)) {
        case Str(String value) -> value;
        case Json other -> throw wanted(name, "text", other);
      };
    }

    /// The text member `name`, empty when it is missing or null.
    public Optional<String> optionalString(String name) {
      return switch (get(name).orElse(NULL)) {
        case Str(String value) -> Optional.of(value);
        case Null() -> Optional.empty();
        case Json other -> throw wanted(name, "text", other);
      };
    }

    public long number(String name) {
      return switch (get(name).orElse(NULL)) {
        case Num number -> number.asLong();
        case Json other -> throw wanted(name, "a number", other);
      };
    }

    public Obj object(String name) {
      return switch (get(name).orElse(NULL)) {
        case Obj object -> object;
        case Json other -> throw wanted(name, "an object", other);
      };
    }

    /// The list member `name`, empty when it is missing or null.
    public List<Json> list(String name) {
      return switch (get(name).orElse(NULL)) {
        case Arr(List<Json> items) -> items;
        case Null() -> List.of();
        case Json other -> throw wanted(name, "a list", other);
      };
    }

    /// The member `name` as a list of texts, empty when it is missing or null.
    public List<String> strings(String name) {
      List<String> texts = new ArrayList<>();
      for (Json item : list(name)) {
        switch (item) {
          case Str(String value) -> texts.add(value);
          case Json other -> throw wanted(name, "a list of texts", other);
        }
      }
      return texts;
    }

    private static MalformedException wanted(String name, String what, Json found) {
      return new MalformedException(
          "member '" + name + "': " + what + " wanted, found " + found.kind());
    }
  }

  /// Parses one document of UTF-8 text; anything after it, a repeated member, a byte-order mark or
  /// nesting deeper than 200 is an error that names line and column.
  static Json parse(String text) {
    return new JsonParser(text, false).document();
  }

  /// As [#parse(String)], but of a repeated member the last value counts, at the place of the
  /// first; for documents whose other readers do the same.
  static Json parseLastWins(String text) {
    return new JsonParser(text, true).document();
  }

  /// Parses UTF-8 bytes; see [#parse(String)].
  static Json parse(byte[] utf8) {
    String text = new String(utf8, StandardCharsets.UTF_8);
    // What is not UTF-8 became this character; the fast way out is to look whether it is there.
    if (text.indexOf('\ufffd') >= 0) {
      mustBeUtf8(utf8);
    }
    return parse(text);
  }

  private static void mustBeUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      throw new MalformedException("not UTF-8 text");
    }
  }

  /// Parses a document that must be an object.
  static Obj parseObject(byte[] utf8) {
    return switch (parse(utf8)) {
      case Obj object -> object;
      case Json other -> throw new MalformedException("an object wanted, found " + other.kind());
    };
  }

  static Json of(String value) {
    return new Str(value);
  }

  static Json of(boolean value) {
    return new Bool(value);
  }

  static Json of(long value) {
    return new Num(Long.toString(value));
  }

  static Json strings(List<String> values) {
    return new Arr(values.stream().map(Json::of).toList());
  }

  /// A new object, member by member.
  static ObjectBuilder object() {
    return new ObjectBuilder();
  }

  /// One line without blanks, members in their order, UTF-8 kept as it is.
  default String toCompact() {
    return JsonWriter.compact(this);
  }

  /// Indented by two blanks, members in their order, UTF-8 kept as it is, without a final line
  /// feed.
  default String toPretty() {
    return JsonWriter.pretty(this);
  }

  /// What this is, for error texts: `null`, `a boolean`, `a number`, `text`, `a list`, `an object`.
  default String kind() {
    return switch (this) {
      case Null _ -> "null";
      case Bool _ -> "a boolean";
      case Num _ -> "a number";
      case Str _ -> "text";
      case Arr _ -> "a list";
      case Obj _ -> "an object";
    };
  }

  /// Collects members in order.
  final class ObjectBuilder {
    private final Map<String, Json> members = new LinkedHashMap<>();

    private ObjectBuilder() {}

    public ObjectBuilder put(String name, Json value) {
      members.put(name, value);
      return this;
    }

    public ObjectBuilder put(String name, String value) {
      return put(name, of(value));
    }

    public ObjectBuilder put(String name, long value) {
      return put(name, of(value));
    }

    public ObjectBuilder put(String name, boolean value) {
      return put(name, of(value));
    }

    public ObjectBuilder put(String name, List<? extends Json> values) {
      return put(name, new Arr(List.copyOf(values)));
    }

    public Obj build() {
      return new Obj(members);
    }
  }
}
