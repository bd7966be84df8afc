package coffer.arm;

import coffer.armlang.Symbol;
import coffer.bytes.MalformedException;
import coffer.source.JsonPath;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The values of one resource that only Azure knows.
final class OpenValues {
  private static final Set<String> OF_CONTAINER =
      Set.of("image", "command", "environmentvariables", "volumemounts", "securitycontext");
  private static final Set<String> LISTS = Set.of("containers", "initcontainers");
  private static final Set<String> VALUES = Set.of("value", "securevalue");

  private final Map<JsonPath, Symbol> symbols = new HashMap<>();

  /// Takes the open values of the resource at `resource`, and refuses those that a policy depends
  /// on, but for values of variables.
  OpenValues(JsonPath resource, List<Symbol> open) {
    int depth = resource.steps().size();
    for (Symbol symbol : open) {
      List<String> steps =
          symbol.path().steps().stream()
              .skip(depth)
              .map(step -> step.toLowerCase(Locale.ROOT))
              .toList();
      if (isVariable(steps)) {
        symbols.put(symbol.path(), symbol);
      } else if (counts(steps)) {
        throw refused(symbol);
      }
    }
  }

  /// The open value at `path` of the evaluated template; null when it is known.
  @Nullable Symbol at(JsonPath path) {
    return symbols.get(path);
  }

  private static MalformedException refused(Symbol symbol) {
    return symbol
        .place()
        .malformed(
            "the policy depends on this value, which is not known here: %s needs %s; give it"
                    .formatted(symbol.expression(), String.join(", ", symbol.needs()))
                + " (--parameters, --set, --resource-group, ...), or write it as text");
  }

  private static boolean isVariable(List<String> steps) {
    return steps.size() == 7
        && inContainer(steps)
        && steps.get(4).equals("environmentvariables")
        && VALUES.contains(steps.get(6));
  }

  private static boolean inContainer(List<String> steps) {
    return steps.size() > 3
        && steps.get(0).equals("properties")
        && LISTS.contains(steps.get(1))
        && steps.get(3).equals("properties");
  }

  /// Whether the policy depends on what stands at these steps, or below.
  private static boolean counts(List<String> steps) {
    String first = steps.isEmpty() ? "" : steps.get(0);
    if (first.equals("tags")) {
      return steps.size() == 1 || steps.get(1).equals("annotate-zero-sidecar");
    }
    if (steps.size() < 2) {
      return first.isEmpty() || first.equals("properties");
    }
    if (!first.equals("properties")) {
      return false;
    }
    String second = steps.get(1);
    if (second.equals("volumes")) {
      return steps.size() < 4 || steps.get(3).equals("name");
    }
    if (!LISTS.contains(second)) {
      return second.equals("ostype");
    }
    return steps.size() < 4
        || steps.get(3).equals("name")
        || steps.get(3).equals("properties") && countsInContainer(steps.subList(4, steps.size()));
  }

  private static boolean countsInContainer(List<String> steps) {
    if (steps.isEmpty()
        || OF_CONTAINER.contains(steps.get(0))
        || steps.get(0).equals("configmap")) {
      return true;
    }
    return steps.get(0).endsWith("nessprobe") && (steps.size() == 1 || steps.get(1).equals("exec"));
  }
}
