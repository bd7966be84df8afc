package coffer.arm;

import coffer.bytes.MalformedException;
import coffer.cce.EnvRule;
import coffer.json.Json;
import coffer.python.PythonText;
import coffer.template.Members;
import coffer.template.Questions;
import java.util.Optional;
import java.util.regex.Pattern;

/// The rule for one entry of `environmentVariables`.
final class ArmEnvironment {
  /// The service puts the address of its certificate endpoint in place of this value.
  private static final Pattern SERVICE_ENDPOINT =
      Pattern.compile("^===CONFIDENTIAL.THIM.ENDPOINT===$");

  private final Expressions expressions;
  private final Questions wildcards;

  ArmEnvironment(Expressions expressions, Questions wildcards) {
    this.expressions = expressions;
    this.wildcards = wildcards;
  }

  /// Empty when the value is not known and the user does not want a rule for any value.
  Optional<EnvRule> rule(Json variable) {
    String name = name(variable);
    String value = value(name, variable);
    if (Expressions.hasReference(value) && unresolved(value)) {
      return wildcard(name, wildcards);
    }
    return Optional.of(rule(name, value));
  }

  /// The rule for a variable whose value is known.
  static EnvRule rule(String name, String value) {
    return name.equals("THIM_ENDPOINT") && SERVICE_ENDPOINT.matcher(value).find()
        ? EnvRule.re2(name + "=.*")
        : EnvRule.string(name + "=" + value);
  }

  /// A rule for any value, if the user wants one.
  static Optional<EnvRule> wildcard(String name, Questions wildcards) {
    return wildcards.ask(
            "Create a wildcard policy for the environment variable " + name + " (y/n): ")
        ? Optional.of(EnvRule.re2(name + "=.*"))
        : Optional.empty();
  }

  private boolean unresolved(String value) {
    return expressions.value(value).map(Json.of(value)::equals).orElse(true);
  }

  static String name(Json variable) {
    Json name = Members.something(variable, "name");
    if (name instanceof Json.Null) {
      throw new MalformedException("environment variable without a name");
    }
    return PythonText.str(name);
  }

  static String value(String name, Json variable) {
    Json value = Members.get(variable, "value");
    return switch (value instanceof Json.Null ? Members.get(variable, "secureValue") : value) {
      case Json.Str(String text) -> text;
      case Json.Null() ->
          throw new MalformedException("environment variable '%s' has no value".formatted(name));
      case Json other ->
          throw new MalformedException(
              "environment variable '%s': text wanted, found %s; put the value in quotes"
                  .formatted(name, other.kind()));
    };
  }
}
