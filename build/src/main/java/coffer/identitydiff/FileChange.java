package coffer.identitydiff;

import coffer.json.Json;

/// One thing about one file that differs between two layers.
///
/// @param path printable, without a slash in front
/// @param fact `file` for one that only one layer has, `order` for another order of the same
///   entries; else `mode`, `owner`, `modified`, `size`, `content`, `target`, an attribute's name
/// @param before empty where the first layer has nothing
/// @param after empty where the second layer has nothing
public record FileChange(String path, String fact, String before, String after) {
  public Json.Obj toJson() {
    return Json.object()
        .put("path", path)
        .put("fact", fact)
        .put("before", before)
        .put("after", after)
        .build();
  }
}
