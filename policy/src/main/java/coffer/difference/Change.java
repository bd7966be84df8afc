package coffer.difference;

import coffer.json.Json;

/// One difference between two policies.
///
/// @param container its name; empty for what holds for the whole policy
/// @param field the member of the policy text
/// @param before what the first policy says; empty where it says nothing
/// @param after what the second policy says; empty where it says nothing
public record Change(String container, String field, Effect effect, String before, String after) {
  public Json.Obj toJson() {
    Json.ObjectBuilder json = Json.object();
    if (!container.isEmpty()) {
      json.put("container", container);
    }
    return json.put("field", field)
        .put("effect", effect.toString())
        .put("before", before)
        .put("after", after)
        .build();
  }
}
