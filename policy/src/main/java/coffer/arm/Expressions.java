package coffer.arm;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.python.PythonText;
import coffer.template.Members;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// `[parameters('…')]` and `[variables('…')]` in texts of a template.
///
/// Only the first one of a text is looked at. What has no value stays as it is; text around it is
/// then doubled.
public final class Expressions {
  private static final int FLAGS = Pattern.UNICODE_CHARACTER_CLASS;
  private static final Pattern REFERENCE =
      Pattern.compile("\\[(?:parameters|variables)\\(\\s*'([^./]+?)'\\s*\\)\\]", FLAGS);
  private static final Pattern REPLACED =
      Pattern.compile("\\[\\s*(?:parameters|variables)\\(\\s*'[^./]+?'\\s*\\)\\]", FLAGS);

  /// No parameters and no variables.
  public static final Expressions NONE = new Expressions(Json.NULL, Json.NULL);

  private final Json parameters;
  private final Json variables;

  /// Both are objects, or null.
  public Expressions(Json parameters, Json variables) {
    this.parameters = parameters;
    this.variables = variables;
  }

  /// Whether `text` refers to a parameter or variable at all.
  public static boolean hasReference(String text) {
    return REFERENCE.matcher(text).find();
  }

  /// The value that the first reference of `text` has; empty when there is no reference or no
  /// value. A parameter that is not declared is an error.
  public Optional<Json> value(String text) {
    Matcher reference = REFERENCE.matcher(text);
    if (!reference.find()) {
      return Optional.empty();
    }
    String name = reference.group(1);
    Json value = text.contains("parameters") ? parameter(name) : Members.get(variables, name);
    return value instanceof Json.Null ? Optional.empty() : Optional.of(value);
  }

  private Json parameter(String name) {
    return switch (Members.get(parameters, name)) {
      case Json.Null() ->
          throw new MalformedException("parameter '" + name + "' is not declared in the template");
      case Json.Obj parameter ->
          Members.get(parameter, parameter.get("value").isPresent() ? "value" : "defaultValue");
      case Json other ->
          throw new MalformedException(
              "parameter '%s': an object wanted, found %s".formatted(name, other.kind()));
    };
  }

  /// The value with every reference in its texts replaced.
  public Json replace(Json value) {
    return switch (value) {
      case Json.Null _, Json.Bool _, Json.Num _ -> value;
      case Json.Str(String text) -> replace(text);
      case Json.Arr(List<Json> items) -> new Json.Arr(items.stream().map(this::replace).toList());
      case Json.Obj(Map<String, Json> members) ->
          new Json.Obj(
              members.entrySet().stream()
                  .collect(
                      Collectors.toMap(
                          Map.Entry::getKey,
                          member -> replace(member.getValue()),
                          (_, last) -> last,
                          java.util.LinkedHashMap::new)));
    };
  }

  private Json replace(String text) {
    Json value = value(text).orElse(Json.of(text));
    Matcher replaced = REPLACED.matcher(text);
    if (!replaced.find()) {
      return value;
    }
    int start = replaced.start();
    while (start > 0 && isBlank(text.charAt(start - 1))) {
      start--;
    }
    return Json.of(text.replace(text.substring(start, replaced.end()), PythonText.str(value)));
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }
}
