package coffer.armlang;

import coffer.json.Json;
import java.util.List;
import java.util.Map;

/// A parameter whose value is not known before the deployment.
///
/// @param type `string`, `secureString`, ... as declared
/// @param reason `no value`, `secure`, or the secret of a key vault
/// @param allowed the values that the template allows; empty for any
public record OpenParameter(String name, String type, String reason, List<Json> allowed) {
  public OpenParameter {
    allowed = List.copyOf(allowed);
  }

  Json declaration() {
    Json.ObjectBuilder declaration = Json.object().put("type", type);
    return allowed.isEmpty()
        ? declaration.build()
        : declaration.put("allowedValues", allowed).build();
  }

  static Json declarations(Map<String, OpenParameter> open) {
    Json.ObjectBuilder all = Json.object();
    open.forEach((name, parameter) -> all.put(name, parameter.declaration()));
    return all.build();
  }
}
