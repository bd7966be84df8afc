package coffer.enforcement;

import coffer.cce.IdRule;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyEdit;
import coffer.cce.PolicyFlags;
import coffer.cce.UserRule;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One container of a policy held against a request, rule by rule (framework.rego,
/// `create_container`).
final class ContainerMatcher {
  private final int index;
  private final PolicyContainer container;
  private final ContainerRequest request;
  private final EnvMatcher environment;
  private final CapabilityMatcher capabilities;

  ContainerMatcher(int index, PolicyContainer container, ContainerRequest request) {
    this.index = index;
    this.container = container;
    this.request = request;
    this.environment = new EnvMatcher(index, container.envRules(), request.env());
    this.capabilities = new CapabilityMatcher(index, container, request);
  }

  int index() {
    return index;
  }

  PolicyContainer container() {
    return container;
  }

  EnvMatcher environment() {
    return environment;
  }

  CapabilityMatcher capabilities() {
    return capabilities;
  }

  /// Every reason why this container alone does not allow the request.
  Candidate judge(PolicyFlags flags) {
    List<Difference> differences = new ArrayList<>(fixed());
    differences.addAll(environment.differences(flags.environmentVariableDropping()));
    differences.addAll(capabilities.differences(flags.capabilityDropping()));
    return new Candidate(index, container, differences);
  }

  /// The rules that do not depend on the policy's switches.
  List<Difference> fixed() {
    return Stream.of(
            layers().stream(),
            command().stream(),
            text(Field.WORKING_DIR, container.workingDir(), request.workingDir()).stream(),
            user(),
            new MountMatcher(index, container, request).differences().stream(),
            privileged().stream(),
            noNewPrivileges().stream(),
            text(Field.SECCOMP, container.seccompProfileSha256(), request.seccompProfileSha256())
                .stream(),
            devices().stream())
        .flatMap(differences -> differences)
        .toList();
  }

  private Optional<Difference> layers() {
    if (container.layers().equals(request.layers())) {
      return Optional.empty();
    }
    return Optional.of(
        replace(
            Field.LAYERS,
            layersText(container.layers()),
            layersText(request.layers()),
            Json.strings(request.layers())));
  }

  /// The first layer that differs, or the number of layers.
  private String layersText(List<String> layers) {
    if (container.layers().size() != request.layers().size()) {
      return layers.size() + " layers " + layers;
    }
    int first = 0;
    while (container.layers().get(first).equals(request.layers().get(first))) {
      first++;
    }
    return "layer %d of %d: %s".formatted(first + 1, layers.size(), layers.get(first));
  }

  private Optional<Difference> command() {
    List<Json> command = container.command();
    Json found = Json.strings(request.command());
    Json wanted = command == null ? Json.NULL : new Json.Arr(command);
    return wanted.equals(found)
        ? Optional.empty()
        : Optional.of(replace(Field.COMMAND, wanted.toCompact(), found.toCompact(), found));
  }

  private Optional<Difference> text(Field field, String wanted, String found) {
    return wanted.equals(found)
        ? Optional.empty()
        : Optional.of(replace(field, quoted(wanted), quoted(found), Json.of(found)));
  }

  private static String quoted(String text) {
    return Json.of(text).toCompact();
  }

  private Optional<Difference> privileged() {
    return request.privileged() && !container.allowElevated()
        ? Optional.of(replace(Field.PRIVILEGED, "false", "true", Json.of(true)))
        : Optional.empty();
  }

  private Optional<Difference> noNewPrivileges() {
    return container.noNewPrivileges() && !request.noNewPrivileges()
        ? Optional.of(replace(Field.NO_NEW_PRIVILEGES, "true", "false", Json.of(false)))
        : Optional.empty();
  }

  private Optional<Difference> devices() {
    return request.devices().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Difference(
                Field.DEVICES, "no devices", String.join(", ", request.devices()), null));
  }

  private Stream<Difference> user() {
    UserRule rule = container.user();
    List<Difference> differences = new ArrayList<>();
    if (!matches(rule.user(), request.user())) {
      differences.add(
          user(
              text(rule.user()),
              text(request.user()),
              new PolicyEdit.Replace(
                  index, List.of("user", "user_idname"), exactly(request.user()))));
    }
    for (Account group : request.groups()) {
      if (rule.groups().stream().noneMatch(allowed -> matches(allowed, group))) {
        differences.add(
            user(
                "groups " + rule.groups().stream().map(ContainerMatcher::text).toList(),
                "group " + text(group),
                new PolicyEdit.Add(index, List.of("user", "group_idnames"), exactly(group))));
      }
    }
    if (!rule.umask().equals(request.umask())) {
      differences.add(
          user(
              "umask " + rule.umask(),
              "umask " + request.umask(),
              new PolicyEdit.Replace(index, List.of("user", "umask"), Json.of(request.umask()))));
    }
    return differences.stream();
  }

  private static boolean matches(IdRule rule, Account account) {
    return switch (rule.strategy()) {
      case "any" -> true;
      case "id" -> rule.pattern().equals(account.id());
      case "name" -> rule.pattern().equals(account.name());
      case "re2" -> Patterns.matches(rule.pattern(), account.name());
      default -> false;
    };
  }

  private static Json exactly(Account account) {
    return new IdRule(account.id(), "id").toJson();
  }

  private static String text(IdRule rule) {
    return rule.pattern().isEmpty() ? rule.strategy() : rule.strategy() + " " + rule.pattern();
  }

  private static String text(Account account) {
    return account.name().isEmpty()
        ? "id " + account.id()
        : "id %s (%s)".formatted(account.id(), account.name());
  }

  private static Difference user(String wanted, String found, PolicyEdit change) {
    return new Difference(Field.USER, wanted, found, change);
  }

  private Difference replace(Field field, String wanted, String found, Json value) {
    return new Difference(
        field, wanted, found, new PolicyEdit.Replace(index, List.of(field.member()), value));
  }
}
