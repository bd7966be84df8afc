package coffer.armlang;

import coffer.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/// The outputs of a template, each an object with `type` and `value`.
final class Outputs {
  private Outputs() {}

  static Value of(Evaluation evaluation, NestedDeployments.Opened opened) {
    if (!(opened.template().get("outputs").orElse(Json.NULL) instanceof Json.Obj outputs)) {
      return new Value.Obj(Map.of());
    }
    Origin place = opened.origin().member("outputs");
    Map<String, Value> all = new LinkedHashMap<>();
    outputs
        .members()
        .forEach(
            (name, output) -> {
              if (output instanceof Json.Obj object && object.get("value").isPresent()) {
                Map<String, Value> members = new LinkedHashMap<>();
                members.put("type", Value.of(object.get("type").orElse(Json.NULL)));
                members.put(
                    "value",
                    evaluation.value(
                        object.get("value").get(),
                        place.member(name).member("value"),
                        opened.frame()));
                all.put(name, new Value.Obj(members));
              }
            });
    return new Value.Obj(all);
  }
}
