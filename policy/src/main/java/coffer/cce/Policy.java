package coffer.cce;

import coffer.json.Json;
import java.util.ArrayList;
import java.util.List;

/// What a container group may do: its containers, the fragments it accepts and its switches.
///
/// @param apiVersion version of the enforcement points that the policy defines
/// @param frameworkVersion version of the rules that judge its containers
public record Policy(
    PolicyForm form,
    String apiVersion,
    String frameworkVersion,
    List<FragmentImport> fragments,
    List<PolicyContainer> containers,
    PolicyFlags flags) {
  public static final String API_VERSION = "0.11.0";

  public Policy {
    fragments = List.copyOf(fragments);
    containers = List.copyOf(containers);
  }

  /// The policy of a group of Linux containers, in the order given, and the pause container last.
  public static Policy ofGroup(
      List<PolicyContainer> containers, List<FragmentImport> fragments, PolicyFlags flags) {
    return ofGroup(
        containers,
        fragments,
        flags,
        containers.stream().allMatch(PolicyContainer::allowStdioAccess));
  }

  /// As before, and `allowStdioAccess` for the pause container. A group of nothing but the
  /// service's own sidecars has no pause container; a group whose first container is one gets the
  /// form of sidecars.
  public static Policy ofGroup(
      List<PolicyContainer> containers,
      List<FragmentImport> fragments,
      PolicyFlags flags,
      boolean allowStdioAccess) {
    List<PolicyContainer> all = new ArrayList<>(containers);
    if (containers.isEmpty() || !containers.stream().allMatch(Policy::isSidecar)) {
      all.add(PolicyContainer.pause(allowStdioAccess));
    }
    boolean sidecars = !containers.isEmpty() && isSidecar(containers.getFirst());
    return of(sidecars ? PolicyForm.SIDECAR : PolicyForm.LINUX, fragments, all, flags);
  }

  private static boolean isSidecar(PolicyContainer container) {
    return container.id() != null && Sidecars.isSidecar(container.id());
  }

  /// A policy with exactly these containers.
  public static Policy of(
      PolicyForm form,
      List<FragmentImport> fragments,
      List<PolicyContainer> containers,
      PolicyFlags flags) {
    return new Policy(form, API_VERSION, form.frameworkVersion(), fragments, containers, flags);
  }

  /// The policy without the images' names, so that it does not depend on the registry.
  public Policy withoutIds() {
    return withContainers(containers.stream().map(PolicyContainer::withoutId).toList());
  }

  public Policy withContainers(List<PolicyContainer> changed) {
    return new Policy(form, apiVersion, frameworkVersion, fragments, changed, flags);
  }

  public Policy withFlags(PolicyFlags changed) {
    return new Policy(form, apiVersion, frameworkVersion, fragments, containers, changed);
  }

  /// The text with the containers on one line: the form that is deployed and digested.
  public PolicyText text() {
    return PolicyWriter.compact(this);
  }

  /// The text with containers that are written member by member as they are given, instead of its
  /// own, on one line or indented.
  public PolicyText textWith(List<Json.Obj> written, boolean indented) {
    return PolicyWriter.with(this, written, indented);
  }

  /// The text with the containers indented, for people; it has another digest.
  public PolicyText prettyText() {
    return PolicyWriter.pretty(this);
  }
}
