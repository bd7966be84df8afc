package coffer.template;

import coffer.json.Json;
import java.util.List;

/// Where a document has, or is to get, the policy of a group.
///
/// @param document position of the document in its file
/// @param path member names, and positions in lists, down to the policy
/// @param current what stands there, null when nothing does
/// @param question what to ask before `current` is replaced, unless it is empty
public record PolicyPlace(int document, List<String> path, Json current, String question) {
  public PolicyPlace {
    path = List.copyOf(path);
  }
}
