package coffer.enforcement;

import coffer.cce.CapabilitySets;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyEdit;
import coffer.cce.PolicyText;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the policy says to a request.
public sealed interface Decision {
  /// The container may be created, with what is left of the request.
  ///
  /// @param containers the containers of the policy that allow it, from now on the only ones that
  ///   count for it
  /// @param env the variables it gets
  /// @param droppedEnv variables that it does not get, although nothing else would tell
  /// @param droppedCapabilities as `SET: NAME`, for example `bounding: CAP_SYS_ADMIN`
  /// @param allowStdioAccess whether the host may see its output and write its input
  record Allowed(
      List<PolicyContainer> containers,
      List<String> env,
      List<String> droppedEnv,
      CapabilitySets capabilities,
      List<String> droppedCapabilities,
      boolean allowStdioAccess)
      implements Decision {
    public Allowed {
      containers = List.copyOf(containers);
      env = List.copyOf(env);
      droppedEnv = List.copyOf(droppedEnv);
      droppedCapabilities = List.copyOf(droppedCapabilities);
    }
  }

  /// The container may not be created.
  ///
  /// @param candidates every container of the policy, the nearest to the request first
  /// @param change the changes after which the request is allowed; null where no policy can
  record Denied(List<Candidate> candidates, @Nullable Change change) implements Decision {
    public Denied {
      candidates = List.copyOf(candidates);
    }

    /// The container of the policy that is nearest to the request; empty when there is none at all.
    public Optional<Candidate> nearest() {
      return candidates.stream().findFirst();
    }

    /// Why the nearest container does not allow the request.
    public List<Difference> differences() {
      return nearest().map(Candidate::differences).orElse(List.of());
    }

    /// The changes after which the request is allowed, where there are any.
    public Optional<Change> suggestion() {
      return Optional.ofNullable(change);
    }
  }

  /// Changes of a policy that were tried: with all of them made, the request is allowed.
  record Change(List<PolicyEdit> edits) {
    public Change {
      edits = List.copyOf(edits);
    }

    /// The policy text with the changes made; its digest is another one.
    public PolicyText applyTo(PolicyText policy) {
      return PolicyEdit.applyTo(policy, edits);
    }
  }
}
