package coffer.lint;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.cce.EnvRule;
import coffer.cce.Policy;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyText;
import coffer.cce.Sidecars;
import coffer.enforcement.Patterns;
import coffer.json.Json;
import coffer.python.PythonText;
import coffer.source.Place;
import coffer.template.Members;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The policy that stands in a template, held against the template's containers.
final class GroupPolicy {
  private final Place place;
  private final String base64;
  private final Findings findings;
  private @Nullable Policy policy;

  GroupPolicy(Place place, String base64, Findings findings) {
    this.place = place;
    this.base64 = base64;
    this.findings = findings;
  }

  /// The policy of a group in base64; empty when it has none or an expression.
  static String base64(Json properties) {
    Json policy =
        Members.get(Members.get(properties, "confidentialComputeProperties"), "ccePolicy");
    return policy instanceof Json.Str(String text) && !text.startsWith("[") ? text : "";
  }

  /// Whether the group's policy has rules for all of these variables in this container.
  static boolean allows(Json properties, String container, List<String> variables) {
    try {
      Policy policy = new PolicyText(decoded(base64(properties))).model();
      return policy.containers().stream()
          .filter(one -> container.equals(one.name()))
          .anyMatch(one -> variables.stream().allMatch(name -> covers(one, name + "=x")));
    } catch (MalformedException e) {
      return false;
    }
  }

  private static String decoded(String base64) {
    return new String(Base64Text.decode(base64), StandardCharsets.UTF_8);
  }

  void check() {
    try {
      policy =
          new PolicyChecks(PolicySource.packed(place, decoded(base64)), findings)
              .check()
              .orElse(null);
    } catch (MalformedException e) {
      findings.add(PolicyLint.POLICY_UNREADABLE, place, e.getMessage());
    }
  }

  /// Whether the policy has this container of the template as it is there.
  void fits(Json container, String name, Place at) {
    Policy known = policy;
    if (known == null || known.containers().isEmpty()) {
      return;
    }
    Json properties = Members.get(container, "properties");
    String image = PythonText.str(Members.get(properties, "image"));
    Optional<PolicyContainer> found =
        known.containers().stream()
            .filter(
                one -> name.equals(one.name()) || (one.name() == null && image.equals(one.id())))
            .findFirst();
    if (found.isEmpty()) {
      findings.add(
          TemplateLint.POLICY_STALE, at, "the policy has no container '%s'".formatted(name));
      return;
    }
    PolicyContainer rules = found.get();
    if (rules.id() != null && !rules.id().equals(image) && !image.startsWith("[")) {
      findings.add(
          TemplateLint.POLICY_STALE,
          at,
          "'%s': the policy was made for the image '%s'".formatted(name, rules.id()));
    }
    if (Members.something(properties, "command") instanceof Json.Arr(List<Json> command)
        && !command.equals(rules.command())
        && command.stream().noneMatch(GroupPolicy::isOpen)) {
      findings.add(
          TemplateLint.POLICY_STALE, at, "'%s': the policy has another command".formatted(name));
    }
    variables(properties, rules, name, at);
  }

  private static boolean isOpen(Json word) {
    return word instanceof Json.Str(String text) && text.startsWith("[");
  }

  private void variables(Json properties, PolicyContainer rules, String name, Place at) {
    for (Json variable : Members.list(properties, "environmentVariables")) {
      Json value = Members.get(variable, "value");
      Json given = value instanceof Json.Null ? Members.get(variable, "secureValue") : value;
      String variableName = PythonText.str(Members.get(variable, "name"));
      boolean covered =
          isOpen(given)
              ? rules.envRules().stream().anyMatch(rule -> rule.name().equals(variableName))
              : covers(rules, variableName + "=" + PythonText.str(given));
      if (!covered) {
        findings.add(
            TemplateLint.VARIABLE_UNCOVERED,
            at,
            "'%s': no rule for %s as the template has it".formatted(name, variableName));
      }
    }
  }

  private static boolean covers(PolicyContainer rules, String variable) {
    for (EnvRule rule : rules.envRules()) {
      if (rule.strategy().equals("re2")
          ? Patterns.matches(rule.pattern(), variable)
          : rule.pattern().equals(variable)) {
        return true;
      }
    }
    return false;
  }

  /// Containers that the policy allows and the template does not have.
  void others(List<String> names) {
    if (policy == null) {
      return;
    }
    for (PolicyContainer container : policy.containers()) {
      String name = container.name();
      String id = container.id();
      if (name != null
          && !names.contains(name)
          && !name.equals("pause-container")
          && !(id != null && Sidecars.isSidecar(id))) {
        findings.add(
            TemplateLint.POLICY_STALE,
            place,
            "the policy allows a container '%s' that the template does not have".formatted(name));
      }
    }
  }
}
