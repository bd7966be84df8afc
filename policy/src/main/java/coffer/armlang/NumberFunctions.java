package coffer.armlang;

import java.util.List;
import java.util.function.LongBinaryOperator;

/// Functions on numbers, which are whole and of 64 bits (ARM template functions, "Numeric
/// functions").
final class NumberFunctions {
  static final List<Function> ALL =
      List.of(
          arithmetic("add", Math::addExact),
          arithmetic("sub", Math::subtractExact),
          arithmetic("mul", Math::multiplyExact),
          arithmetic("div", NumberFunctions::quotient),
          arithmetic("mod", NumberFunctions::remainder),
          Function.of("int", 1, 1, NumberFunctions::whole),
          Function.of("float", 1, 1, NumberFunctions::decimal));

  private NumberFunctions() {}

  private static Function arithmetic(String name, LongBinaryOperator operator) {
    return Function.of(
        name,
        2,
        2,
        a -> {
          try {
            return Value.Num.of(operator.applyAsLong(a.integer(0), a.integer(1)));
          } catch (ArithmeticException e) {
            throw new ExpressionException(
                "%s: a result of 64 bits wanted, found %s"
                    .formatted(name, a.integer(1) == 0 ? "a division by zero" : "a larger one"));
          }
        });
  }

  private static long quotient(long dividend, long divisor) {
    return Math.divideExact(dividend, divisor);
  }

  private static long remainder(long dividend, long divisor) {
    return dividend % divisor;
  }

  private static Value whole(Arguments a) {
    if (a.value(0) instanceof Value.Text(String text)) {
      try {
        return Value.Num.of(Long.parseLong(text.strip()));
      } catch (NumberFormatException e) {
        throw new ExpressionException("int, argument 1: digits of a whole number wanted");
      }
    }
    return Value.Num.of(a.integer(0));
  }

  private static Value decimal(Arguments a) {
    return new Value.Num(Numbers.decimal(a.anyText(0).strip()).toString());
  }
}
