package coffer.lint;

import coffer.armlang.EvaluatedTemplate;
import coffer.cce.Sidecars;
import coffer.cce.VolumeSource;
import coffer.json.Json;
import coffer.python.PythonText;
import coffer.source.JsonPath;
import coffer.source.Place;
import coffer.template.Members;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What there is to say about one container group as it is deployed.
final class GroupChecks {
  /// Members of a container that container instances or the policy know.
  private static final Set<String> KNOWN =
      Set.of(
          "image",
          "command",
          "environmentvariables",
          "volumemounts",
          "configmap",
          "ports",
          "resources",
          "readinessprobe",
          "livenessprobe",
          "securitycontext",
          "instanceview");

  private static final List<String> IDENTITY =
      List.of("IDENTITY_ENDPOINT", "APP_IDENTITY_ENDPOINT");

  private final EvaluatedTemplate evaluated;
  private final EvaluatedTemplate.Resource group;
  private final Json properties;
  private final Findings findings;

  GroupChecks(EvaluatedTemplate evaluated, EvaluatedTemplate.Resource group, Findings findings) {
    this.evaluated = evaluated;
    this.group = group;
    this.properties = Members.get(group.json(), "properties");
    this.findings = findings;
  }

  void check() {
    List<Named> containers = containers();
    containers.forEach(this::container);
    if (!containers.isEmpty() && Sidecars.isSidecar(text(containers.getFirst().get("image")))) {
      findings.add(
          TemplateLint.SIDECAR_FIRST,
          containers.getFirst().place("image"),
          "'%s' comes first and is a sidecar of the service"
              .formatted(containers.getFirst().name()));
    }
    tags();
    volumes();
    passwords();
    identity(containers);
    policy(containers);
  }

  /// A container of the group and where it stands.
  private final class Named {
    private final Json container;
    private final JsonPath path;

    Named(Json container, JsonPath path) {
      this.container = container;
      this.path = path;
    }

    String name() {
      return PythonText.str(Members.get(container, "name"));
    }

    Json get(String member) {
      return Members.get(Members.get(container, "properties"), member);
    }

    Place place(String member) {
      return GroupChecks.this.place(path.member("properties").member(member));
    }

    JsonPath path(String member) {
      return path.member("properties").member(member);
    }
  }

  private Place place(JsonPath path) {
    @Nullable Place known = evaluated.place(path);
    return known == null ? group.place() : known;
  }

  private JsonPath path(String property) {
    return group.path().member("properties").member(property);
  }

  private List<Named> containers() {
    List<Named> all = new ArrayList<>();
    for (String list : List.of("containers", "initContainers")) {
      if (Members.get(properties, list) instanceof Json.Arr(List<Json> items)) {
        for (int i = 0; i < items.size(); i++) {
          all.add(new Named(items.get(i), path(list).item(i)));
        }
      }
    }
    return all;
  }

  private static String text(Json value) {
    return value instanceof Json.Str(String text) ? text : "";
  }

  private void container(Named container) {
    String image = text(container.get("image"));
    if (!image.startsWith("[")) {
      ImageNames.check(image, container.place("image"), findings);
    }
    if (Members.get(container.container, "properties") instanceof Json.Obj(var members)) {
      for (String name : members.keySet()) {
        if (!KNOWN.contains(name.toLowerCase(Locale.ROOT))) {
          findings.add(
              TemplateLint.KEY_IGNORED,
              container.place(name),
              "'%s' of container '%s' means nothing here".formatted(name, container.name()));
        }
      }
    }
    securityContext(container);
  }

  private void securityContext(Named container) {
    Json context = container.get("securityContext");
    if (PythonText.str(Members.get(context, "privileged")).equalsIgnoreCase("true")) {
      findings.add(
          ContainerLint.ELEVATED,
          place(container.path("securityContext").member("privileged")),
          "container '%s' is privileged".formatted(container.name()));
    }
    Json capabilities = Members.get(context, "capabilities");
    for (String list : List.of("add", "drop")) {
      if (Members.get(capabilities, list) instanceof Json.Arr(List<Json> names)) {
        for (int i = 0; i < names.size(); i++) {
          JsonPath at =
              container.path("securityContext").member("capabilities").member(list).item(i);
          CapabilityNames.check(list, text(names.get(i)), place(at), findings);
        }
      }
    }
  }

  private void tags() {
    Json tags = Members.something(group.json(), "tags");
    if (!(tags instanceof Json.Null)
        && !PythonText.str(Members.get(tags, "Annotate-zero-sidecar")).equalsIgnoreCase("true")) {
      findings.add(
          TemplateLint.TAGS_RESTORE_FRAGMENT,
          place(group.path().member("tags")),
          "the group has tags");
    }
  }

  private void volumes() {
    if (!(Members.get(properties, "volumes") instanceof Json.Arr(List<Json> volumes))) {
      return;
    }
    for (int i = 0; i < volumes.size(); i++) {
      if (volumes.get(i) instanceof Json.Obj(Map<String, Json> members)) {
        List<String> kinds =
            members.keySet().stream().filter(key -> VolumeSource.of(key).isPresent()).toList();
        if (kinds.size() > 1) {
          findings.add(
              TemplateLint.VOLUME_TYPES,
              place(path("volumes").item(i)),
              "the volume is %s at once".formatted(String.join(" and ", kinds)));
        }
      }
    }
  }

  private void passwords() {
    if (Members.get(properties, "imageRegistryCredentials")
        instanceof Json.Arr(List<Json> credentials)) {
      for (int i = 0; i < credentials.size(); i++) {
        String password = text(Members.get(credentials.get(i), "password"));
        if (!password.isEmpty() && !password.startsWith("[")) {
          findings.add(
              TemplateLint.REGISTRY_PASSWORD,
              place(path("imageRegistryCredentials").item(i).member("password")),
              "the password of registry '%s' stands here"
                  .formatted(text(Members.get(credentials.get(i), "server"))));
        }
      }
    }
  }

  private void identity(List<Named> containers) {
    if (Members.something(group.json(), "identity") instanceof Json.Null) {
      return;
    }
    List<String> uncovered =
        containers.stream().filter(container -> lacksIdentity(container)).map(Named::name).toList();
    if (!uncovered.isEmpty()) {
      findings.add(
          TemplateLint.IDENTITY_VARIABLES,
          place(group.path().member("identity")),
          "no rules for %s: %s"
              .formatted(String.join(", ", IDENTITY), String.join(", ", uncovered)));
    }
  }

  private boolean lacksIdentity(Named container) {
    Set<String> names = new HashSet<>();
    if (container.get("environmentVariables") instanceof Json.Arr(List<Json> variables)) {
      variables.forEach(variable -> names.add(text(Members.get(variable, "name"))));
    }
    List<String> missing = IDENTITY.stream().filter(name -> !names.contains(name)).toList();
    return !missing.isEmpty() && !GroupPolicy.allows(properties, container.name(), missing);
  }

  private void policy(List<Named> containers) {
    String base64 = GroupPolicy.base64(properties);
    Place place = place(path("confidentialComputeProperties").member("ccePolicy"));
    if (base64.isEmpty()) {
      findings.add(TemplateLint.POLICY_MISSING, place, "the group has no policy");
      return;
    }
    GroupPolicy policy = new GroupPolicy(place, base64, findings);
    policy.check();
    containers.forEach(
        container -> policy.fits(container.container, container.name(), container.place("image")));
    policy.others(containers.stream().map(Named::name).toList());
  }
}
