package coffer.lint;

import coffer.json.Json;
import coffer.python.PythonText;
import coffer.source.JsonPath;
import coffer.source.SourceFile;
import coffer.template.Members;
import java.util.List;
import java.util.Map;

/// What there is to say about a generator configuration (`--input`).
final class ConfigChecks {
  private final SourceFile file;
  private final Findings findings;

  ConfigChecks(SourceFile file, Findings findings) {
    this.file = file;
    this.findings = findings;
  }

  static boolean isConfig(Json document) {
    return Members.get(document, "containers") instanceof Json.Arr
        && Members.get(document, "resources") instanceof Json.Null;
  }

  void check() {
    if (!Members.list(file.value(), "fragments").isEmpty()) {
      findings.add(
          RunLint.FRAGMENT_SVN_ORDER,
          file.place(JsonPath.ROOT.member("fragments")),
          "the first fragment is one of the configuration");
    }
    List<Json> containers = Members.list(file.value(), "containers");
    for (int i = 0; i < containers.size(); i++) {
      container(containers.get(i), exact(JsonPath.ROOT, file.value(), "containers").item(i));
    }
  }

  private static JsonPath exact(JsonPath path, Json owner, String name) {
    return path.member(
        owner instanceof Json.Obj(Map<String, Json> members)
            ? members.keySet().stream().filter(name::equalsIgnoreCase).findFirst().orElse(name)
            : name);
  }

  private void container(Json container, JsonPath path) {
    Json properties = Members.get(container, "properties");
    JsonPath at = exact(path, container, "properties");
    if (properties instanceof Json.Null) {
      properties = container;
      at = path;
    }
    for (String name : List.of("image", "containerImage")) {
      if (Members.get(properties, name) instanceof Json.Str(String image)) {
        ImageNames.check(image, file.place(exact(at, properties, name)), findings);
      }
    }
    List<Json> variables = Members.list(properties, "environmentVariables");
    for (int i = 0; i < variables.size(); i++) {
      variable(variables.get(i), exact(at, properties, "environmentVariables").item(i));
    }
  }

  private void variable(Json variable, JsonPath path) {
    String name = PythonText.str(Members.get(variable, "name"));
    boolean regex = PythonText.truthy(Members.get(variable, "regex"));
    boolean secure = !(Members.get(variable, "secureValue") instanceof Json.Null);
    String value = PythonText.str(Members.get(variable, secure ? "secureValue" : "value"));
    if (regex) {
      PatternChecks.check(name + "=" + value, name, file.place(path), findings);
    } else if (!value.isEmpty() && (secure || SecretNames.matches(name))) {
      findings.add(
          ContainerLint.SECRET_IN_POLICY,
          file.place(path),
          "the value of %s becomes a rule of the policy".formatted(name));
    }
  }
}
