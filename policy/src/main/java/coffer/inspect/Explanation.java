package coffer.inspect;

import coffer.cce.Policy;
import coffer.cce.PolicyContainer;
import coffer.enforcement.ContainerRequest;
import coffer.enforcement.Decision;
import coffer.enforcement.Enforcement;
import java.util.Comparator;
import java.util.List;

/// What a policy says to a request, held against that container which comes nearest.
///
/// @param decision of the enforcement rules themselves
public record Explanation(Decision decision) {
  /// Asks the rules once for each container, because a request may leave open what only the
  /// container tells (its layers, values that were redacted). An allowed one counts, else the
  /// denial with the fewest differences.
  public static Explanation of(Policy policy, HostRequest request) {
    List<Decision> decisions =
        policy.containers().stream().map(container -> decide(policy, container, request)).toList();
    return decisions.stream()
        .filter(Decision.Allowed.class::isInstance)
        .findFirst()
        .or(() -> decisions.stream().min(Comparator.comparingInt(Explanation::differences)))
        .map(Explanation::new)
        .orElseGet(() -> new Explanation(new Decision.Denied(List.of(), null)));
  }

  private static Decision decide(Policy policy, PolicyContainer container, HostRequest request) {
    ContainerRequest held = request.held(container);
    return Enforcement.createContainer(policy, held);
  }

  private static int differences(Decision decision) {
    return switch (decision) {
      case Decision.Allowed _ -> 0;
      case Decision.Denied denied ->
          denied.candidates().isEmpty() ? Integer.MAX_VALUE : denied.differences().size();
    };
  }
}
