package coffer.enforcement;

import coffer.cce.EnvRule;
import coffer.cce.PolicyEdit;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The environment rules of one container held against the variables of a request (framework.rego,
/// `env_matches`).
final class EnvMatcher {
  private final int container;
  private final List<EnvRule> rules;
  private final Set<String> variables;

  EnvMatcher(int container, List<EnvRule> rules, List<String> variables) {
    this.container = container;
    this.rules = rules;
    this.variables = new LinkedHashSet<>(variables);
  }

  private static boolean matches(EnvRule rule, String variable) {
    return switch (rule.strategy()) {
      case "string" -> rule.pattern().equals(variable);
      case "re2" -> Patterns.matches(rule.pattern(), variable);
      default -> false;
    };
  }

  /// The variables that some rule allows, in the request's order.
  Set<String> kept() {
    Set<String> kept = new LinkedHashSet<>(variables);
    kept.removeIf(variable -> rules.stream().noneMatch(rule -> matches(rule, variable)));
    return kept;
  }

  /// Whether each of the variables has a rule and each required rule a variable.
  boolean accepts(Set<String> environment) {
    return differences(environment, false).isEmpty();
  }

  /// Why the variables are not accepted. With `dropping`, variables without a rule do not count.
  List<Difference> differences(boolean dropping) {
    return differences(variables, dropping);
  }

  private List<Difference> differences(Set<String> environment, boolean dropping) {
    Set<String> unmatched = new LinkedHashSet<>(environment);
    Set<Integer> unused = new HashSet<>();
    for (int i = 0; i < rules.size(); i++) {
      EnvRule rule = rules.get(i);
      boolean used = false;
      for (String variable : environment) {
        if (matches(rule, variable)) {
          unmatched.remove(variable);
          used = true;
        }
      }
      if (!used) {
        unused.add(i);
      }
    }
    return explain(unmatched, unused, dropping);
  }

  private List<Difference> explain(Set<String> unmatched, Set<Integer> unused, boolean dropping) {
    List<Difference> differences = new ArrayList<>();
    Map<Integer, String> changed = changedValues(unmatched, unused);
    for (String variable : unmatched) {
      if (!dropping && !changed.containsValue(variable)) {
        differences.add(unknown(variable));
      }
    }
    for (int i = 0; i < rules.size(); i++) {
      boolean missing = unused.contains(i) && rules.get(i).required();
      String variable = changed.get(i);
      if (variable != null && (missing || !dropping)) {
        differences.add(changedValue(i, variable));
      } else if (missing) {
        differences.add(missing(i));
      }
    }
    return differences;
  }

  /// Rules whose variable is there with another value: position of the rule, and the variable.
  private Map<Integer, String> changedValues(Set<String> unmatched, Set<Integer> unused) {
    Map<Integer, String> changed = new LinkedHashMap<>();
    for (int i = 0; i < rules.size(); i++) {
      EnvRule rule = rules.get(i);
      if (unused.contains(i) && rule.strategy().equals("string")) {
        String name = rule.name() + "=";
        for (String variable : unmatched) {
          if (variable.startsWith(name) && !changed.containsValue(variable)) {
            changed.put(i, variable);
            break;
          }
        }
      }
    }
    return changed;
  }

  /// The change that allows a variable for which no rule is meant.
  Difference unknown(String variable) {
    return new Difference(
        Field.ENVIRONMENT,
        "a variable that some rule allows",
        variable,
        new PolicyEdit.Add(container, List.of("env_rules"), EnvRule.string(variable).toJson()));
  }

  private Difference changedValue(int rule, String variable) {
    return new Difference(
        Field.ENVIRONMENT,
        rules.get(rule).pattern(),
        variable,
        new PolicyEdit.Replace(container, path(rule, "pattern"), Json.of(variable)));
  }

  private Difference missing(int rule) {
    return new Difference(
        Field.ENVIRONMENT,
        rules.get(rule).pattern() + " (required)",
        "no such variable",
        new PolicyEdit.Replace(container, path(rule, "required"), Json.of(false)));
  }

  private static List<String> path(int rule, String member) {
    return List.of("env_rules", Integer.toString(rule), member);
  }
}
