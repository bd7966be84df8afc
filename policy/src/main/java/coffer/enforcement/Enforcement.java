package coffer.enforcement;

import coffer.bytes.MalformedException;
import coffer.cce.CapabilitySets;
import coffer.cce.Policy;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyEdit;
import coffer.cce.PolicyFlags;
import coffer.enforcement.Decision.Allowed;
import coffer.enforcement.Decision.Change;
import coffer.enforcement.Decision.Denied;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Judges what a host asks for by a policy, as the utility VM does.
public final class Enforcement {
  /// Rounds of "apply the change, ask again": fields, then ambiguities that the change uncovers.
  private static final int ROUNDS = 4;

  private final PolicyFlags flags;
  private final ContainerRequest request;
  private final List<ContainerMatcher> all;

  private Enforcement(Policy policy, ContainerRequest request) {
    this.flags = policy.flags();
    this.request = request;
    this.all = new ArrayList<>();
    for (PolicyContainer container : policy.containers()) {
      all.add(new ContainerMatcher(all.size(), container, request));
    }
  }

  /// Whether a layer with this dm-verity root hash (hex) may be mounted: some container has it.
  public static boolean mountDevice(Policy policy, String rootHash) {
    return policy.containers().stream()
        .anyMatch(container -> container.layers().contains(rootHash));
  }

  /// The containers whose layers are exactly these, base layer first; none means that the overlay
  /// is denied.
  public static List<PolicyContainer> mountOverlay(Policy policy, List<String> layers) {
    return policy.containers().stream()
        .filter(container -> container.layers().equals(layers))
        .toList();
  }

  /// Whether the container may be created, its layers included. A denial names every container with
  /// its differences, and the change of the policy that would allow the request.
  public static Decision createContainer(Policy policy, ContainerRequest request) {
    Enforcement enforcement = new Enforcement(policy, request);
    Allowed allowed = enforcement.allowed();
    if (allowed != null) {
      return allowed;
    }
    List<Candidate> candidates = enforcement.candidates();
    return new Denied(
        candidates,
        candidates.isEmpty() ? null : change(policy, request, candidates.getFirst().index()));
  }

  private @Nullable Allowed allowed() {
    List<ContainerMatcher> left =
        all.stream().filter(matcher -> matcher.fixed().isEmpty()).toList();
    Set<String> env = environment(left);
    if (env == null) {
      return null;
    }
    left = left.stream().filter(matcher -> matcher.environment().accepts(env)).toList();
    CapabilitySets capabilities = capabilities(left);
    if (capabilities == null) {
      return null;
    }
    left = left.stream().filter(matcher -> matcher.capabilities().accepts(capabilities)).toList();
    Boolean stdio =
        only(left.stream().map(matcher -> matcher.container().allowStdioAccess()).toList());
    return stdio == null ? null : allowed(left, env, capabilities, stdio);
  }

  private Allowed allowed(
      List<ContainerMatcher> left, Set<String> env, CapabilitySets capabilities, boolean stdio) {
    List<String> dropped = new ArrayList<>(new LinkedHashSet<>(request.env()));
    dropped.removeAll(env);
    return new Allowed(
        left.stream().map(ContainerMatcher::container).toList(),
        List.copyOf(env),
        dropped,
        capabilities,
        CapabilityMatcher.onlyInFirst(request.capabilities(), capabilities),
        stdio);
  }

  /// The variables to keep; null when that cannot be decided. With dropping, the largest set that
  /// some container allows, which must be one set.
  private @Nullable Set<String> environment(List<ContainerMatcher> left) {
    if (!flags.environmentVariableDropping()) {
      return left.isEmpty() ? null : new LinkedHashSet<>(request.env());
    }
    List<Set<String>> kept = left.stream().map(matcher -> matcher.environment().kept()).toList();
    int most = kept.stream().mapToInt(Set::size).max().orElse(0);
    return only(kept.stream().filter(set -> set.size() == most).toList());
  }

  /// As for variables.
  private @Nullable CapabilitySets capabilities(List<ContainerMatcher> left) {
    if (!flags.capabilityDropping()) {
      return left.isEmpty() ? null : request.capabilities();
    }
    List<CapabilitySets> kept =
        left.stream().map(matcher -> matcher.capabilities().kept()).toList();
    int most = kept.stream().mapToInt(CapabilityMatcher::size).max().orElse(0);
    List<CapabilitySets> largest =
        kept.stream().filter(sets -> CapabilityMatcher.size(sets) == most).toList();
    return largest.stream().allMatch(sets -> CapabilityMatcher.same(sets, largest.getFirst()))
        ? largest.stream().findFirst().orElse(null)
        : null;
  }

  /// The value that all of them are; null when there is none or more than one.
  private static <T> @Nullable T only(List<T> values) {
    Set<T> distinct = new HashSet<>(values);
    return distinct.size() == 1 ? distinct.iterator().next() : null;
  }

  private List<Candidate> candidates() {
    return all.stream()
        .map(matcher -> candidate(matcher))
        .sorted(
            Comparator.comparing(Candidate::hasLayers)
                .reversed()
                .thenComparing(candidate -> candidate.differences().size())
                .thenComparing(Candidate::index))
        .toList();
  }

  private Candidate candidate(ContainerMatcher matcher) {
    Candidate alone = matcher.judge(flags);
    return alone.differences().isEmpty()
        ? new Candidate(matcher.index(), matcher.container(), ambiguities(matcher))
        : alone;
  }

  /// Why a container that allows the request by itself does not decide it: others compete.
  private List<Difference> ambiguities(ContainerMatcher matcher) {
    List<Difference> differences = new ArrayList<>();
    Set<String> kept = matcher.environment().kept();
    for (String variable : new LinkedHashSet<>(request.env())) {
      if (!kept.contains(variable)) {
        differences.add(matcher.environment().unknown(variable));
      }
    }
    differences.addAll(matcher.capabilities().changes());
    boolean stdio = matcher.container().allowStdioAccess();
    for (ContainerMatcher other : all) {
      if (other.container().allowStdioAccess() != stdio && other.fixed().isEmpty()) {
        differences.add(
            new Difference(
                Field.STDIO,
                "the same in every container that fits",
                "another in containers[" + other.index() + "]",
                new PolicyEdit.Replace(
                    other.index(), List.of(Field.STDIO.member()), Json.of(stdio))));
      }
    }
    return differences;
  }

  /// Makes the changes that the container at `target` needs, and asks again until it is allowed.
  private static @Nullable Change change(Policy policy, ContainerRequest request, int target) {
    List<PolicyEdit> edits = new ArrayList<>();
    Policy current = policy;
    for (int round = 0; round < ROUNDS; round++) {
      Enforcement enforcement = new Enforcement(current, request);
      if (enforcement.allowed() != null) {
        return new Change(edits);
      }
      Candidate candidate = enforcement.candidate(enforcement.all.get(target));
      List<PolicyEdit> more = new ArrayList<>();
      for (Difference difference : candidate.differences()) {
        if (difference.change() == null) {
          return null;
        }
        more.add(difference.change());
      }
      edits.addAll(more);
      try {
        current = PolicyEdit.applyTo(current.text(), more).model();
      } catch (MalformedException e) {
        // A definition of another form (Windows has the user as text) cannot be changed like this.
        return null;
      }
    }
    return null;
  }
}
