package coffer.armlang;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Functions that take a lambda (ARM template functions, "Lambda functions").
final class Lambdas {
  static final Set<String> NAMES =
      Set.of("filter", "map", "reduce", "sort", "toobject", "groupby", "mapvalues");

  private final Evaluator evaluator;

  Lambdas(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// `lambda('a', 'b', body)`.
  private record Lambda(List<String> names, Expression body) {}

  /// The result; an expression when the list or a decision on it stays one.
  Value call(Expression.Call call, Frame frame) {
    boolean three = call.key().equals("reduce");
    Evaluator.count(call, three ? 3 : 2, call.key().equals("toobject") || three ? 3 : 2);
    Value list = evaluator.evaluate(call.arguments().getFirst(), frame);
    try {
      if (!(list instanceof Value.Unknown)) {
        return apply(call, new Arguments(call.name(), List.of(list)), frame);
      }
    } catch (Unresolved e) {
      // stays an expression
    }
    List<Expression> reduced = new ArrayList<>(List.of(list.toExpression()));
    for (Expression argument : call.arguments().subList(1, call.arguments().size())) {
      reduced.add(reduced(call, argument, frame));
    }
    return new Value.Unknown(new Expression.Call(call.name(), reduced));
  }

  /// A lambda with everything but its own variables put in.
  private Expression reduced(Expression.Call call, Expression argument, Frame frame) {
    if (!(argument instanceof Expression.Call lambda) || !lambda.key().equals("lambda")) {
      return evaluator.evaluate(argument, frame).toExpression();
    }
    Lambda parts = lambda(call, argument, frame);
    Map<String, Value> variables = new LinkedHashMap<>();
    List<Expression> all = new ArrayList<>();
    for (String name : parts.names()) {
      Expression literal = new Expression.Literal(name);
      variables.put(name, new Value.Unknown(Expression.Call.of("lambdaVariables", literal)));
      all.add(literal);
    }
    all.add(evaluator.evaluate(parts.body(), frame.withLambdas(variables)).toExpression());
    return new Expression.Call("lambda", all);
  }

  private Value apply(Expression.Call call, Arguments list, Frame frame) {
    Expression last = call.arguments().getLast();
    return switch (call.key()) {
      case "filter" -> filter(list.list(0), lambda(call, last, frame), frame);
      case "map" -> map(list.list(0), lambda(call, last, frame), frame);
      case "sort" -> sort(list.list(0), lambda(call, last, frame), frame);
      case "reduce" ->
          reduce(
              list.list(0),
              evaluator.evaluate(call.arguments().get(1), frame),
              lambda(call, last, frame),
              frame);
      case "mapvalues" -> mapValues(list.object(0), lambda(call, last, frame), frame);
      case "groupby" -> groupBy(list.list(0), lambda(call, last, frame), frame);
      default -> toObject(call, list.list(0), frame);
    };
  }

  private Lambda lambda(Expression.Call call, Expression argument, Frame frame) {
    if (!(argument instanceof Expression.Call lambda)
        || !lambda.key().equals("lambda")
        || lambda.arguments().size() < 2) {
      throw new ExpressionException(call.name() + ": a lambda('name', body) wanted");
    }
    List<String> names = new ArrayList<>();
    for (Expression name : lambda.arguments().subList(0, lambda.arguments().size() - 1)) {
      names.add(new Arguments("lambda", List.of(evaluator.evaluate(name, frame))).text(0));
    }
    return new Lambda(names, lambda.arguments().getLast());
  }

  private Value run(Lambda lambda, Frame frame, Value... values) {
    if (lambda.names().size() > values.length) {
      throw new ExpressionException(
          "lambda: %d names at most wanted, found %d"
              .formatted(values.length, lambda.names().size()));
    }
    Map<String, Value> variables = new LinkedHashMap<>();
    for (int i = 0; i < lambda.names().size(); i++) {
      variables.put(lambda.names().get(i), values[i]);
    }
    return evaluator.evaluate(lambda.body(), frame.withLambdas(variables));
  }

  private static boolean decided(Value value) {
    return switch (value) {
      case Value.Bool(boolean flag) -> flag;
      case Value.Unknown _ -> throw Unresolved.INSTANCE;
      case Value other ->
          throw new ExpressionException("lambda: a boolean wanted, found " + other.kind());
    };
  }

  private static String key(Value value) {
    return switch (value) {
      case Value.Text(String text) -> text;
      case Value.Unknown _ -> throw Unresolved.INSTANCE;
      case Value other ->
          throw new ExpressionException("lambda: text as name wanted, found " + other.kind());
    };
  }

  private Value filter(List<Value> items, Lambda lambda, Frame frame) {
    List<Value> kept = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (decided(run(lambda, frame, items.get(i), Value.Num.of(i)))) {
        kept.add(items.get(i));
      }
    }
    return new Value.Arr(kept);
  }

  private Value map(List<Value> items, Lambda lambda, Frame frame) {
    List<Value> mapped = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      mapped.add(run(lambda, frame, items.get(i), Value.Num.of(i)));
    }
    return new Value.Arr(mapped);
  }

  /// By insertion, because a lambda need not be an order.
  private Value sort(List<Value> items, Lambda less, Frame frame) {
    List<Value> sorted = new ArrayList<>();
    for (Value item : items) {
      int at = sorted.size();
      while (at > 0 && decided(run(less, frame, item, sorted.get(at - 1)))) {
        at--;
      }
      sorted.add(at, item);
    }
    return new Value.Arr(sorted);
  }

  private Value reduce(List<Value> items, Value start, Lambda lambda, Frame frame) {
    Value result = start;
    for (int i = 0; i < items.size(); i++) {
      result = run(lambda, frame, result, items.get(i), Value.Num.of(i));
    }
    return result;
  }

  private Value mapValues(Value.Obj object, Lambda lambda, Frame frame) {
    Map<String, Value> mapped = new LinkedHashMap<>();
    object.members().forEach((name, value) -> mapped.put(name, run(lambda, frame, value)));
    return new Value.Obj(mapped);
  }

  private Value groupBy(List<Value> items, Lambda lambda, Frame frame) {
    Map<String, List<Value>> groups = new LinkedHashMap<>();
    for (int i = 0; i < items.size(); i++) {
      String key = key(run(lambda, frame, items.get(i), Value.Num.of(i)));
      groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(items.get(i));
    }
    Map<String, Value> object = new LinkedHashMap<>();
    groups.forEach((key, group) -> object.put(key, new Value.Arr(group)));
    return new Value.Obj(object);
  }

  private Value toObject(Expression.Call call, List<Value> items, Frame frame) {
    Lambda keys = lambda(call, call.arguments().get(1), frame);
    Lambda values =
        call.arguments().size() < 3 ? null : lambda(call, call.arguments().get(2), frame);
    Map<String, Value> object = new LinkedHashMap<>();
    for (int i = 0; i < items.size(); i++) {
      Value item = items.get(i);
      Value value = values == null ? item : run(values, frame, item, Value.Num.of(i));
      object.put(key(run(keys, frame, item, Value.Num.of(i))), value);
    }
    return new Value.Obj(object);
  }
}
