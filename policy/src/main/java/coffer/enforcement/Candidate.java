package coffer.enforcement;

import coffer.cce.PolicyContainer;
import java.util.List;

/// A container of the policy held against a request.
///
/// @param index its position in the policy
/// @param differences empty when it allows the request by itself
public record Candidate(int index, PolicyContainer container, List<Difference> differences) {
  public Candidate {
    differences = List.copyOf(differences);
  }

  /// The container's name, else its id, else its position.
  public String label() {
    if (container.name() != null) {
      return container.name();
    }
    return container.id() != null ? container.id() : "containers[" + index + "]";
  }

  boolean hasLayers() {
    return differences.stream().noneMatch(difference -> difference.field() == Field.LAYERS);
  }
}
