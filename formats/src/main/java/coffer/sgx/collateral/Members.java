package coffer.sgx.collateral;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/// Members of Intel's documents.
final class Members {
  private static final int MOST = 1024;

  private Members() {}

  /// A time such as `2025-06-19T10:56:11Z`.
  static Instant time(Json.Obj owner, String name) {
    String text = owner.string(name);
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new MalformedException(
          "member '%s': a time as 2025-06-19T10:56:11Z wanted, found '%s'".formatted(name, text));
    }
  }

  /// Hex of either case for exactly `length` bytes.
  static Bytes hex(Json.Obj owner, String name, int length) {
    Bytes value;
    try {
      value = Bytes.parseHex(owner.string(name));
    } catch (MalformedException e) {
      throw e.within("member '" + name + "'");
    }
    if (value.length() != length) {
      throw new MalformedException(
          "member '%s': %d bytes wanted, found %d".formatted(name, length, value.length()));
    }
    return value;
  }

  static int number(Json.Obj owner, String name, int largest) {
    long value = owner.number(name);
    if (value < 0 || value > largest) {
      throw new MalformedException(
          "member '%s': 0 to %d wanted, found %d".formatted(name, largest, value));
    }
    return (int) value;
  }

  /// A list of 1 to 1,024 objects.
  static List<Json.Obj> objects(Json.Obj owner, String name) {
    List<Json> items = owner.list(name);
    if (items.isEmpty() || items.size() > MOST) {
      throw new MalformedException(
          "member '%s': 1 to %d items wanted, found %d".formatted(name, MOST, items.size()));
    }
    List<Json.Obj> objects = new ArrayList<>();
    for (Json item : items) {
      switch (item) {
        case Json.Obj object -> objects.add(object);
        case Json other ->
            throw new MalformedException(
                "member '%s': a list of objects wanted, found %s in it"
                    .formatted(name, other.kind()));
      }
    }
    return objects;
  }
}
