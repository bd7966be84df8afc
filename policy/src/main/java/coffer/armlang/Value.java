package coffer.armlang;

import coffer.json.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// A value of a template: JSON in which parts may stay expressions.
///
/// `size` counts nodes and characters of the whole tree and is bounded, so that a small template
/// cannot unfold without end; `known` says that no part is an expression.
sealed interface Value {
  /// What a tree may hold; four times the largest template that Azure takes.
  long MAX_SIZE = 16L << 20;

  int MAX_DEPTH = 200;

  default long size() {
    return 1;
  }

  default int depth() {
    return 1;
  }

  default boolean known() {
    return true;
  }

  /// Equal to others only by its kind.
  record Null() implements Value {}

  record Bool(boolean value) implements Value {}

  /// A number as JSON writes it.
  record Num(String text) implements Value {
    static Num of(long value) {
      return new Num(Long.toString(value));
    }
  }

  record Text(String value) implements Value {
    @Override
    public long size() {
      return 1L + value.length();
    }
  }

  /// Something that stays an expression.
  record Unknown(Expression expression) implements Value {
    @Override
    public boolean known() {
      return false;
    }
  }

  /// A list; equal to one with equal items.
  final class Arr implements Value {
    private final List<Value> items;
    private final long size;
    private final int depth;
    private final boolean known;

    Arr(List<Value> items) {
      this.items = List.copyOf(items);
      this.size = bounded(1 + this.items.stream().mapToLong(Value::size).sum());
      this.depth = shallow(1 + this.items.stream().mapToInt(Value::depth).max().orElse(0));
      this.known = this.items.stream().allMatch(Value::known);
    }

    List<Value> items() {
      return items;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public int depth() {
      return depth;
    }

    @Override
    public boolean known() {
      return known;
    }

    @Override
    public boolean equals(Object other) {
      return this == other || other instanceof Arr that && items.equals(that.items);
    }

    @Override
    public int hashCode() {
      return Objects.hash(size, depth);
    }
  }

  /// An object; members are found whatever their letter case.
  final class Obj implements Value {
    private final Map<String, Value> members;
    private final long size;
    private final int depth;
    private final boolean known;

    Obj(Map<String, Value> members) {
      this.members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
      long sum = 1;
      int deepest = 0;
      boolean all = true;
      for (Map.Entry<String, Value> member : this.members.entrySet()) {
        sum += 1 + member.getKey().length() + member.getValue().size();
        deepest = Math.max(deepest, member.getValue().depth());
        all &= member.getValue().known();
      }
      this.size = bounded(sum);
      this.depth = shallow(1 + deepest);
      this.known = all;
    }

    Map<String, Value> members() {
      return members;
    }

    Optional<Value> get(String name) {
      return Optional.ofNullable(members.get(name))
          .or(
              () ->
                  members.entrySet().stream()
                      .filter(member -> member.getKey().equalsIgnoreCase(name))
                      .map(Map.Entry::getValue)
                      .findFirst());
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public int depth() {
      return depth;
    }

    @Override
    public boolean known() {
      return known;
    }

    @Override
    public boolean equals(Object other) {
      return this == other || other instanceof Obj that && members.equals(that.members);
    }

    @Override
    public int hashCode() {
      return Objects.hash(size, depth);
    }
  }

  private static long bounded(long size) {
    if (size > MAX_SIZE) {
      throw new ExpressionException(
          "the value grows beyond %d characters; the template unfolds too far".formatted(MAX_SIZE));
    }
    return size;
  }

  private static int shallow(int depth) {
    if (depth > MAX_DEPTH) {
      throw new ExpressionException("the value is nested deeper than " + MAX_DEPTH);
    }
    return depth;
  }

  /// The value that a JSON value is, its texts taken literally.
  static Value of(Json json) {
    return switch (json) {
      case Json.Null() -> new Null();
      case Json.Bool(boolean value) -> new Bool(value);
      case Json.Num(String text) -> new Num(text);
      case Json.Str(String value) -> new Text(value);
      case Json.Arr(List<Json> items) -> new Arr(items.stream().map(Value::of).toList());
      case Json.Obj(Map<String, Json> members) -> {
        Map<String, Value> values = new LinkedHashMap<>();
        members.forEach((name, member) -> values.put(name, of(member)));
        yield new Obj(values);
      }
    };
  }

  /// The expression that gives this value.
  default Expression toExpression() {
    return switch (this) {
      case Null() -> Expression.Call.of("null");
      case Bool(boolean value) -> Expression.Call.of(value ? "true" : "false");
      case Num(String text) ->
          text.matches("-?[0-9]+(\\.[0-9]+)?")
              ? new Expression.Number(text)
              : Expression.Call.of("json", new Expression.Literal(text));
      case Text(String value) -> new Expression.Literal(value);
      case Unknown(Expression expression) -> expression;
      case Arr list ->
          new Expression.Call(
              "createArray", list.items().stream().map(Value::toExpression).toList());
      case Obj object ->
          new Expression.Call(
              "createObject",
              object.members().entrySet().stream()
                  .flatMap(
                      member ->
                          Stream.of(
                              (Expression) new Expression.Literal(member.getKey()),
                              member.getValue().toExpression()))
                  .toList());
    };
  }

  /// What this is, for error texts.
  default String kind() {
    return switch (this) {
      case Null _ -> "null";
      case Bool _ -> "a boolean";
      case Num _ -> "a number";
      case Text _ -> "text";
      case Arr _ -> "a list";
      case Obj _ -> "an object";
      case Unknown(Expression expression) -> "what only Azure knows (" + expression + ")";
    };
  }

  /// Type names of parameters, in lower case: `string`, `int`, `bool`, `object`, `array`; empty for
  /// null and for what stays an expression.
  default String type() {
    return switch (this) {
      case Null _, Unknown _ -> "";
      case Bool _ -> "bool";
      case Num(String text) -> text.matches("-?[0-9]+") ? "int" : "number";
      case Text _ -> "string";
      case Arr _ -> "array";
      case Obj _ -> "object";
    };
  }
}
