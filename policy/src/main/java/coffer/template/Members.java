package coffer.template;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.python.PythonText;
import java.util.List;
import java.util.Map;

/// Members of template objects, found by name whatever their letter case.
public final class Members {
  private Members() {}

  /// The member `name` of `container`: that of exactly this name when it is something (not null,
  /// empty, zero or false), else the first one whose name is equal ignoring case; null when there
  /// is none or `container` is no object.
  public static Json get(Json container, String name) {
    if (!(container instanceof Json.Obj(Map<String, Json> members))) {
      return Json.NULL;
    }
    Json exact = members.getOrDefault(name, Json.NULL);
    if (PythonText.truthy(exact)) {
      return exact;
    }
    return members.entrySet().stream()
        .filter(member -> member.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(Json.NULL);
  }

  /// The name by which [#get] finds the member `name`; `name` itself when there is none.
  public static String nameOf(Json container, String name) {
    if (!(container instanceof Json.Obj(Map<String, Json> members))
        || PythonText.truthy(members.getOrDefault(name, Json.NULL))) {
      return name;
    }
    return members.keySet().stream()
        .filter(member -> member.equalsIgnoreCase(name))
        .findFirst()
        .orElse(name);
  }

  /// As [#get], but what is nothing (null, empty, zero, false) is null.
  public static Json something(Json container, String name) {
    Json value = get(container, name);
    return PythonText.truthy(value) ? value : Json.NULL;
  }

  /// The members of the member `name`; none when it is no object.
  public static Map<String, Json> members(Json container, String name) {
    return get(container, name) instanceof Json.Obj(Map<String, Json> members) ? members : Map.of();
  }

  /// The items of the member `name`; none when it is missing or nothing.
  public static List<Json> list(Json container, String name) {
    return switch (something(container, name)) {
      case Json.Null() -> List.of();
      case Json.Arr(List<Json> items) -> items;
      case Json other -> throw wanted(name, "a list", other);
    };
  }

  /// The member `name` as text; an error when it is missing or empty.
  public static String text(Json container, String name) {
    return switch (something(container, name)) {
      case Json.Str(String text) -> text;
      case Json other -> throw wanted(name, "text", other);
    };
  }

  /// An error that names the member, what was wanted and what was found.
  public static MalformedException wanted(String name, String what, Json found) {
    return new MalformedException(
        found instanceof Json.Null
            ? "member '%s' is missing or empty; %s wanted".formatted(name, what)
            : "member '%s': %s wanted, found %s".formatted(name, what, found.kind()));
  }
}
