package coffer.template;

import coffer.cce.ContainerDefinition;
import coffer.cce.FragmentImport;
import coffer.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A group of containers that gets one policy.
///
/// @param name as the document has it, for messages
/// @param existingPolicy what the document has as its policy, base64; null or empty where it has
///   none
/// @param place where its policy goes; null when the document has no place for one
public record ContainerGroup(
    String name,
    List<ContainerDefinition> containers,
    List<FragmentImport> fragments,
    Json existingPolicy,
    @Nullable PolicyPlace place) {
  public ContainerGroup {
    containers = List.copyOf(containers);
    fragments = List.copyOf(fragments);
  }

  /// A group of which only the policy that it has is of interest.
  public static ContainerGroup withPolicy(String name, PolicyPlace place) {
    return new ContainerGroup(name, List.of(), List.of(), place.current(), place);
  }
}
