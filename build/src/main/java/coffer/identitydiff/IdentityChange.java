package coffer.identitydiff;

import coffer.json.Json;

/// One difference between two identities.
///
/// @param container its name; empty for what holds for the whole identity
/// @param before empty where the first identity has nothing
/// @param after empty where the second identity has nothing
public record IdentityChange(String container, String field, String before, String after) {
  public Json.Obj toJson() {
    Json.ObjectBuilder json = Json.object();
    if (!container.isEmpty()) {
      json.put("container", container);
    }
    return json.put("field", field).put("before", before).put("after", after).build();
  }
}
