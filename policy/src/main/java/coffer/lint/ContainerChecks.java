package coffer.lint;

import coffer.cce.EnvRule;
import coffer.cce.IdRule;
import coffer.cce.PolicyContainer;
import coffer.json.Json;
import coffer.source.JsonPath;
import coffer.source.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What there is to say about one container of a policy.
final class ContainerChecks {
  private static final Set<List<Json>> SHELLS =
      Set.of(
          List.of(Json.of("/bin/sh")),
          List.of(Json.of("/bin/bash")),
          List.of(Json.of("sh")),
          List.of(Json.of("bash")),
          List.of(Json.of("cmd.exe")));
  private static final Pattern ANY = Pattern.compile("\\^?[^=]*=\\(?\\.[*+]\\)?\\$?");

  private final PolicySource source;
  private final PolicyContainer container;
  private final JsonPath path;
  private final String label;
  private final Findings findings;

  ContainerChecks(PolicySource source, PolicyContainer container, int index, Findings findings) {
    this.source = source;
    this.container = container;
    this.path = JsonPath.ROOT.item(index);
    this.label = PolicyChecks.label(container);
    this.findings = findings;
  }

  void check() {
    variables();
    processes();
    if (container.command() == null) {
      add(ContainerLint.COMMAND_MISSING, path.member("command"), "no command");
    }
    if (container.allowElevated()) {
      add(ContainerLint.ELEVATED, path.member("allow_elevated"), "may be privileged");
    }
    for (int i = 0; i < container.signals().size(); i++) {
      if (container.signals().get(i) instanceof Json.Str(String text)) {
        add(
            ContainerLint.SIGNAL_TEXT,
            path.member("signals").item(i),
            "the signal '%s' is no number".formatted(text));
      }
    }
    user();
  }

  private void add(Lint lint, JsonPath at, String message) {
    findings.add(lint, source.container(at), label + ": " + message);
  }

  private void variables() {
    Set<EnvRule> seen = new HashSet<>();
    for (int i = 0; i < container.envRules().size(); i++) {
      EnvRule rule = container.envRules().get(i);
      JsonPath at = path.member("env_rules").item(i);
      if (!seen.add(rule)) {
        add(ContainerLint.DUPLICATE_RULE, at, "a second rule for " + rule.name());
      } else if (!ServiceRules.has(rule)) {
        variable(rule, at);
      }
    }
  }

  private void variable(EnvRule rule, JsonPath at) {
    Place place = source.container(at);
    if (rule.strategy().equals("re2")) {
      if (ANY.matcher(rule.pattern()).matches()) {
        add(ContainerLint.ANY_VALUE, at, rule.name() + " may have any value");
      }
      PatternChecks.check(rule.pattern(), label + ": " + rule.name(), place, findings);
    } else if (SecretNames.matches(rule.name())
        && rule.pattern().length() > rule.name().length() + 1) {
      add(
          ContainerLint.SECRET_IN_POLICY,
          at,
          "the value of " + rule.name() + " stands in the policy");
    }
  }

  private void processes() {
    Set<List<Json>> seen = new HashSet<>();
    for (int i = 0; i < container.execProcesses().size(); i++) {
      List<Json> command = container.execProcesses().get(i).command();
      JsonPath at = path.member("exec_processes").item(i);
      if (!seen.add(command)) {
        add(ContainerLint.DUPLICATE_RULE, at, "a process for the second time");
      }
      if (SHELLS.contains(command)) {
        add(
            PolicyLint.DEBUG_POLICY,
            at,
            "a shell may be started: " + Json.strings(texts(command)).toCompact());
      }
    }
  }

  private static List<String> texts(List<Json> command) {
    return command.stream()
        .map(word -> word instanceof Json.Str(String text) ? text : word.toCompact())
        .toList();
  }

  private void user() {
    id(container.user().user(), path.member("user").member("user_idname"));
    for (int i = 0; i < container.user().groups().size(); i++) {
      id(container.user().groups().get(i), path.member("user").member("group_idnames").item(i));
    }
  }

  private void id(IdRule rule, JsonPath at) {
    if (rule.strategy().equals("re2")) {
      PatternChecks.check(rule.pattern(), label + ": user", source.container(at), findings);
    }
  }
}
