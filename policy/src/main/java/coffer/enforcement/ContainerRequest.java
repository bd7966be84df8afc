package coffer.enforcement;

import coffer.cce.CapabilitySets;
import java.util.List;
import java.util.Set;

/// A container that the host wants to create, with everything a policy can judge.
///
/// Made by [#of] and the builder's methods.
///
/// @param layers dm-verity root hashes in hex of the verified layers, base layer first
/// @param env `NAME=value`
/// @param umask four octal digits
/// @param devices paths of devices asked for; a policy allows none
/// @param seccompProfileSha256 hex, empty without a profile
/// @param sandbox whether this is the group's pause container
/// @param folders what the prefixes of mount sources stand for
public record ContainerRequest(
    List<String> layers,
    List<String> command,
    List<String> env,
    String workingDir,
    Account user,
    List<Account> groups,
    String umask,
    List<RequestedMount> mounts,
    List<String> devices,
    CapabilitySets capabilities,
    boolean noNewPrivileges,
    boolean privileged,
    String seccompProfileSha256,
    boolean sandbox,
    Folders folders) {
  /// Where the guest keeps what mount sources name by a prefix.
  ///
  /// @param sandbox what `sandbox://` stands for
  /// @param hugePages what `hugepages://` stands for
  /// @param plan9 targets of plan9 mounts, which `plan9://` stands for
  public record Folders(String sandbox, String hugePages, Set<String> plan9) {
    public Folders {
      plan9 = Set.copyOf(plan9);
    }
  }

  public ContainerRequest {
    layers = List.copyOf(layers);
    command = List.copyOf(command);
    env = List.copyOf(env);
    groups = List.copyOf(groups);
    mounts = List.copyOf(mounts);
    devices = List.copyOf(devices);
  }

  /// A request by the superuser in `/`, with the default capabilities and nothing else.
  public static Builder of(List<String> layers, List<String> command) {
    return new Builder(layers, command);
  }

  /// Collects the parts of a request.
  public static final class Builder {
    private final List<String> layers;
    private final List<String> command;
    private List<String> env = List.of();
    private String workingDir = "/";
    private Account user = Account.ROOT;
    private List<Account> groups = List.of();
    private String umask = "0022";
    private List<RequestedMount> mounts = List.of();
    private List<String> devices = List.of();
    private CapabilitySets capabilities = CapabilitySets.UNPRIVILEGED;
    private boolean noNewPrivileges;
    private boolean privileged;
    private String seccompProfileSha256 = "";
    private boolean sandbox;
    private Folders folders = new Folders("", "", Set.of());

    private Builder(List<String> layers, List<String> command) {
      this.layers = layers;
      this.command = command;
    }

    public Builder env(List<String> variables) {
      this.env = variables;
      return this;
    }

    public Builder workingDir(String folder) {
      this.workingDir = folder;
      return this;
    }

    /// The user and all of its groups.
    public Builder user(Account account, List<Account> memberOf) {
      this.user = account;
      this.groups = memberOf;
      return this;
    }

    public Builder umask(String octal) {
      this.umask = octal;
      return this;
    }

    public Builder mounts(List<RequestedMount> wanted) {
      this.mounts = wanted;
      return this;
    }

    public Builder devices(List<String> paths) {
      this.devices = paths;
      return this;
    }

    public Builder capabilities(CapabilitySets sets) {
      this.capabilities = sets;
      return this;
    }

    public Builder noNewPrivileges(boolean wanted) {
      this.noNewPrivileges = wanted;
      return this;
    }

    public Builder privileged(boolean wanted) {
      this.privileged = wanted;
      return this;
    }

    public Builder seccompProfile(String sha256) {
      this.seccompProfileSha256 = sha256;
      return this;
    }

    public Builder sandbox(boolean pause) {
      this.sandbox = pause;
      return this;
    }

    public Builder folders(Folders prefixes) {
      this.folders = prefixes;
      return this;
    }

    public ContainerRequest build() {
      return new ContainerRequest(
          layers,
          command,
          env,
          workingDir,
          user,
          groups,
          umask,
          mounts,
          devices,
          capabilities,
          noNewPrivileges,
          privileged,
          seccompProfileSha256,
          sandbox,
          folders);
    }
  }
}
