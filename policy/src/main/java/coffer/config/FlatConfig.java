package coffer.config;

import coffer.json.Json;
import coffer.python.PythonText;
import coffer.template.Members;
import java.util.ArrayList;
import java.util.List;

/// The older, flat form of the configuration, rewritten as the newer one.
final class FlatConfig {
  private FlatConfig() {}

  /// Whether the first container names its image as the older form does.
  static boolean isFlat(Json document) {
    List<Json> containers = Members.list(document, "containers");
    return !containers.isEmpty()
        && !(Members.get(containers.getFirst(), "containerImage") instanceof Json.Null);
  }

  static Json converted(Json document) {
    Json version = Members.get(document, "version");
    return Json.object()
        .put("version", version instanceof Json.Null ? Json.of("1.0") : version)
        .put(
            "containers",
            Members.list(document, "containers").stream().map(FlatConfig::container).toList())
        .build();
  }

  private static Json container(Json old) {
    Json.ObjectBuilder properties =
        Json.object()
            .put("image", Members.get(old, "containerImage"))
            .put("execProcesses", processes(old))
            .put(
                "volumeMounts",
                Members.list(old, "mounts").stream().map(FlatConfig::mount).toList())
            .put(
                "environmentVariables",
                Members.list(old, "environmentVariables").stream()
                    .map(FlatConfig::variable)
                    .toList())
            .put("command", Members.get(old, "command"))
            .put("securityContext", securityContext(old));
    Json workingDir = Members.get(old, "workingDir");
    if (!(workingDir instanceof Json.Null)) {
      properties.put("workingDir", workingDir);
    }
    return Json.object()
        .put("name", Members.get(old, "name"))
        .put("properties", properties.build())
        .build();
  }

  private static List<Json> processes(Json old) {
    List<Json> commands = new ArrayList<>();
    commands.add(Members.get(old, "execProcesses"));
    for (String probe : List.of("livenessProbe", "readinessProbe")) {
      commands.add(Members.get(Members.get(Members.get(old, probe), "exec"), "command"));
    }
    return commands.stream()
        .filter(PythonText::truthy)
        .<Json>map(command -> Json.object().put("command", command).build())
        .toList();
  }

  private static Json mount(Json old) {
    Json readOnly = Members.get(old, "readonly");
    return Json.object()
        .put("mountPath", Members.get(old, "mountPath"))
        .put("mountType", Members.get(old, "mountType"))
        .put("readOnly", readOnly instanceof Json.Null ? Json.of(true) : readOnly)
        .build();
  }

  private static Json variable(Json old) {
    Json.ObjectBuilder variable =
        Json.object().put("name", Members.get(old, "name")).put("value", Members.get(old, "value"));
    return Members.get(old, "strategy").equals(Json.of("re2"))
        ? variable.put("regex", true).build()
        : variable.build();
  }

  private static Json securityContext(Json old) {
    Json context = Members.get(old, "securityContext");
    Json elevated = Members.get(old, "allow_elevated");
    if (elevated instanceof Json.Null) {
      return context;
    }
    Json.ObjectBuilder changed = Json.object();
    if (context instanceof Json.Obj object) {
      object.members().forEach(changed::put);
    }
    return changed.put("privileged", elevated).build();
  }
}
