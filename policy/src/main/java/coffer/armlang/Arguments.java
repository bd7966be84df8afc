package coffer.armlang;

import java.util.List;

/// The arguments of a function call, each asked for as what the function wants.
record Arguments(String function, List<Value> values) {
  Arguments {
    values = List.copyOf(values);
  }

  int count() {
    return values.size();
  }

  boolean has(int i) {
    return i < values.size();
  }

  Value value(int i) {
    return values.get(i);
  }

  String text(int i) {
    return switch (value(i)) {
      case Value.Text(String text) -> text;
      case Value other -> throw wanted(i, "text", other);
    };
  }

  /// Text, or what [Texts#string] makes of a number or boolean.
  String anyText(int i) {
    return switch (value(i)) {
      case Value.Text _, Value.Num _, Value.Bool _ -> Texts.string(value(i));
      case Value other -> throw wanted(i, "text", other);
    };
  }

  long integer(int i) {
    return switch (value(i)) {
      case Value.Num(String text) -> {
        try {
          yield Numbers.decimal(text).longValueExact();
        } catch (ArithmeticException e) {
          throw new ExpressionException(
              place(i) + "a whole number of 64 bits wanted, found " + text);
        }
      }
      case Value other -> throw wanted(i, "a whole number", other);
    };
  }

  /// A whole number from 0 to `most`.
  int index(int i, int most) {
    long number = integer(i);
    if (number < 0 || number > most) {
      throw new ExpressionException(
          place(i) + "a number from 0 to %d wanted, found %d".formatted(most, number));
    }
    return (int) number;
  }

  boolean bool(int i) {
    return switch (value(i)) {
      case Value.Bool(boolean flag) -> flag;
      case Value other -> throw wanted(i, "a boolean", other);
    };
  }

  List<Value> list(int i) {
    return switch (value(i)) {
      case Value.Arr list -> list.items();
      case Value other -> throw wanted(i, "a list", other);
    };
  }

  Value.Obj object(int i) {
    return switch (value(i)) {
      case Value.Obj object -> object;
      case Value other -> throw wanted(i, "an object", other);
    };
  }

  ExpressionException wanted(int i, String what, Value found) {
    return new ExpressionException(place(i) + what + " wanted, found " + found.kind());
  }

  private String place(int i) {
    return "%s, argument %d: ".formatted(function, i + 1);
  }
}
