package coffer.armlang;

import coffer.json.Json;
import coffer.source.JsonPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes evaluated values as JSON of a template, and notes what stays open and where each value
/// comes from.
final class Rendering {
  private final Evaluation evaluation;
  private final List<Symbol> symbols = new ArrayList<>();
  private final Map<JsonPath, Origin> origins = new HashMap<>();

  Rendering(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  List<Symbol> symbols() {
    return symbols;
  }

  Places places() {
    return new Places(origins);
  }

  /// `around` is the origin of the value that holds this one.
  Json json(Value value, JsonPath path, Origin around) {
    Origin origin = evaluation.origins().getOrDefault(value, around);
    origins.put(path, origin);
    return switch (value) {
      case Value.Null _, Value.Bool _, Value.Num _ -> Texts.json(value);
      case Value.Text(String text) -> Json.of(text.startsWith("[") ? "[" + text : text);
      case Value.Unknown(Expression expression) -> symbol(expression, path, origin);
      case Value.Arr list -> {
        List<Json> items = new ArrayList<>();
        for (int i = 0; i < list.items().size(); i++) {
          items.add(json(list.items().get(i), path.item(i), origin));
        }
        yield new Json.Arr(items);
      }
      case Value.Obj object -> {
        Map<String, Json> members = new LinkedHashMap<>();
        object
            .members()
            .forEach((name, member) -> members.put(name, json(member, path.member(name), origin)));
        yield new Json.Obj(members);
      }
    };
  }

  Json symbol(Expression expression, JsonPath path, Origin origin) {
    String text = "[" + expression + "]";
    symbols.add(
        new Symbol(
            path,
            origin.place(),
            text,
            Needs.of(expression, evaluation.open),
            Patterns.of(expression, evaluation.open)));
    return Json.of(text);
  }
}
