package coffer.armlang;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// An expression of the template language. Its text, as [#toString] gives it, parses to the same
/// expression.
sealed interface Expression {
  /// Text in single quotes.
  record Literal(String value) implements Expression {
    @Override
    public String toString() {
      return "'" + value.replace("'", "''") + "'";
    }
  }

  /// A whole number, or any other one as JSON writes it.
  record Number(String text) implements Expression {
    @Override
    public String toString() {
      return text;
    }
  }

  /// A function with its arguments.
  ///
  /// @param name with its namespace when it is user-defined: `contoso.name`
  record Call(String name, List<Expression> arguments) implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
    }

    static Call of(String name, Expression... arguments) {
      return new Call(name, List.of(arguments));
    }

    /// Function names have no letter case.
    String key() {
      return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
      return arguments.stream()
          .map(Expression::toString)
          .collect(Collectors.joining(", ", name + "(", ")"));
    }
  }

  /// `of.name`, or `of.?name` which is null where there is no such member.
  record Member(Expression of, String name, boolean safe) implements Expression {
    @Override
    public String toString() {
      return of + (safe ? ".?" : ".") + name;
    }
  }

  /// `of[index]`, or `of[?index]` which is null where there is no such item or member.
  record Index(Expression of, Expression index, boolean safe) implements Expression {
    @Override
    public String toString() {
      return of + (safe ? "[?" : "[") + index + "]";
    }
  }
}
