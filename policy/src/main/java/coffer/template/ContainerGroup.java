package coffer.template;

import coffer.cce.ContainerDefinition;
import coffer.cce.FragmentImport;
import coffer.json.Json;
import java.util.List;

/// A group of containers that gets one policy.
///
/// @param name as the document has it, for messages
/// @param existingPolicy what the document has as its policy, base64; null or empty where it has
///   none
public record ContainerGroup(
    String name,
    List<ContainerDefinition> containers,
    List<FragmentImport> fragments,
    Json existingPolicy) {
  public ContainerGroup {
    containers = List.copyOf(containers);
    fragments = List.copyOf(fragments);
  }
}
