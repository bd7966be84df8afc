package coffer.arm;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.python.PythonText;
import coffer.template.Members;
import java.util.LinkedHashMap;
import java.util.Map;

/// The parameters of a template, with the values of a parameter file.
public final class Parameters {
  private Parameters() {}

  /// The template's declarations with a `value` from the file where it has one. A value that is
  /// empty, zero, false, null or a reference to a vault counts as no value, and then no default is
  /// used.
  public static Json merge(Json declared, Json file) {
    if (!PythonText.truthy(file)) {
      return declared;
    }
    if (!(Members.something(file, "parameters") instanceof Json.Obj(Map<String, Json> given))) {
      throw new MalformedException("parameter file: member 'parameters' is missing or empty");
    }
    Map<String, Json> merged =
        new LinkedHashMap<>(declared instanceof Json.Obj(Map<String, Json> all) ? all : Map.of());
    given.forEach((name, entry) -> merged.put(name, withValue(name, merged, declared, entry)));
    return new Json.Obj(merged);
  }

  private static Json withValue(String name, Map<String, Json> merged, Json declared, Json entry) {
    if (Members.something(declared, name) instanceof Json.Null) {
      throw new MalformedException(
          "parameter file: parameter '" + name + "' is not declared in the template");
    }
    if (!(merged.get(name) instanceof Json.Obj(Map<String, Json> members))) {
      throw new MalformedException(
          "parameter file: parameter '%s' is declared with other letter case".formatted(name));
    }
    Json value = Members.something(entry, "value");
    Map<String, Json> changed = new LinkedHashMap<>(members);
    changed.put("value", value instanceof Json.Null ? Members.get(entry, "secureValue") : value);
    return new Json.Obj(changed);
  }
}
