package coffer.armlang;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where an expression is evaluated: the template that it belongs to, the loops around it, and the
/// variables of lambdas and user-defined functions.
///
/// @param loops index of each copy loop by its name, the innermost last
/// @param lambdas variables of the lambdas around the expression
/// @param arguments those of the user-defined function that is called; null outside of one
/// @param inDefault whether this is the default value of a parameter
record Frame(
    Scope scope,
    Map<String, Value> loops,
    Map<String, Value> lambdas,
    @Nullable Map<String, Value> arguments,
    boolean inDefault) {
  static Frame of(Scope scope) {
    return new Frame(scope, Map.of(), Map.of(), null, false);
  }

  Frame asDefault() {
    return new Frame(scope, Map.of(), Map.of(), null, true);
  }

  Frame in(Scope other) {
    return new Frame(other, loops, lambdas, arguments, inDefault);
  }

  Frame withLoop(String name, Value index) {
    Map<String, Value> more = new LinkedHashMap<>(loops);
    more.remove(name);
    more.put(name, index);
    return new Frame(scope, more, lambdas, arguments, inDefault);
  }

  Frame withLambdas(Map<String, Value> variables) {
    Map<String, Value> more = new LinkedHashMap<>(lambdas);
    more.putAll(variables);
    return new Frame(scope, loops, more, arguments, inDefault);
  }

  Frame withArguments(Map<String, Value> values) {
    return new Frame(scope, Map.of(), Map.of(), values, inDefault);
  }
}
