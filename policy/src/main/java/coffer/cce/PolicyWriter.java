package coffer.cce;

import coffer.json.Json;
import coffer.python.PythonJson;
import coffer.python.PythonJson.Form;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes policies and fragments as Rego text, with the line breaks of the reference generator.
final class PolicyWriter {
  private static final List<String> LINUX_RULES =
      List.of(
          "mount_device",
          "unmount_device",
          "mount_overlay",
          "unmount_overlay",
          "create_container",
          "exec_in_container",
          "exec_external",
          "shutdown_container",
          "signal_container_process",
          "plan9_mount",
          "plan9_unmount",
          "get_properties",
          "dump_stacks",
          "runtime_logging",
          "load_fragment",
          "scratch_mount",
          "scratch_unmount",
          "rw_mount_device");
  private static final List<String> WINDOWS_RULES =
      List.of(
          "create_container",
          "exec_in_container",
          "exec_external",
          "shutdown_container",
          "signal_container_process",
          "get_properties",
          "dump_stacks",
          "runtime_logging",
          "load_fragment",
          "scratch_mount",
          "mount_cims");
  private static final int WINDOWS_FLAGS = 4;

  private PolicyWriter() {}

  static PolicyText compact(Policy policy) {
    return new PolicyText(text(policy, Form.COMPACT_SORTED));
  }

  static PolicyText pretty(Policy policy) {
    return new PolicyText(text(policy, Form.INDENTED_SORTED));
  }

  static PolicyText with(Policy policy, List<Json.Obj> containers, boolean indented) {
    return new PolicyText(
        text(policy, containers, indented ? Form.INDENTED_SORTED : Form.COMPACT_SORTED));
  }

  /// A fragment has no switches and no rules, and ends with a line feed.
  static PolicyText fragment(Fragment fragment, boolean indented) {
    Form form = indented ? Form.INDENTED_SORTED : Form.COMPACT_SORTED;
    return new PolicyText(
        String.join(
            "\n\n",
            "package " + fragment.namespace(),
            assignment("svn", indented(Json.of(fragment.svn())))
                + "\n"
                + frameworkVersion(PolicyForm.LINUX.frameworkVersion()),
            fragments(fragment.fragments()),
            assignment(
                    "containers",
                    PythonJson.dumps(new Json.Arr(List.copyOf(fragment.containers())), form))
                + "\n"));
  }

  private static String text(Policy policy, Form form) {
    return text(
        policy,
        policy.containers().stream()
            .map(
                container ->
                    policy.form() == PolicyForm.WINDOWS
                        ? container.toWindowsJson()
                        : container.toJson())
            .toList(),
        form);
  }

  private static String text(Policy policy, List<Json.Obj> written, Form form) {
    String containers =
        assignment("containers", PythonJson.dumps(new Json.Arr(List.copyOf(written)), form));
    return switch (policy.form()) {
      case SIDECAR ->
          String.join("\n\n", "package microsoftcontainerinstance", versions(policy), containers);
      case LINUX, WINDOWS ->
          String.join(
              "\n\n",
              "package policy",
              "import future.keywords.every\nimport future.keywords.in",
              versions(policy),
              fragments(policy.fragments()),
              containers,
              flags(policy),
              rules(policy.form() == PolicyForm.WINDOWS ? WINDOWS_RULES : LINUX_RULES),
              "reason := {\"errors\": data.framework.errors}");
    };
  }

  private static String versions(Policy policy) {
    return assignment("api_version", indented(Json.of(policy.apiVersion())))
        + "\n"
        + frameworkVersion(policy.frameworkVersion());
  }

  private static String frameworkVersion(String version) {
    return assignment("framework_version", indented(Json.of(version)));
  }

  private static String fragments(List<FragmentImport> fragments) {
    List<Json.Obj> imports = fragments.stream().map(FragmentImport::toJson).toList();
    return assignment("fragments", indented(new Json.Arr(List.copyOf(imports))));
  }

  private static String flags(Policy policy) {
    Map<String, Json> flags = policy.flags().byName();
    return flags.entrySet().stream()
        .limit(policy.form() == PolicyForm.WINDOWS ? WINDOWS_FLAGS : flags.size())
        .map(flag -> assignment(flag.getKey(), indented(flag.getValue())))
        .collect(Collectors.joining("\n"));
  }

  private static String rules(List<String> names) {
    return names.stream()
        .map(name -> assignment(name, "data.framework." + name))
        .collect(Collectors.joining("\n"));
  }

  private static String indented(Json value) {
    return PythonJson.dumps(value, Form.INDENTED_SORTED);
  }

  private static String assignment(String name, String value) {
    return name + " := " + value;
  }
}
