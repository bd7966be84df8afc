package coffer.armlang;

import coffer.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/// Values as text and as JSON.
final class Texts {
  private Texts() {}

  /// What the function `string` gives: text as it is, `True` and `False`, nothing for null, and
  /// compact JSON for lists and objects.
  static String string(Value value) {
    return switch (value) {
      case Value.Null() -> "";
      case Value.Bool(boolean flag) -> flag ? "True" : "False";
      case Value.Num(String text) -> text;
      case Value.Text(String text) -> text;
      case Value.Arr _, Value.Obj _ -> json(value).toCompact();
      case Value.Unknown(Expression expression) -> "[" + expression + "]";
    };
  }

  /// As JSON; expressions stand in brackets.
  static Json json(Value value) {
    return switch (value) {
      case Value.Null() -> Json.NULL;
      case Value.Bool(boolean flag) -> Json.of(flag);
      case Value.Num(String text) -> new Json.Num(text);
      case Value.Text(String text) -> Json.of(text);
      case Value.Unknown(Expression expression) -> Json.of("[" + expression + "]");
      case Value.Arr list -> new Json.Arr(list.items().stream().map(Texts::json).toList());
      case Value.Obj object -> {
        Map<String, Json> members = new LinkedHashMap<>();
        object.members().forEach((name, member) -> members.put(name, json(member)));
        yield new Json.Obj(members);
      }
    };
  }
}
