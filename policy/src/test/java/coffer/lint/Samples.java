package coffer.lint;

import coffer.cce.CapabilitySets;
import coffer.cce.EnvRule;
import coffer.cce.ExecProcess;
import coffer.cce.FragmentImport;
import coffer.cce.IdRule;
import coffer.cce.Policy;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyFlags;
import coffer.cce.UserRule;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Documents with nothing, or one thing, wrong.
final class Samples {
  static final String IMAGE = "registry.example.org/app@sha256:" + "1".repeat(64);

  private Samples() {}

  /// Parts of a policy; what is not set is as it should be.
  static final class PolicySample {
    List<EnvRule> rules = List.of(new EnvRule("A=1", "string", true));
    List<ExecProcess> processes = List.of();
    List<Json> signals = List.of(Json.of(15));
    @Nullable List<Json> command = List.of(Json.of("/app"));
    boolean elevated;
    boolean stdio;
    UserRule user = UserRule.ANY;
    String svn = "4";
    PolicyFlags flags = new PolicyFlags(true, false, false, false, false, false);

    String text() {
      PolicyContainer container = container(List.of("2".repeat(64)), this);
      Policy policy =
          Policy.ofGroup(
              List.of(container),
              List.of(FragmentImport.INFRASTRUCTURE.withMinimumSvn(svn)),
              flags);
      return policy
          .text()
          .text()
          .replace(
              "rw_mount_device := data.framework.rw_mount_device",
              "rw_mount_device := data.framework.rw_mount_device\n"
                  + "rw_unmount_device := data.framework.rw_unmount_device");
    }
  }

  private static PolicyContainer container(List<String> layers, PolicySample parts) {
    return new PolicyContainer(
        IMAGE,
        "app",
        layers,
        parts.command,
        parts.rules,
        "/",
        List.of(),
        parts.user,
        CapabilitySets.UNPRIVILEGED,
        parts.elevated,
        parts.stdio,
        false,
        "",
        parts.signals,
        parts.processes,
        List.of());
  }

  /// The container of [#policy] with other layers.
  static PolicyContainer container(List<String> layers) {
    return container(layers, policy());
  }

  static PolicySample policy() {
    return new PolicySample();
  }

  static UserRule userPattern(String pattern) {
    return new UserRule(new IdRule(pattern, "re2"), List.of(IdRule.ANY), "0022");
  }

  static String policyWith(Consumer<Samples.PolicySample> change) {
    Samples.PolicySample sample = policy();
    change.accept(sample);
    return sample.text();
  }

  static String rule(String strategy, String pattern) {
    return policyWith(p -> p.rules = List.of(new EnvRule(pattern, strategy, true)));
  }

  static String env(String value) {
    return "\"environmentVariables\": [{\"name\": \"A\", " + value + "}],";
  }

  static final String PARAMETERS =
      "\"parameters\": {\"open\": {\"type\": \"string\", \"allowedValues\": [\"a\", \"b\"]},"
          + " \"p\": {\"type\": \"string\", \"defaultValue\": \"1\"},"
          + " \"loc\": {\"type\": \"string\", \"defaultValue\": \"[resourceGroup().name]\"}},"
          + " \"variables\": {\"v\": \"[parameters('p')]\", \"list\": [\"/app\"]},";

  static String expression(String text) {
    return template(env("\"value\": \"" + text + "\""), "", PARAMETERS);
  }

  /// An ARM template with one group; `container` are members of the container's properties.
  static String template(String container, String group, String sections) {
    return """
    {%s
      "resources": [{
        "type": "Microsoft.ContainerInstance/containerGroups", "name": "g",
        %s
        "properties": {
          "confidentialComputeProperties": {"ccePolicy": "%s"},
          "containers": [{"name": "app", "properties": {%s
            "image": "%s"}}]}}]}
    """
        .formatted(sections, group, base64(policy().text()), container, IMAGE);
  }

  static String template(String container) {
    return template(container, "", "");
  }

  static String base64(String policy) {
    return new coffer.cce.PolicyText(policy).base64();
  }

  /// A pod with one container; `container` are further members of it.
  static String pod(String container) {
    return """
    apiVersion: v1
    kind: Pod
    metadata:
      name: p
    spec:
      containers:
        - name: app
          image: %s
    %s
    """
        .formatted(IMAGE, container.indent(6));
  }

  static List<Lint> lints(String text) {
    List<Lint> lints = new ArrayList<>();
    Linter.plain().lint("f", text).forEach(finding -> lints.add(finding.lint()));
    return lints;
  }
}
