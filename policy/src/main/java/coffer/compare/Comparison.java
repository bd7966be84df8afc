package coffer.compare;

import coffer.json.Json;
import coffer.python.PythonText;
import coffer.template.Members;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether a policy's containers are those of a document. Containers belong together when their ids
/// or their names are equal. Switches, versions, fragments, and containers that only the policy has
/// are not looked at.
///
/// @param reasons what differs, by the name of the container; empty when nothing does
public record Comparison(Map<String, Json> reasons) {
  public static Comparison of(List<Json.Obj> policy, List<Json.Obj> tested) {
    Map<String, Json> reasons = new LinkedHashMap<>();
    for (Json.Obj container : tested) {
      Json id = Members.get(container, "id");
      Json name = Members.get(container, "name");
      List<ContainerDifference> candidates = new ArrayList<>();
      for (Json.Obj allowed : policy) {
        if (Members.get(allowed, "id").equals(id) || Members.get(allowed, "name").equals(name)) {
          candidates.add(ContainerDifference.between(allowed, container));
        }
      }
      reason(PythonText.str(id), candidates)
          .ifPresent(reason -> reasons.put(PythonText.str(name), reason));
    }
    return new Comparison(reasons);
  }

  private static Optional<Json> reason(String id, List<ContainerDifference> candidates) {
    if (candidates.isEmpty()) {
      return Optional.of(Json.of(id + " not found in policy"));
    }
    ContainerDifference nearest = candidates.getFirst();
    for (ContainerDifference candidate : candidates) {
      nearest = candidate.size() < nearest.size() ? candidate : nearest;
    }
    return Optional.of(nearest).filter(found -> found.size() > 0).map(ContainerDifference::toJson);
  }

  /// Whether a container of a fragment is `container`, but for its layers: it may be left out of a
  /// policy that imports the fragment.
  public static boolean covers(Json.Obj fragment, Json.Obj container) {
    return ContainerDifference.between(withoutLayers(fragment), withoutLayers(container)).isNone();
  }

  private static Json.Obj withoutLayers(Json.Obj container) {
    Map<String, Json> members = new LinkedHashMap<>(container.members());
    members.put("layers", new Json.Arr(List.of()));
    return new Json.Obj(members);
  }

  public boolean isSame() {
    return reasons.isEmpty();
  }

  public Json toJson() {
    return new Json.Obj(reasons);
  }
}
