package coffer.armlang;

import java.util.List;
import java.util.function.IntPredicate;

/// Comparisons and truth (ARM template functions, "Comparison functions" and "Logical functions").
/// `if`, `and`, `or` and `coalesce` do not look at all of their arguments: [Evaluator] has them.
final class LogicFunctions {
  static final List<Function> ALL =
      List.of(
          Function.of("true", 0, 0, _ -> new Value.Bool(true)),
          Function.of("false", 0, 0, _ -> new Value.Bool(false)),
          Function.of("null", 0, 0, _ -> new Value.Null()),
          Function.of("not", 1, 1, a -> new Value.Bool(!a.bool(0))),
          Function.of("bool", 1, 1, LogicFunctions::bool),
          Function.structural(
              "equals", 2, 2, a -> new Value.Bool(Equality.same(a.value(0), a.value(1)))),
          comparison("less", order -> order < 0),
          comparison("lessOrEquals", order -> order <= 0),
          comparison("greater", order -> order > 0),
          comparison("greaterOrEquals", order -> order >= 0));

  private LogicFunctions() {}

  private static Function comparison(String name, IntPredicate wanted) {
    return Function.of(
        name,
        2,
        2,
        a ->
            new Value.Bool(
                wanted.test(
                    a.value(0) instanceof Value.Text(String text)
                        ? text.compareTo(a.text(1))
                        : Long.compare(a.integer(0), a.integer(1)))));
  }

  private static Value bool(Arguments a) {
    return new Value.Bool(
        switch (a.value(0)) {
          case Value.Bool(boolean flag) -> flag;
          case Value.Num _ -> a.integer(0) != 0;
          case Value.Text(String text) when text.strip().equalsIgnoreCase("true") -> true;
          case Value.Text(String text) when text.strip().equalsIgnoreCase("false") -> false;
          case Value.Text(String text) when text.strip().equals("1") -> true;
          case Value.Text(String text) when text.strip().equals("0") -> false;
          case Value other -> throw a.wanted(0, "'true', 'false' or a number", other);
        });
  }
}
