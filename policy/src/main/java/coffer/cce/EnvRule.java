package coffer.cce;

import coffer.json.Json;

/// A rule for one environment variable, tested against the whole of `NAME=value`.
///
/// @param strategy `string` for equality, `re2` for a regular expression
/// @param required whether a container without a variable that matches is refused
public record EnvRule(String pattern, String strategy, boolean required) {
  public static EnvRule string(String pattern) {
    return new EnvRule(pattern, "string", false);
  }

  public static EnvRule re2(String pattern) {
    return new EnvRule(pattern, "re2", false);
  }

  /// The pattern's text before the first `=`, which counts as the variable's name even in a regular
  /// expression.
  public String name() {
    return nameOf(pattern);
  }

  static String nameOf(String variable) {
    int equals = variable.indexOf('=');
    return equals < 0 ? variable : variable.substring(0, equals);
  }

  public Json.Obj toJson() {
    return Json.object()
        .put("pattern", pattern)
        .put("strategy", strategy)
        .put("required", required)
        .build();
  }
}
