package coffer.armlang;

import coffer.json.Json;
import coffer.source.Place;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// One evaluation of a template and all that it contains: the work done so far, what stays open,
/// and where each value came from. Not thread-safe.
final class Evaluation {
  final Effort effort = new Effort();
  final Evaluator evaluator = new Evaluator(effort);
  final Map<String, OpenParameter> open = new TreeMap<>();
  final List<Skipped> skipped = new ArrayList<>();
  final LinkedTemplates links;
  private final Map<Value, Origin> origins = new IdentityHashMap<>();

  Evaluation(LinkedTemplates links) {
    this.links = links;
  }

  void skip(Origin origin, String reason) {
    skipped.add(new Skipped(origin.place(), reason));
  }

  Map<Value, Origin> origins() {
    return origins;
  }

  private Value born(Value value, Origin origin) {
    origins.putIfAbsent(value, origin);
    return value;
  }

  /// A JSON value taken literally.
  Value literal(Json node, Origin origin) {
    return placed(
        origin,
        () ->
            born(
                switch (node) {
                  case Json.Arr(List<Json> items) -> {
                    List<Value> values = new ArrayList<>();
                    for (int i = 0; i < items.size(); i++) {
                      values.add(literal(items.get(i), origin.item(i)));
                    }
                    yield new Value.Arr(values);
                  }
                  case Json.Obj(Map<String, Json> members) -> {
                    Map<String, Value> values = new LinkedHashMap<>();
                    members.forEach(
                        (name, member) -> values.put(name, literal(member, origin.member(name))));
                    yield new Value.Obj(values);
                  }
                  case Json.Null _, Json.Bool _, Json.Num _, Json.Str _ -> Value.of(node);
                },
                origin));
  }

  /// A JSON value with every expression in it evaluated and every copy loop unrolled.
  Value value(Json node, Origin origin, Frame frame) {
    return placed(
        origin,
        () -> {
          effort.enter();
          try {
            return born(
                switch (node) {
                  case Json.Null _, Json.Bool _, Json.Num _ -> Value.of(node);
                  case Json.Str(String text) -> text(text, frame);
                  case Json.Arr(List<Json> items) -> list(items, origin, frame);
                  case Json.Obj object -> object(object, origin, frame);
                },
                origin);
          } finally {
            effort.leave();
          }
        });
  }

  Value text(String text, Frame frame) {
    return ExpressionParser.isExpression(text)
        ? evaluator.evaluate(ExpressionParser.parse(text), frame)
        : new Value.Text(ExpressionParser.unescaped(text));
  }

  private Value list(List<Json> items, Origin origin, Frame frame) {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      values.add(value(items.get(i), origin.item(i), frame));
    }
    return new Value.Arr(values);
  }

  private Value object(Json.Obj object, Origin origin, Frame frame) {
    Map<String, Value> values = new LinkedHashMap<>();
    object
        .members()
        .forEach(
            (name, member) -> {
              Origin at = origin.member(name);
              if (name.equals("copy") && isLoops(member)) {
                values.putAll(loops((Json.Arr) member, at, frame));
              } else {
                values.put(placed(at, () -> name(name, frame)), value(member, at, frame));
              }
            });
    return new Value.Obj(values);
  }

  /// Names of members may be expressions too; one that stays open keeps its text.
  private String name(String name, Frame frame) {
    return switch (text(name, frame)) {
      case Value.Text(String text) -> text;
      case Value.Unknown(Expression expression) -> "[" + expression + "]";
      case Value other ->
          throw new ExpressionException("text as a member's name wanted, found " + other.kind());
    };
  }

  static boolean isLoops(Json member) {
    return member instanceof Json.Arr(List<Json> items)
        && !items.isEmpty()
        && items.stream()
            .allMatch(
                item ->
                    item instanceof Json.Obj loop
                        && loop.get("name").isPresent()
                        && loop.get("count").isPresent()
                        && loop.get("input").isPresent());
  }

  /// The members that the loops of a `copy` list make (ARM, "Property iteration").
  Map<String, Value> loops(Json.Arr copy, Origin origin, Frame frame) {
    Map<String, Value> made = new LinkedHashMap<>();
    for (int i = 0; i < copy.items().size(); i++) {
      Json.Obj loop = (Json.Obj) copy.items().get(i);
      CopyLoop unrolled = CopyLoop.read(this, loop, origin.item(i), frame);
      List<Value> items = new ArrayList<>();
      for (int n = 0; n < unrolled.knownCount(); n++) {
        Frame inner = frame.withLoop(unrolled.name(), Value.Num.of(n));
        items.add(
            value(loop.get("input").orElse(Json.NULL), origin.item(i).member("input"), inner));
      }
      made.put(unrolled.name(), new Value.Arr(items));
    }
    return made;
  }

  /// What an action of evaluation says is wrong, with the place where it stands.
  static <T> T placed(Origin origin, Supplier<T> action) {
    try {
      return action.get();
    } catch (ExpressionException e) {
      Place place = origin.place();
      throw place.malformed(e.getMessage());
    }
  }
}
