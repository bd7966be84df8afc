package coffer.cbor;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A CBOR data item (RFC 8949, section 3). Maps keep the order of their entries, so that writing
/// gives the bytes that were read.
public sealed interface Cbor {
  /// A whole number from -2^63 to 2^63-1.
  record Int(long value) implements Cbor {}

  record Str(Bytes value) implements Cbor {}

  record Text(String value) implements Cbor {}

  record Arr(List<Cbor> items) implements Cbor {
    public Arr {
      items = List.copyOf(items);
    }
  }

  /// Entries in the order of the input; a repeated key is refused.
  record Dict(Map<Cbor, Cbor> entries) implements Cbor {
    public static final Dict EMPTY = new Dict(Map.of());

    public Dict {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    public Optional<Cbor> get(long key) {
      return Optional.ofNullable(entries.get(new Int(key)));
    }

    public Optional<Cbor> get(String key) {
      return Optional.ofNullable(entries.get(new Text(key)));
    }
  }

  record Tagged(long tag, Cbor item) implements Cbor {}

  /// A simple value: 20 false, 21 true, 22 null, 23 undefined, or one without a meaning.
  record Simple(int value) implements Cbor {}

  /// Parses exactly one data item; floating-point numbers and indefinite lengths are refused, and
  /// nesting deeper than 32.
  static Cbor parse(byte[] encoded) {
    return new CborParser(encoded).document();
  }

  /// Parses an item that must be a map.
  static Dict parseDict(byte[] encoded) {
    return switch (parse(encoded)) {
      case Dict dict -> dict;
      case Cbor other -> throw wanted("a map", other);
    };
  }

  /// The bytes in their shortest form.
  default byte[] toBytes() {
    return CborWriter.write(this);
  }

  /// What this is, for error texts.
  default String kind() {
    return switch (this) {
      case Int _ -> "a number";
      case Str _ -> "a byte string";
      case Text _ -> "a text string";
      case Arr _ -> "a list";
      case Dict _ -> "a map";
      case Tagged tagged -> "tag " + tagged.tag();
      case Simple simple -> "simple value " + simple.value();
    };
  }

  /// The value as a whole number, text or bytes; an error that names what was found instead.
  default long asLong() {
    return switch (this) {
      case Int(long value) -> value;
      case Cbor other -> throw wanted("a number", other);
    };
  }

  default String asText() {
    return switch (this) {
      case Text(String value) -> value;
      case Cbor other -> throw wanted("a text string", other);
    };
  }

  default Bytes asBytes() {
    return switch (this) {
      case Str(Bytes value) -> value;
      case Cbor other -> throw wanted("a byte string", other);
    };
  }

  default Dict asDict() {
    return switch (this) {
      case Dict dict -> dict;
      case Cbor other -> throw wanted("a map", other);
    };
  }

  private static MalformedException wanted(String what, Cbor found) {
    return new MalformedException(what + " wanted, found " + found.kind());
  }
}
