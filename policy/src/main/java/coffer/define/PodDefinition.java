package coffer.define;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.cce.CapabilitySets;
import coffer.cce.EnvRule;
import coffer.cce.MountRule;
import coffer.cce.ServiceDefaults;
import coffer.cce.UserRule;
import coffer.cce.VolumeSource;
import coffer.json.Json;
import coffer.python.PythonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a pod says of one container, as a definition without its image.
final class PodDefinition {
  private static final Pattern SERVICE_ENDPOINT =
      Pattern.compile("^===VIRTUALNODE2.CC.THIM.(.+)===$");
  private static final Set<String> READ_ONLY =
      Set.of("configMap", "secret", "downwardAPI", "projected");

  private final Json.Obj container;
  private final Json.Obj document;
  private final Map<String, Map<String, Json>> values;
  private final Json.Obj spec;
  private final Json.Obj podSpec;

  PodDefinition(Json.Obj container, Json.Obj document, Map<String, Map<String, Json>> values) {
    this.container = container;
    this.document = document;
    this.values = values;
    this.spec = object(document, "spec");
    Json.Obj template = object(object(spec, "template"), "spec");
    this.podSpec = template.members().isEmpty() ? spec : template;
  }

  private static Json.Obj object(Json.Obj owner, String name) {
    return owner.get(name).orElse(Json.NULL) instanceof Json.Obj object
        ? object
        : Json.object().build();
  }

  private static Json member(Json.Obj owner, String name) {
    return owner.get(name).orElse(Json.NULL);
  }

  Json.Obj definition() {
    List<Json.Obj> mounts = new ArrayList<>(mounts());
    List<Json> rules = new ArrayList<>();
    ServiceDefaults.VIRTUAL_NODE.envRules().forEach(rule -> rules.add(rule.toJson()));
    container.list("env").forEach(item -> envRule(item, rules));
    Json.ObjectBuilder more = Json.object();
    security(more, mounts);
    if (usesWorkloadIdentity()) {
      rules.addAll(workloadIdentity());
      ServiceDefaults.WORKLOAD_IDENTITY
          .mounts()
          .forEach(mount -> mounts.add(ImageDefinition.sorted(mount)));
    }
    Json.ObjectBuilder out =
        Json.object()
            .put("name", member(container, "name"))
            .put(
                "command",
                Stream.concat(container.list("command").stream(), container.list("args").stream())
                    .toList())
            .put("env_rules", rules)
            .put("mounts", mounts);
    more.build().members().forEach(out::put);
    List<Json> processes = processes();
    return (processes.isEmpty() ? out : out.put("exec_processes", processes)).build();
  }

  private void envRule(Json item, List<Json> rules) {
    if (!(item instanceof Json.Obj variable)) {
      throw new MalformedException("member 'env': a list of objects wanted, found " + item.kind());
    }
    String name = PythonText.str(member(variable, "name"));
    if (variable.get("value").isPresent()) {
      rules.add(literal(name, member(variable, "value")).toJson());
      return;
    }
    Json.Obj source = object(variable, "valueFrom");
    if (source.get("configMapKeyRef").isPresent() || source.get("secretKeyRef").isPresent()) {
      Json.Obj map = object(source, "configMapKeyRef");
      rules.add(
          string(name, referred(map.members().isEmpty() ? object(source, "secretKeyRef") : map)));
    } else if (source.get("fieldRef").isPresent()) {
      rules.add(EnvRule.re2(name + "=.*").toJson());
    } else if (source.get("resourceFieldRef").isPresent()) {
      resource(name, object(source, "resourceFieldRef"), rules);
    }
  }

  private static EnvRule literal(String name, Json value) {
    if (!(value instanceof Json.Str(String text))) {
      throw new MalformedException(
          "variable '%s': text wanted, found %s; put the value in quotes"
              .formatted(name, value.kind()));
    }
    return SERVICE_ENDPOINT.matcher(text).find()
        ? EnvRule.re2(name + "=.*")
        : EnvRule.string(name + "=" + text);
  }

  private static Json string(String name, Json value) {
    return EnvRule.string(name + "=" + PythonText.str(value)).toJson();
  }

  private Json referred(Json.Obj reference) {
    String name = reference.string("name");
    String key = reference.string("key");
    Json value = values.getOrDefault(name, Map.of()).get(key);
    if (value == null) {
      throw new MalformedException(
          "key '%s' of '%s' is not in the file; add the ConfigMap or Secret".formatted(key, name));
    }
    return value;
  }

  private void resource(String name, Json.Obj reference, List<Json> rules) {
    Json own = member(reference, "containerName");
    Json wanted = PythonText.truthy(own) ? own : member(container, "name");
    if (spec.get("containers").isEmpty()) {
      throw new MalformedException(
          "variable '%s': resourceFieldRef is known only in a Pod".formatted(name));
    }
    for (Json item : spec.list("containers")) {
      if (item instanceof Json.Obj other && member(other, "name").equals(wanted)) {
        Json value = object(other, "resources");
        for (String step : reference.string("resource").split("\\.", -1)) {
          value =
              value instanceof Json.Obj inner
                  ? inner.get(step).orElse(Json.object().build())
                  : Json.object().build();
        }
        rules.add(string(name, value));
        return;
      }
    }
  }

