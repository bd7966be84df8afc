package coffer.lint;

import coffer.bytes.MalformedException;
import coffer.cce.FragmentImport;
import coffer.cce.Policy;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyText;
import coffer.source.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What there is to say about a policy text.
final class PolicyChecks {
  private static final int INFRASTRUCTURE_SVN = 4;
  private static final Pattern ALLOWED =
      Pattern.compile(
          "^(?:default[ \\t]+)?(mount_device|mount_overlay|create_container|exec_in_container"
              + "|exec_external|load_fragment|plan9_mount|rw_mount_device|mount_cims)[ \\t]*:?="
              + "[ \\t]*\\{[^{}]*\"allowed\"[ \\t\\n]*:[ \\t\\n]*true",
          Pattern.MULTILINE);

  private final PolicySource source;
  private final Findings findings;

  PolicyChecks(PolicySource source, Findings findings) {
    this.source = source;
    this.findings = findings;
  }

  /// The policy that the text states; empty when it cannot be read, which is a finding too.
  Optional<Policy> check() {
    allowAll();
    endOfText();
    try {
      Policy policy = new PolicyText(source.text()).model();
      whole(policy);
      for (int i = 0; i < policy.containers().size(); i++) {
        new ContainerChecks(source, policy.containers().get(i), i, findings).check();
      }
      return Optional.of(policy);
    } catch (MalformedException e) {
      findings.add(PolicyLint.POLICY_UNREADABLE, source.rule("containers"), e.getMessage());
      return Optional.empty();
    }
  }

  private void allowAll() {
    List<String> rules = new ArrayList<>();
    Matcher matcher = ALLOWED.matcher(source.text());
    while (matcher.find()) {
      rules.add(matcher.group(1));
    }
    boolean legacy = Pattern.compile("\"allow_all\"\\s*:\\s*true").matcher(source.text()).find();
    if (source.text().isBlank() || legacy) {
      findings.add(PolicyLint.ALLOW_ALL, source.rule("package"), "the policy allows everything");
    } else if (!rules.isEmpty()) {
      findings.add(
          PolicyLint.ALLOW_ALL,
          source.rule(rules.getFirst()),
          "always allowed: " + String.join(", ", rules));
    }
  }

  private boolean isWhole() {
    return source.text().startsWith("package policy");
  }

  private void endOfText() {
    String text = source.text();
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '\n') {
      end--;
    }
    boolean newest = text.contains("framework_version := \"0.5.0\"") && end == text.length() - 1;
    if (isWhole() && end < text.length() && !newest) {
      findings.add(
          PolicyLint.POLICY_NEWLINES,
          source.rule("reason"),
          "the text ends with %d line feeds".formatted(text.length() - end));
    }
    if (Pattern.compile("^containers := \\[\\n", Pattern.MULTILINE).matcher(text).find()) {
      findings.add(
          PolicyLint.POLICY_INDENTED, source.rule("containers"), "the containers are indented");
    }
  }

  private void whole(Policy policy) {
    if (!isWhole()) {
      return;
    }
    if (policy.apiVersion().isEmpty() || policy.frameworkVersion().isEmpty()) {
      findings.add(
          PolicyLint.VERSION_MISSING,
          source.rule("package"),
          (policy.apiVersion().isEmpty() ? "api_version" : "framework_version")
              + " is not defined");
    }
    flags(policy);
    svn(policy);
    stdio(policy);
    required(policy);
    if (policy.apiVersion().matches("0\\.1[1-9]\\.[0-9]+")
        && !defines("rw_unmount_device")
        && policy.form() == coffer.cce.PolicyForm.LINUX) {
      findings.add(
          PolicyLint.RW_UNMOUNT_MISSING,
          source.rule("rw_mount_device"),
          "there is no rule rw_unmount_device");
    }
    if (Pattern.compile("^external_processes[ \\t]*:=[ \\t]*\\[\\s*[^\\]\\s]", Pattern.MULTILINE)
        .matcher(source.text())
        .find()) {
      findings.add(
          PolicyLint.EXTERNAL_PROCESS,
          source.rule("external_processes"),
          "the policy lists external processes");
    }
  }

  private boolean defines(String rule) {
    return Pattern.compile("^(default[ \\t]+)?" + rule + "\\b", Pattern.MULTILINE)
        .matcher(source.text())
        .find();
  }

  private void flags(Policy policy) {
    if (policy.flags().dumpStacks()) {
      debug("allow_dump_stacks", "the host may dump the guest's stacks");
    }
    if (policy.flags().runtimeLogging()) {
      debug("allow_runtime_logging", "the host sees the guest's logs");
    }
    if (policy.flags().unencryptedScratch()) {
      findings.add(
          PolicyLint.UNENCRYPTED_SCRATCH,
          source.rule("allow_unencrypted_scratch"),
          "writable disks may be unencrypted");
    }
    if (policy.flags().environmentVariableDropping()) {
      findings.add(
          PolicyLint.VARIABLE_DROPPING,
          source.rule("allow_environment_variable_dropping"),
          "variables without a rule are dropped in silence");
    }
  }

  private void debug(String flag, String message) {
    findings.add(PolicyLint.DEBUG_POLICY, source.rule(flag), message);
  }

  private void svn(Policy policy) {
    for (FragmentImport fragment : policy.fragments()) {
      if (fragment.feed().equals(FragmentImport.INFRASTRUCTURE.feed())
          && fragment.minimumSvn().matches("[0-9]{1,9}")
          && Integer.parseInt(fragment.minimumSvn()) < INFRASTRUCTURE_SVN) {
        findings.add(
            PolicyLint.FRAGMENT_SVN,
            source.rule("fragments"),
            "the service's fragment is accepted from version %s on"
                .formatted(fragment.minimumSvn()));
      }
    }
  }

  private void stdio(Policy policy) {
    List<String> open =
        own(policy).stream()
            .filter(PolicyContainer::allowStdioAccess)
            .map(PolicyChecks::label)
            .toList();
    if (!open.isEmpty()) {
      findings.add(
          PolicyLint.STDIO_OPEN,
          source.rule("containers"),
          "open to the host: standard input and output of " + String.join(", ", open));
    }
  }

  private void required(Policy policy) {
    for (int i = 0; i < policy.containers().size(); i++) {
      PolicyContainer container = policy.containers().get(i);
      boolean hasOwn = container.envRules().stream().anyMatch(rule -> !ServiceRules.has(rule));
      boolean anyRequired = container.envRules().stream().anyMatch(rule -> rule.required());
      if (hasOwn && !anyRequired) {
        findings.add(
            ContainerLint.VARIABLE_NOT_REQUIRED,
            source.container(JsonPath.ROOT.item(i).member("env_rules")),
            "the host may leave out every variable of " + label(container));
      }
    }
  }

  private static List<PolicyContainer> own(Policy policy) {
    return policy.containers().stream()
        .filter(container -> !"pause-container".equals(container.name()))
        .toList();
  }

  static String label(PolicyContainer container) {
    String name = container.name();
    String id = container.id();
    return name != null ? name : id != null ? id : "a container without a name";
  }
}
