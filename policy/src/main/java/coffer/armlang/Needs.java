package coffer.armlang;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What would have to be known so that an expression had a value.
final class Needs {
  private final Map<String, OpenParameter> open;
  private final Set<String> found = new TreeSet<>();

  private Needs(Map<String, OpenParameter> open) {
    this.open = open;
  }

  static List<String> of(Expression expression, Map<String, OpenParameter> open) {
    Needs needs = new Needs(open);
    needs.visit(expression, expression.toString());
    return List.copyOf(needs.found);
  }

  /// `whole` is the longest chain of members around the expression.
  private void visit(Expression expression, String whole) {
    switch (expression) {
      case Expression.Literal _, Expression.Number _ -> {}
      case Expression.Member(Expression of, _, _) -> visit(of, whole);
      case Expression.Index(Expression of, Expression index, _) -> {
        visit(of, whole);
        visit(index, index.toString());
      }
      case Expression.Call call -> visit(call, whole);
    }
  }

  private void visit(Expression.Call call, String whole) {
    if (call.key().equals("parameters")
        && call.arguments().getFirst() instanceof Expression.Literal(String name)) {
      OpenParameter parameter = open.get(name);
      found.add(
          "parameter '%s'%s"
              .formatted(name, parameter == null ? "" : " (" + parameter.reason() + ")"));
    } else if (AzureFunctions.isAsked(call) || call.key().equals("copyindex")) {
      found.add(whole);
    } else {
      for (Expression argument : call.arguments()) {
        visit(argument, argument.toString());
      }
    }
  }
}