  private List<Json.Obj> mounts() {
    List<Json.Obj> mounts = new ArrayList<>();
    for (Json item : container.list("volumeMounts")) {
      if (item instanceof Json.Obj mount) {
        boolean readOnly =
            PythonText.truthy(member(mount, "readOnly")) || isReadOnly(member(mount, "name"));
        mounts.add(
            ImageDefinition.sorted(
                MountRule.bind(
                    mount.string("mountPath"), VolumeSource.EMPTY_DIR.source(), readOnly)));
      }
    }
    return mounts;
  }

  private boolean isReadOnly(Json name) {
    boolean claimed =
        spec.list("volumeClaimTemplates").stream()
            .filter(Json.Obj.class::isInstance)
            .map(Json.Obj.class::cast)
            .filter(claim -> member(object(claim, "metadata"), "name").equals(name))
            .anyMatch(
                claim ->
                    object(claim, "spec").list("accessModes").contains(Json.of("ReadOnlyMany")));
    return claimed
        || podSpec.list("volumes").stream()
            .filter(Json.Obj.class::isInstance)
            .map(Json.Obj.class::cast)
            .filter(volume -> member(volume, "name").equals(name))
            .anyMatch(
                volume ->
                    volume.members().keySet().stream()
                        .filter(kind -> !kind.equals("name"))
                        .findFirst()
                        .filter(READ_ONLY::contains)
                        .isPresent());
  }

  private void security(Json.ObjectBuilder out, List<Json.Obj> mounts) {
    Map<String, Json> members = new LinkedHashMap<>(object(podSpec, "securityContext").members());
    members.putAll(object(container, "securityContext").members());
    Json.Obj context = new Json.Obj(members);
    if (PythonText.truthy(member(context, "privileged"))) {
      out.put("allow_elevated", true);
      ServiceDefaults.PRIVILEGED_MOUNTS.forEach(mount -> mounts.add(ImageDefinition.sorted(mount)));
      out.put("capabilities", privileged());
    }
    Json user = member(context, "runAsUser");
    Json group = member(context, "runAsGroup");
    if (PythonText.truthy(user) || PythonText.truthy(group)) {
      out.put("user", user(user, group));
    }
    Json seccomp = member(context, "seccompProfile");
    if (PythonText.truthy(seccomp)) {
      out.put(
          "seccomp_profile_sha256",
          Digest.sha256Of(PodDefinitions.bytes("seccompProfile", seccomp)).hex());
    }
    if (member(context, "allowPrivilegeEscalation").equals(Json.of(false))) {
      out.put("no_new_privileges", true);
    }
  }

  private static Json.Obj privileged() {
    Json all = Json.strings(CapabilitySets.PRIVILEGED_NAMES);
    return Json.object()
        .put("ambient", List.of())
        .put("bounding", all)
        .put("effective", all)
        .put("inheritable", all)
        .put("permitted", all)
        .build();
  }

  private static Json.Obj user(Json user, Json group) {
    Json.Obj any = UserRule.ANY.toJson();
    return Json.object()
        .put(
            "group_idnames",
            PythonText.truthy(group)
                ? new Json.Arr(List.of(id(group)))
                : new Json.Arr(any.list("group_idnames")))
        .put("umask", UserRule.ANY.umask())
        .put("user_idname", PythonText.truthy(user) ? id(user) : any.object("user_idname"))
        .build();
  }

  private static Json.Obj id(Json number) {
    return Json.object().put("pattern", PythonText.str(number)).put("strategy", "id").build();
  }

  private boolean usesWorkloadIdentity() {
    return member(object(object(document, "metadata"), "labels"), "azure.workload.identity/use")
        .equals(Json.of("true"));
  }

  /// These rules have a name and a value where all others have a pattern.
  private static List<Json> workloadIdentity() {
    return ServiceDefaults.WORKLOAD_IDENTITY.envRules().stream()
        .<Json>map(
            rule ->
                Json.object()
                    .put("name", rule.name())
                    .put("value", rule.pattern().substring(rule.name().length() + 1))
                    .put("strategy", rule.strategy())
                    .put("required", rule.required())
                    .build())
        .toList();
  }

  private List<Json> processes() {
    Json.Obj lifecycle = object(container, "lifecycle");
    return Stream.of(
            member(container, "livenessProbe"),
            member(container, "readinessProbe"),
            member(container, "startupProbe"),
            member(lifecycle, "postStart"),
            member(lifecycle, "preStop"))
        .filter(Json.Obj.class::isInstance)
        .map(Json.Obj.class::cast)
        .filter(process -> member(process, "exec") instanceof Json.Obj)
        .<Json>map(
            process ->
                Json.object()
                    .put("command", object(process, "exec").list("command"))
                    .put("signals", List.of())
                    .build())
        .toList();
  }
}
