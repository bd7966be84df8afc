package coffer.armlang;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Evaluates expressions as far as they can be without Azure.
final class Evaluator {
  private final Effort effort;
  private final Lambdas lambdas = new Lambdas(this);

  Evaluator(Effort effort) {
    this.effort = effort;
  }

  /// The value, in which parts may stay expressions.
  Value evaluate(Expression expression, Frame frame) {
    effort.enter();
    try {
      return switch (expression) {
        case Expression.Literal(String text) -> new Value.Text(text);
        case Expression.Number(String text) -> new Value.Num(text);
        case Expression.Member(Expression of, String name, boolean safe) ->
            access(evaluate(of, frame), new Value.Text(name), safe, name);
        case Expression.Index(Expression of, Expression index, boolean safe) ->
            access(evaluate(of, frame), evaluate(index, frame), safe, null);
        case Expression.Call call -> call(call, frame);
      };
    } finally {
      effort.leave();
    }
  }

  private static Value access(Value value, Value key, boolean safe, @Nullable String name) {
    if (value instanceof Value.Unknown || key instanceof Value.Unknown) {
      Expression of = value.toExpression();
      return new Value.Unknown(
          name == null
              ? new Expression.Index(of, key.toExpression(), safe)
              : new Expression.Member(of, name, safe));
    }
    return Access.get(value, key, safe);
  }

  private Value call(Expression.Call call, Frame frame) {
    return switch (call.key()) {
      case "if" -> choose(call, frame);
      case "and" -> truth(call, frame, false);
      case "or" -> truth(call, frame, true);
      case "coalesce" -> coalesce(call, frame);
      case "parameters" -> parameter(name(call, frame), frame);
      case "variables" -> frame.scope().variable(name(call, frame));
      case "copyindex" -> copyIndex(call, frame);
      case "lambdavariables" -> lambdaVariable(name(call, frame), frame);
      case "lambda" ->
          throw new ExpressionException("lambda: only as an argument of filter, map and the like");
      default ->
          Lambdas.NAMES.contains(call.key()) ? lambdas.call(call, frame) : plain(call, frame);
    };
  }

  private Value plain(Expression.Call call, Frame frame) {
    List<Value> arguments = new ArrayList<>();
    for (Expression argument : call.arguments()) {
      arguments.add(evaluate(argument, frame));
    }
    Optional<Function> function = Functions.find(call.name());
    if (function.isPresent()) {
      return apply(function.get(), call.name(), arguments);
    }
    if (call.name().contains(".")) {
      return frame.scope().userFunction(call.name(), arguments, frame);
    }
    if (AzureFunctions.onlyInDefaults(call.name()) && !frame.inDefault()) {
      throw new ExpressionException(
          call.name() + " may only stand in the default value of a parameter");
    }
    if (AzureFunctions.has(call.name())) {
      return frame.scope().ask(call, arguments);
    }
    throw new ExpressionException(
        "the function '%s' is not known%s".formatted(call.name(), FunctionNames.hint(call.name())));
  }

  private static Value apply(Function function, String name, List<Value> arguments) {
    function.check(arguments.size());
    boolean open =
        arguments.stream()
            .anyMatch(
                argument ->
                    function.structural() ? argument instanceof Value.Unknown : !argument.known());
    // Containers are made of their arguments and need not look at them.
    boolean container = name.equalsIgnoreCase("createArray") || name.equalsIgnoreCase("array");
    try {
      if (!open || container || isObjectOfKnownNames(name, arguments)) {
        return function.body().apply(new Arguments(name, arguments));
      }
    } catch (Unresolved e) {
      // stays an expression
    }
    return new Value.Unknown(
        new Expression.Call(name, arguments.stream().map(Value::toExpression).toList()));
  }

  private static boolean isObjectOfKnownNames(String name, List<Value> arguments) {
    boolean known = name.equalsIgnoreCase("createObject");
    for (int i = 0; i < arguments.size(); i += 2) {
      known &= arguments.get(i).known();
    }
    return known;
  }

