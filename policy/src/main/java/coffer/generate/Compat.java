package coffer.generate;

import coffer.cce.Policy;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyForm;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The release of the reference generator whose bytes a policy has. Only the first one was compared
/// with that release's own output; the others apply the changes that are known of them.
public enum Compat {
  V2_0_1("2.0.1", true, container -> container),
  /// A process that may be started is listed once, where it stood first.
  V2_1_1("2.1.1", false, Compat::withoutRepeatedProcesses),
  /// And every container may be sent SIGKILL and SIGTERM, before its image's stop signal.
  V2_2("2.2", false, container -> withUsualSignals(withoutRepeatedProcesses(container)));

  private static final List<Json> USUAL_SIGNALS = List.of(Json.of(9), Json.of(15));

  private final String version;
  private final boolean verified;
  private final UnaryOperator<PolicyContainer> change;

  Compat(String version, boolean verified, UnaryOperator<PolicyContainer> change) {
    this.version = version;
    this.verified = verified;
    this.change = change;
  }

  public static Optional<Compat> of(String version) {
    return Stream.of(values()).filter(compat -> compat.version.equals(version)).findFirst();
  }

  /// Whether its bytes were compared with those of the release.
  public boolean isVerified() {
    return verified;
  }

  /// The policy as this release writes it.
  public Policy apply(Policy policy) {
    if (policy.form() == PolicyForm.WINDOWS) {
      return policy;
    }
    return policy.withContainers(apply(policy.containers()));
  }

  /// Containers of a fragment as this release writes them.
  public List<PolicyContainer> apply(List<PolicyContainer> containers) {
    return containers.stream().map(change).toList();
  }

  private static PolicyContainer withoutRepeatedProcesses(PolicyContainer container) {
    return container.with(
        container.signals(), container.execProcesses().stream().distinct().toList());
  }

  private static PolicyContainer withUsualSignals(PolicyContainer container) {
    List<Json> signals = new ArrayList<>(USUAL_SIGNALS);
    container.signals().stream().filter(signal -> !signals.contains(signal)).forEach(signals::add);
    return container.with(signals, container.execProcesses());
  }

  @Override
  public String toString() {
    return version;
  }
}
