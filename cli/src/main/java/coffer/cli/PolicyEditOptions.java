package coffer.cli;

import coffer.cce.EnvRule;
import coffer.cce.Policy;
import coffer.cce.PolicyFlags;
import coffer.template.ImageNames;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/// What is to be other than the source says.
final class PolicyEditOptions {
  @Option(
      names = "--set-image",
      paramLabel = "OLD=NEW",
      description = "Take another image, such as a digest instead of a tag; also when injecting.")
  List<String> images = List.of();

  @Option(
      names = "--set-flag",
      paramLabel = "NAME=BOOL",
      description = "Set a switch, such as allow_environment_variable_dropping=false.")
  List<String> flags = List.of();

  @Option(
      names = "--env-rule",
      paramLabel = "NAME=REGEX",
      description = "A variable may have any value that the whole of an expression (RE2) matches.")
  List<String> envRules = List.of();

  @Option(
      names = "--env-values",
      paramLabel = "NAME=A,B",
      description = "A variable may have one of these values.")
  List<String> envValues = List.of();

  ImageNames images() {
    Map<String, String> names = new LinkedHashMap<>();
    // An image's name may hold no equals sign.
    images.forEach(option -> names.put(left(option), right(option)));
    return new ImageNames(names);
  }

  boolean isEmpty() {
    return Stream.of(images, flags, envRules, envValues).allMatch(List::isEmpty);
  }

  Policy apply(Policy policy) {
    PolicyFlags changed = policy.flags();
    for (String option : flags) {
      changed = changed.with(left(option), bool(option));
    }
    Policy result = policy.withFlags(changed);
    for (String option : envRules) {
      result = withRule(result, left(option), "(?:" + right(option) + ")");
    }
    for (String option : envValues) {
      String values =
          Stream.of(right(option).split(",", -1))
              .map(Pattern::quote)
              .collect(Collectors.joining("|", "(?:", ")"));
      result = withRule(result, left(option), values);
    }
    return result;
  }

  private static Policy withRule(Policy policy, String name, String values) {
    // Older hosts look for the expression anywhere in NAME=value.
    EnvRule rule = EnvRule.re2("^" + name + "=" + values + "$");
    try {
      Pattern.compile(rule.pattern());
    } catch (PatternSyntaxException e) {
      throw PolicyGroupOptions.failure(
          "variable %s: no regular expression (RE2): %s".formatted(name, e.getDescription()));
    }
    boolean known =
        policy.containers().stream()
            .flatMap(container -> container.envRules().stream())
            .anyMatch(found -> found.name().equals(name));
    if (!known) {
      throw PolicyGroupOptions.failure("no container has a variable " + name);
    }
    Function<EnvRule, EnvRule> change = found -> found.name().equals(name) ? rule : found;
    return policy.withContainers(
        policy.containers().stream()
            .map(
                container ->
                    container.withEnvRules(container.envRules().stream().map(change).toList()))
            .toList());
  }

  private static boolean bool(String option) {
    return switch (right(option)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw PolicyGroupOptions.failure("--set-flag %s: true or false wanted".formatted(option));
    };
  }

  private static String left(String option) {
    int equals = option.indexOf('=');
    if (equals < 1) {
      throw PolicyGroupOptions.failure("NAME=VALUE wanted, found " + option);
    }
    return option.substring(0, equals);
  }

  private static String right(String option) {
    return option.substring(option.indexOf('=') + 1);
  }
}
