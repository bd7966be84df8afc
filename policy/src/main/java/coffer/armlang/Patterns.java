package coffer.armlang;

import coffer.json.Json;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Regular expressions (RE2) for texts of which only parts are known.
final class Patterns {
  private static final String ANYTHING = ".*";

  private final Map<String, OpenParameter> open;

  private Patterns(Map<String, OpenParameter> open) {
    this.open = open;
  }

  /// A pattern that matches, as a whole, every text that the expression can become: known parts
  /// literally, a parameter's allowed values as a choice, and anything for the rest.
  static String of(Expression expression, Map<String, OpenParameter> open) {
    return new Patterns(open).pattern(expression);
  }

  private String pattern(Expression expression) {
    return switch (expression) {
      case Expression.Literal(String text) -> Pattern.quote(text);
      case Expression.Number(String text) -> Pattern.quote(text);
      case Expression.Member _, Expression.Index _ -> ANYTHING;
      case Expression.Call call -> pattern(call);
    };
  }

  private String pattern(Expression.Call call) {
    return switch (call.key()) {
      case "parameters" -> allowed(call);
      case "concat" -> call.arguments().stream().map(this::pattern).collect(Collectors.joining());
      case "format" -> format(call);
      case "if" ->
          call.arguments().size() == 3
              ? choice(List.of(pattern(call.arguments().get(1)), pattern(call.arguments().get(2))))
              : ANYTHING;
      case "copyindex" -> "[0-9]+";
      case "uniquestring" -> "[a-z2-7]{13}";
      case "string" -> pattern(call.arguments().getFirst());
      default -> ANYTHING;
    };
  }

  private String allowed(Expression.Call call) {
    OpenParameter parameter =
        call.arguments().getFirst() instanceof Expression.Literal(String name)
            ? open.get(name)
            : null;
    if (parameter == null || parameter.allowed().isEmpty()) {
      return ANYTHING;
    }
    List<String> values = new ArrayList<>();
    for (Json value : parameter.allowed()) {
      values.add(Pattern.quote(Texts.string(Value.of(value))));
    }
    return choice(values);
  }

  private static String choice(List<String> patterns) {
    return patterns.stream().distinct().collect(Collectors.joining("|", "(?:", ")"));
  }

  private String format(Expression.Call call) {
    if (!(call.arguments().getFirst() instanceof Expression.Literal(String text))) {
      return ANYTHING;
    }
    StringBuilder out = new StringBuilder();
    java.util.regex.Matcher part =
        java.util.regex.Pattern.compile("\\{\\{|\\}\\}|\\{([0-9]{1,4})\\}|[{}]").matcher(text);
    int at = 0;
    while (part.find()) {
      out.append(Pattern.quote(text.substring(at, part.start())));
      at = part.end();
      if (part.group(1) == null) {
        if (part.group().length() == 1) {
          return ANYTHING;
        }
        out.append(Pattern.quote(part.group().substring(1)));
      } else {
        int index = Integer.parseInt(part.group(1)) + 1;
        out.append(
            index < call.arguments().size() ? pattern(call.arguments().get(index)) : ANYTHING);
      }
    }
    return out.append(Pattern.quote(text.substring(at))).toString();
  }
}
