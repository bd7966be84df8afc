package coffer.inspect;

import coffer.bytes.MalformedException;
import coffer.cce.CapabilitySets;
import coffer.cce.EnvRule;
import coffer.cce.PolicyContainer;
import coffer.enforcement.Account;
import coffer.enforcement.ContainerRequest;
import coffer.enforcement.Patterns;
import coffer.enforcement.RequestedMount;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// The input of the enforcement point `create_container`, as the engine gets it (hcsshim,
/// `securitypolicyenforcer_rego.go`), with two members more that it need not have: `layers` (root
/// hashes, base first) and `plan9Targets`.
///
/// @param errors what the engine itself gave as reasons, when the request is part of a denial
public record HostRequest(Json.Obj input, List<String> errors) {
  private static final String REDACTED = "<<redacted>>";

  public HostRequest {
    errors = List.copyOf(errors);
    String rule = input.optionalString("rule").orElse("create_container");
    if (!rule.equals("create_container") && !rule.equals("mount_device")) {
      throw new MalformedException(
          "rule: create_container or mount_device wanted, found '%s'".formatted(rule));
    }
  }

  /// The root hash that is to be mounted, when the request is about a layer.
  public Optional<String> deviceHash() {
    return input.get("argList").isPresent() ? Optional.empty() : input.optionalString("deviceHash");
  }

  /// The request as `container` would have to judge it: with the container's own layers when the
  /// request does not tell them, and with values in the place of redacted ones.
  public ContainerRequest held(PolicyContainer container) {
    boolean sandbox = flag("isSandboxContainer");
    List<String> layers =
        input.get("layers").isPresent() ? input.strings("layers") : container.layers();
    return ContainerRequest.of(layers, input.strings("argList"))
        .env(environment(container))
        .workingDir(input.optionalString("workingDir").orElse("/"))
        .user(
            input.get("user").orElse(Json.NULL) instanceof Json.Obj user
                ? account(user)
                : Account.ROOT,
            accounts())
        .umask(input.optionalString("umask").orElse("0022"))
        .mounts(mounts())
        .devices(devices())
        .capabilities(capabilities())
        .noNewPrivileges(flag("noNewPrivileges"))
        .privileged(flag("privileged"))
        .seccompProfile(input.optionalString("seccompProfileSHA256").orElse(""))
        .sandbox(sandbox)
        .folders(
            new ContainerRequest.Folders(
                input.optionalString("sandboxDir").orElse(""),
                input.optionalString("hugePagesDir").orElse(""),
                new HashSet<>(input.strings("plan9Targets"))))
        .build();
  }

  private boolean flag(String name) {
    return Json.of(true).equals(input.get(name).orElse(Json.NULL));
  }

  private List<String> environment(PolicyContainer container) {
    List<String> variables = new ArrayList<>();
    for (String variable : input.strings("envList")) {
      variables.add(variable.endsWith("=" + REDACTED) ? guessed(variable, container) : variable);
    }
    return variables;
  }

  /// A redacted variable with a value that the container allows, if it allows any for this name.
  private static String guessed(String variable, PolicyContainer container) {
    String name = variable.substring(0, variable.length() - REDACTED.length());
    for (EnvRule rule : container.envRules()) {
      if (rule.strategy().equals("string") && rule.pattern().startsWith(name)) {
        return rule.pattern();
      }
      if (rule.strategy().equals("re2") && Patterns.matches(rule.pattern(), variable)) {
        return variable;
      }
    }
    return variable;
  }

  private static Account account(Json.Obj user) {
    return new Account(
        user.get("id").map(HostRequest::plain).orElse(""), user.optionalString("name").orElse(""));
  }

  private static String plain(Json value) {
    return value instanceof Json.Str(String text) ? text : value.toCompact();
  }

  private List<Account> accounts() {
    List<Account> groups = new ArrayList<>();
    for (Json group : input.list("groups")) {
      if (!(group instanceof Json.Obj object)) {
        throw new MalformedException("groups: a list of objects wanted, found " + group.kind());
      }
      groups.add(account(object));
    }
    return groups;
  }

  private List<RequestedMount> mounts() {
    List<RequestedMount> mounts = new ArrayList<>();
    for (Json mount : input.list("mounts")) {
      if (!(mount instanceof Json.Obj object)) {
        throw new MalformedException("mounts: a list of objects wanted, found " + mount.kind());
      }
      mounts.add(
          new RequestedMount(
              object.string("destination"),
              object.string("source"),
              object.string("type"),
              object.strings("options")));
    }
    return mounts;
  }

  private List<String> devices() {
    List<String> devices = new ArrayList<>();
    for (Json device : input.list("devices")) {
      devices.add(plain(device));
    }
    return devices;
  }

  /// The engine writes the two default groups of sets in words when it redacts.
  private CapabilitySets capabilities() {
    return switch (input.get("capabilities").orElse(Json.NULL)) {
      case Json.Null() -> CapabilitySets.of(flag("privileged"), List.of(), List.of());
      case Json.Str(String word) ->
          CapabilitySets.of(word.equals("[privileged]"), List.of(), List.of());
      case Json.Obj sets ->
          new CapabilitySets(
              sets.strings("ambient"),
              sets.strings("bounding"),
              sets.strings("effective"),
              sets.strings("inheritable"),
              sets.strings("permitted"));
      case Json other ->
          throw new MalformedException("capabilities: an object wanted, found " + other.kind());
    };
  }
}
