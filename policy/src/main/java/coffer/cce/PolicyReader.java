package coffer.cce;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.python.PythonText;
import java.util.ArrayList;
import java.util.List;

/// Reads a policy text whose containers, fragments and switches are written out as values, as
/// generators do. Rules written by hand are passed over.
final class PolicyReader {
  private final RegoAssignments assignments;

  private PolicyReader(RegoAssignments assignments) {
    this.assignments = assignments;
  }

  static Policy read(String text) {
    return new PolicyReader(RegoAssignments.of(text)).policy(form(text));
  }

  private static PolicyForm form(String text) {
    if (text.startsWith("package microsoftcontainerinstance\n")) {
      return PolicyForm.SIDECAR;
    }
    return text.contains("\nmount_cims := ") ? PolicyForm.WINDOWS : PolicyForm.LINUX;
  }

  private Policy policy(PolicyForm form) {
    return new Policy(
        form,
        version("api_version", ""),
        version("framework_version", ""),
        objects("fragments").stream().map(PolicyReader::fragment).toList(),
        containers(),
        new PolicyFlags(
            flag("allow_properties_access"),
            flag("allow_dump_stacks"),
            flag("allow_runtime_logging"),
            flag("allow_environment_variable_dropping"),
            flag("allow_unencrypted_scratch"),
            flag("allow_capability_dropping")));
  }

  private String version(String name, String missing) {
    return assignments.value(name).map(PythonText::str).orElse(missing);
  }

  private boolean flag(String name) {
    return assignments.value(name).map(Json.of(true)::equals).orElse(false);
  }

  private List<PolicyContainer> containers() {
    List<PolicyContainer> containers = new ArrayList<>();
    for (Json.Obj object : objects("containers")) {
      try {
        containers.add(ContainerReader.read(object));
      } catch (MalformedException e) {
        throw e.within("containers[" + containers.size() + "]");
      }
    }
    return containers;
  }

  private List<Json.Obj> objects(String name) {
    return switch (assignments.value(name).orElse(Json.NULL)) {
      case Json.Null() -> List.of();
      case Json.Arr(List<Json> items) -> items.stream().map(item -> object(name, item)).toList();
      case Json other ->
          throw new MalformedException(
              "value of '" + name + "': a list wanted, found " + other.kind());
    };
  }

  private static Json.Obj object(String name, Json item) {
    return switch (item) {
      case Json.Obj object -> object;
      case Json other ->
          throw new MalformedException(
              "value of '" + name + "': a list of objects wanted, found " + other.kind());
    };
  }

  private static FragmentImport fragment(Json.Obj object) {
    return new FragmentImport(
        object.optionalString("feed").orElse(""),
        object.optionalString("issuer").orElse(""),
        object.get("minimum_svn").map(PythonText::str).orElse(""),
        object.strings("includes"));
  }
}
