package coffer.armlang;

import coffer.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A function that a template defines (ARM, "User-defined functions"). It sees its own parameters
/// and nothing else.
record UserFunction(String name, Json.Obj definition, Origin origin) {
  static Optional<UserFunction> find(Json.Obj template, Origin template0, String name) {
    if (!(template.get("functions").orElse(Json.NULL) instanceof Json.Arr(List<Json> spaces))) {
      return Optional.empty();
    }
    for (int i = 0; i < spaces.size(); i++) {
      if (spaces.get(i) instanceof Json.Obj space
          && space.get("namespace").orElse(Json.NULL) instanceof Json.Str(String prefix)
          && space.get("members").orElse(Json.NULL) instanceof Json.Obj members) {
        Origin place = template0.member("functions").item(i).member("members");
        for (Map.Entry<String, Json> member : members.members().entrySet()) {
          if ((prefix + "." + member.getKey()).equalsIgnoreCase(name)
              && member.getValue() instanceof Json.Obj definition) {
            return Optional.of(new UserFunction(name, definition, place.member(member.getKey())));
          }
        }
      }
    }
    return Optional.empty();
  }

  Value call(Evaluation evaluation, List<Value> values, Frame frame) {
    List<Json> names =
        definition.get("parameters").orElse(Json.NULL) instanceof Json.Arr(List<Json> all)
            ? all
            : List.of();
    if (names.size() != values.size()) {
      throw new ExpressionException(
          "%s: %d arguments wanted, found %d".formatted(name, names.size(), values.size()));
    }
    Map<String, Value> arguments = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (!(names.get(i) instanceof Json.Obj parameter)
          || !(parameter.get("name").orElse(Json.NULL) instanceof Json.Str(String parameterName))) {
        throw new ExpressionException(name + ": a parameter without a name");
      }
      arguments.put(parameterName, values.get(i));
    }
    if (!(definition.get("output").orElse(Json.NULL) instanceof Json.Obj output)) {
      throw new ExpressionException(name + ": the function has no output");
    }
    return evaluation.value(
        output.get("value").orElse(Json.NULL),
        origin.member("output").member("value"),
        frame.withArguments(arguments));
  }
}
