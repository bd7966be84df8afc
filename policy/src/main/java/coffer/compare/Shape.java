package coffer.compare;

import coffer.json.Json;
import coffer.python.PythonText;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Equality, size and type of values when the order and the repetition of list items do not count.
final class Shape {
  private Shape() {}

  /// A text that is equal for equal values.
  static String key(Json value) {
    return switch (value) {
      case Json.Arr(List<Json> items) ->
          items.stream()
              .map(Shape::key)
              .distinct()
              .sorted()
              .collect(Collectors.joining(",", "[", "]"));
      case Json.Obj(Map<String, Json> members) ->
          members.entrySet().stream()
              .map(member -> PythonText.repr(member.getKey()) + ":" + key(member.getValue()))
              .sorted()
              .collect(Collectors.joining(";", "{", "}"));
      case Json scalar -> type(scalar) + " " + PythonText.repr(scalar);
    };
  }

  /// How many values it is made of, keys of objects counted too.
  static int size(Json value) {
    return switch (value) {
      case Json.Arr(List<Json> items) -> 1 + items.stream().mapToInt(Shape::size).sum();
      case Json.Obj(Map<String, Json> members) ->
          1 + members.values().stream().mapToInt(member -> 1 + size(member)).sum();
      case Json _ -> 1;
    };
  }

  /// How many texts, numbers and booleans it holds.
  static int leaves(Json value) {
    return switch (value) {
      case Json.Null() -> 0;
      case Json.Arr(List<Json> items) -> items.stream().mapToInt(Shape::leaves).sum();
      case Json.Obj(Map<String, Json> members) ->
          members.values().stream().mapToInt(Shape::leaves).sum();
      case Json _ -> 1;
    };
  }

  /// The name of its type in Python.
  static String type(Json value) {
    return switch (value) {
      case Json.Null() -> "NoneType";
      case Json.Bool _ -> "bool";
      case Json.Num _ -> PythonText.isInteger(value) ? "int" : "float";
      case Json.Str _ -> "str";
      case Json.Arr _ -> "list";
      case Json.Obj _ -> "dict";
    };
  }
}
