package coffer.cce;

import java.util.List;
import java.util.stream.Stream;

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
    boolean stdio = containers.stream().allMatch(PolicyContainer::allowStdioAccess);
    List<PolicyContainer> all =
        Stream.concat(containers.stream(), Stream.of(PolicyContainer.pause(stdio))).toList();
    return of(PolicyForm.LINUX, fragments, all, flags);
  }

  /// A policy with exactly these containers.
  public static Policy of(
      PolicyForm form,
      List<FragmentImport> fragments,
      List<PolicyContainer> containers,
      PolicyFlags flags) {
    return new Policy(form, API_VERSION, form.frameworkVersion(), fragments, containers, flags);
  }

  /// The text with the containers on one line: the form that is deployed and digested.
  public PolicyText text() {
    return PolicyWriter.compact(this);
  }

  /// The text with the containers indented, for people; it has another digest.
  public PolicyText prettyText() {
    return PolicyWriter.pretty(this);
  }
}
