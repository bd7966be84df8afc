package coffer.lint;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What there is to say about Kubernetes resources for virtual nodes.
final class PodChecks {
  static final Set<String> KINDS =
      Set.of("Pod", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicaSet");
  static final String LABEL = "azure.workload.identity/use";
  private static final String ANNOTATION = "microsoft.containerinstance.virtualnode.ccepolicy";
  private static final int MAX_DESCENT = 4;

  private final List<YamlPart> documents;
  private final Findings findings;

  PodChecks(List<YamlPart> documents, Findings findings) {
    this.documents = documents;
    this.findings = findings;
  }

  void check() {
    for (YamlPart document : documents) {
      String kind = document.get("kind").text();
      if (kind.equals("List")) {
        findings.add(
            PodLint.LIST_NOT_UNPACKED, document.get("kind").place(), "the list is passed over");
      } else if (KINDS.contains(kind)) {
        workload(document);
      }
    }
  }

  /// The pod's metadata and specification are those of the innermost template.
  private void workload(YamlPart document) {
    YamlPart outer = document;
    for (int i = 0; i < MAX_DESCENT && !outer.get("spec").get("containers").exists(); i++) {
      YamlPart spec = outer.get("spec");
      outer = spec.get("jobTemplate").exists() ? spec.get("jobTemplate") : spec.get("template");
    }
    YamlPart label = outer.get("metadata").get("labels").get(LABEL);
    if (label.isNotText()) {
      findings.add(PodLint.WORKLOAD_LABEL, label.place(), "the label is " + label.text());
    }
    YamlPart spec = outer.get("spec");
    Stream.of("containers", "initContainers")
        .flatMap(list -> spec.get(list).items().stream())
        .forEach(container -> container(container, spec));
    for (YamlPart holder : List.of(document, outer)) {
      YamlPart policy = holder.get("metadata").get("annotations").get(ANNOTATION);
      if (policy.exists()) {
        policy(policy);
        return;
      }
    }
  }

  private void policy(YamlPart policy) {
    try {
      String text = new String(Base64Text.decode(policy.text()), StandardCharsets.UTF_8);
      new PolicyChecks(PolicySource.packed(policy.place(), text), findings).check();
    } catch (MalformedException e) {
      findings.add(PolicyLint.POLICY_UNREADABLE, policy.place(), e.getMessage());
    }
  }

  private void container(YamlPart container, YamlPart spec) {
    String name = container.get("name").text();
    ImageNames.check(container.get("image").text(), container.get("image").place(), findings);
    if (!container.get("envFrom").items().isEmpty()) {
      findings.add(
          PodLint.ENV_FROM_IGNORED,
          container.get("envFrom").place(),
          "container '%s' takes variables with envFrom".formatted(name));
    }
    for (YamlPart variable : container.get("env").items()) {
      variable(variable, container, name);
    }
    for (YamlPart mount : container.get("volumeMounts").items()) {
      if (mount.get("subPath").exists()) {
        findings.add(
            PodLint.SUB_PATH_IGNORED,
            mount.get("subPath").place(),
            "container '%s' mounts a part of a volume".formatted(name));
      }
    }
    context(container, spec, name);
  }

  private void context(YamlPart container, YamlPart spec, String name) {
    YamlPart own = container.get("securityContext");
    YamlPart pods = spec.get("securityContext").get("privileged");
    if (own.get("privileged").text().equals("true")) {
      findings.add(
          ContainerLint.ELEVATED,
          own.get("privileged").place(),
          "container '%s' is privileged".formatted(name));
    } else if (pods.text().equals("true") && !own.get("privileged").exists()) {
      findings.add(
          PodLint.POD_PRIVILEGED,
          pods.place(),
          "container '%s' does not say so itself".formatted(name));
    }
    for (YamlPart at : List.of(own, spec.get("securityContext"))) {
      for (String list : List.of("add", "drop")) {
        for (YamlPart capability : at.get("capabilities").get(list).items()) {
          CapabilityNames.check(list, capability.text(), capability.place(), findings);
        }
      }
      YamlPart profile = at.get("seccompProfile");
      if (profile.exists() && !profile.text().isEmpty()) {
        findings.add(PodLint.SECCOMP_DIFFERS, profile.place(), "the profile is given as text");
      }
    }
  }

  private void variable(YamlPart variable, YamlPart container, String containerName) {
    String name = variable.get("name").text();
    YamlPart value = variable.get("value");
    if (value.isNotText()) {
      findings.add(
          PodLint.VALUE_NOT_TEXT, value.place(), "%s is no text in YAML 1.1".formatted(name));
    } else if (SecretNames.matches(name) && !value.text().isEmpty()) {
      secret(name, value);
    }
    YamlPart from = variable.get("valueFrom");
    YamlPart secret = from.get("secretKeyRef");
    if (secret.exists() && hasSecret(secret.get("name").text())) {
      secret(name, secret);
    }
    YamlPart field = from.get("resourceFieldRef");
    if (field.exists()) {
      resourceField(name, field, container, containerName);
    }
  }

  private void secret(String name, YamlPart part) {
    findings.add(
        ContainerLint.SECRET_IN_POLICY,
        part.place(),
        "the value of %s becomes a rule of the policy".formatted(name));
  }

  private boolean hasSecret(String name) {
    return documents.stream()
        .anyMatch(
            document ->
                document.get("kind").text().equals("Secret")
                    && document.get("metadata").get("name").text().equals(name));
  }

  private void resourceField(
      String name, YamlPart field, YamlPart container, String containerName) {
    if (!field.get("containerName").text().equals(containerName)) {
      findings.add(
          PodLint.RESOURCE_FIELD,
          field.place(),
          "%s: containerName must be '%s'".formatted(name, containerName));
      return;
    }
    YamlPart at = container.get("resources");
    for (String step : field.get("resource").text().split("\\.", -1)) {
      at = at.get(step);
    }
    if (!at.exists()) {
      findings.add(
          PodLint.RESOURCE_FIELD,
          field.place(),
          "%s: the container does not set %s".formatted(name, field.get("resource").text()));
    }
  }
}
