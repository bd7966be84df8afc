package coffer.cce;

import coffer.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One container that a policy allows, member by member as in the policy text.
///
/// @param id the image's name as the template has it
/// @param layers dm-verity root hashes in hex, base layer first
/// @param command argument vector; null when neither template nor image has one, which never runs
/// @param capabilities null means the defaults of the platform
/// @param seccompProfileSha256 hex, or empty when there is no profile
/// @param signals numbers; other text is kept, though it matches no signal
/// @param mountedCim hash of the merged image of a Windows container; else empty
public record PolicyContainer(
    @Nullable String id,
    @Nullable String name,
    List<String> layers,
    @Nullable List<Json> command,
    List<EnvRule> envRules,
    String workingDir,
    List<MountRule> mounts,
    UserRule user,
    @Nullable CapabilitySets capabilities,
    boolean allowElevated,
    boolean allowStdioAccess,
    boolean noNewPrivileges,
    String seccompProfileSha256,
    List<Json> signals,
    List<ExecProcess> execProcesses,
    List<String> mountedCim) {
  public PolicyContainer {
    layers = List.copyOf(layers);
    command = command == null ? null : List.copyOf(command);
    envRules = List.copyOf(envRules);
    mounts = List.copyOf(mounts);
    signals = List.copyOf(signals);
    execProcesses = List.copyOf(execProcesses);
    mountedCim = List.copyOf(mountedCim);
  }

  /// The infrastructure's own container, which holds the group's namespaces.
  public static PolicyContainer pause(boolean allowStdioAccess) {
    List<String> names = CapabilitySets.DEFAULT_NAMES;
    return new PolicyContainer(
        null,
        "pause-container",
        List.of("16b514057a06ad665f92c02863aca074fd5976c755d26bff16365299169e8415"),
        texts(List.of("/pause")),
        List.of(
            new EnvRule(
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "string",
                true),
            EnvRule.string("TERM=xterm")),
        "/",
        List.of(),
        UserRule.ANY,
        new CapabilitySets(List.of(), names, names, List.of(), names),
        false,
        allowStdioAccess,
        false,
        "",
        List.of(),
        List.of(),
        List.of());
  }

  /// Without the image's name, so that the policy does not depend on the registry.
  public PolicyContainer withoutId() {
    return new PolicyContainer(
        null,
        name != null && name.equals(id) ? null : name,
        layers,
        command,
        envRules,
        workingDir,
        mounts,
        user,
        capabilities,
        allowElevated,
        allowStdioAccess,
        noNewPrivileges,
        seccompProfileSha256,
        signals,
        execProcesses,
        mountedCim);
  }

  /// With standard input and output open to the host, or not.
  public PolicyContainer withStdioAccess(boolean allowed) {
    return new PolicyContainer(
        id,
        name,
        layers,
        command,
        envRules,
        workingDir,
        mounts,
        user,
        capabilities,
        allowElevated,
        allowed,
        noNewPrivileges,
        seccompProfileSha256,
        signals,
        execProcesses,
        mountedCim);
  }

  /// With other signals and processes.
  public PolicyContainer with(List<Json> newSignals, List<ExecProcess> newProcesses) {
    return new PolicyContainer(
        id,
        name,
        layers,
        command,
        envRules,
        workingDir,
        mounts,
        user,
        capabilities,
        allowElevated,
        allowStdioAccess,
        noNewPrivileges,
        seccompProfileSha256,
        newSignals,
        newProcesses,
        mountedCim);
  }

  /// With other rules for its environment.
  public PolicyContainer withEnvRules(List<EnvRule> rules) {
    return new PolicyContainer(
        id,
        name,
        layers,
        command,
        rules,
        workingDir,
        mounts,
        user,
        capabilities,
        allowElevated,
        allowStdioAccess,
        noNewPrivileges,
        seccompProfileSha256,
        signals,
        execProcesses,
        mountedCim);
  }

  /// The members of the text of a Linux policy; `id` and `name` only where there is one.
  public Json.Obj toJson() {
    return common()
        .put("user", user.toJson())
        .put("capabilities", capabilities == null ? Json.NULL : capabilities.toJson())
        .put("allow_elevated", allowElevated)
        .put("no_new_privileges", noNewPrivileges)
        .put("seccomp_profile_sha256", seccompProfileSha256)
        .build();
  }

  /// The members of the text of a Windows policy.
  public Json.Obj toWindowsJson() {
    Json.ObjectBuilder json = common().put("user", user.user().pattern());
    if (!mountedCim.isEmpty()) {
      json.put("mounted_cim", Json.strings(mountedCim));
    }
    return json.build();
  }

  private Json.ObjectBuilder common() {
    Json.ObjectBuilder json = Json.object();
    if (id != null) {
      json.put("id", id);
    }
    if (name != null) {
      json.put("name", name);
    }
    return json.put("layers", Json.strings(layers))
        .put("command", command == null ? Json.NULL : new Json.Arr(command))
        .put("env_rules", envRules.stream().map(EnvRule::toJson).toList())
        .put("working_dir", workingDir)
        .put("mounts", mounts.stream().map(MountRule::toJson).toList())
        .put("allow_stdio_access", allowStdioAccess)
        .put("signals", signals)
        .put("exec_processes", execProcesses.stream().map(ExecProcess::toJson).toList());
  }

  static List<Json> texts(List<String> values) {
    return values.stream().map(Json::of).toList();
  }
}
