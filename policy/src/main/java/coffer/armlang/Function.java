package coffer.armlang;

/// A function whose result depends on nothing but its arguments.
///
/// @param most the largest number of arguments; [#MANY] for no limit
/// @param structural whether it only looks at the outside of its arguments, so that their parts may
///   stay expressions
record Function(String name, int least, int most, boolean structural, Body body) {
  static final int MANY = Integer.MAX_VALUE;

  /// What the function does.
  interface Body {
    Value apply(Arguments arguments);
  }

  static Function of(String name, int least, int most, Body body) {
    return new Function(name, least, most, false, body);
  }

  static Function structural(String name, int least, int most, Body body) {
    return new Function(name, least, most, true, body);
  }

  void check(int count) {
    if (count < least || count > most) {
      String wanted =
          most == MANY
              ? least + " or more"
              : least == most ? Integer.toString(least) : least + " to " + most;
      throw new ExpressionException(
          "%s: %s arguments wanted, found %d".formatted(name, wanted, count));
    }
  }
}