  private Value choose(Expression.Call call, Frame frame) {
    count(call, 3, 3);
    Value condition = evaluate(call.arguments().get(0), frame);
    return switch (condition) {
      case Value.Bool(boolean flag) -> evaluate(call.arguments().get(flag ? 1 : 2), frame);
      case Value.Unknown(Expression open) ->
          new Value.Unknown(
              Expression.Call.of(
                  "if",
                  open,
                  reduced(call.arguments().get(1), frame),
                  reduced(call.arguments().get(2), frame)));
      case Value other ->
          throw new ExpressionException("if, argument 1: a boolean wanted, found " + other.kind());
    };
  }

  /// The expression reduced as far as possible; as it is where it fails, since it may never count.
  private Expression reduced(Expression expression, Frame frame) {
    try {
      return evaluate(expression, frame).toExpression();
    } catch (ExpressionException e) {
      return expression;
    }
  }

  /// `and` (decided by a false) and `or` (decided by a true).
  private Value truth(Expression.Call call, Frame frame, boolean deciding) {
    count(call, 2, Function.MANY);
    List<Expression> open = new ArrayList<>();
    for (int i = 0; i < call.arguments().size(); i++) {
      switch (evaluate(call.arguments().get(i), frame)) {
        case Value.Bool(boolean flag) when flag == deciding -> {
          return new Value.Bool(deciding);
        }
        case Value.Bool _ -> {}
        case Value.Unknown(Expression expression) -> open.add(expression);
        case Value other ->
            throw new ExpressionException(
                "%s, argument %d: a boolean wanted, found %s"
                    .formatted(call.name(), i + 1, other.kind()));
      }
    }
    if (open.size() > 1) {
      return new Value.Unknown(new Expression.Call(call.name(), open));
    }
    return open.isEmpty() ? new Value.Bool(!deciding) : new Value.Unknown(open.getFirst());
  }

  private Value coalesce(Expression.Call call, Frame frame) {
    count(call, 1, Function.MANY);
    List<Expression> open = new ArrayList<>();
    for (Expression argument : call.arguments()) {
      Value value = evaluate(argument, frame);
      if (value instanceof Value.Unknown(Expression expression)) {
        open.add(expression);
      } else if (!(value instanceof Value.Null)) {
        if (open.isEmpty()) {
          return value;
        }
        open.add(value.toExpression());
        break;
      }
    }
    return open.isEmpty()
        ? new Value.Null()
        : new Value.Unknown(new Expression.Call(call.name(), open));
  }

  private static Value parameter(String name, Frame frame) {
    Map<String, Value> arguments = frame.arguments();
    if (arguments == null) {
      return frame.scope().parameter(name);
    }
    return arguments.entrySet().stream()
        .filter(argument -> argument.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new ExpressionException("the function has no parameter '" + name + "'"));
  }

  private Value copyIndex(Expression.Call call, Frame frame) {
    count(call, 0, 2);
    List<Value> arguments = new ArrayList<>();
    for (Expression argument : call.arguments()) {
      arguments.add(evaluate(argument, frame));
    }
    boolean named = !arguments.isEmpty() && arguments.getFirst() instanceof Value.Text;
    Value index =
        named
            ? loop(new Arguments("copyIndex", arguments).text(0), frame)
            : frame.loops().values().stream()
                .reduce((_, last) -> last)
                .orElseThrow(() -> new ExpressionException("copyIndex outside of a copy loop"));
    int at = named ? 1 : 0;
    if (arguments.size() <= at) {
      return index;
    }
    return apply(Functions.find("add").orElseThrow(), "add", List.of(index, arguments.get(at)));
  }

  private static Value loop(String name, Frame frame) {
    return frame.loops().entrySet().stream()
        .filter(loop -> loop.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(
            () -> new ExpressionException("copyIndex: there is no copy loop '" + name + "' here"));
  }

  private static Value lambdaVariable(String name, Frame frame) {
    Value value = frame.lambdas().get(name);
    if (value == null) {
      throw new ExpressionException("there is no lambda variable '" + name + "' here");
    }
    return value;
  }

  /// The only argument, which must be text.
  private String name(Expression.Call call, Frame frame) {
    count(call, 1, 1);
    Value name = evaluate(call.arguments().getFirst(), frame);
    return switch (name) {
      case Value.Text(String text) -> text;
      case Value other ->
          throw new ExpressionException(
              call.name() + ", argument 1: a name wanted, found " + other.kind());
    };
  }

  static void count(Expression.Call call, int least, int most) {
    new Function(call.name(), least, most, false, _ -> new Value.Null())
        .check(call.arguments().size());
  }
}
