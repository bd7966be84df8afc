package coffer.lint;

import static coffer.lint.Samples.env;
import static coffer.lint.Samples.pod;
import static coffer.lint.Samples.policy;
import static coffer.lint.Samples.policyWith;
import static coffer.lint.Samples.rule;
import static coffer.lint.Samples.template;

import coffer.cce.EnvRule;
import coffer.cce.ExecProcess;
import coffer.cce.PolicyFlags;
import coffer.json.Json;
import java.util.List;

/// Documents with one thing wrong in a policy or one of its containers.
final class PolicyCases {
  static final Cases CASES = new Cases();

  static {
    CASES.found(
        PolicyLint.ALLOW_ALL,
        "",
        "package policy\napi_version := \"0.10.0\"\ncreate_container := {\"allowed\": true}\n",
        policy().text().replace("data.framework.mount_overlay", "{\"x\": 1, \"allowed\": true}"));
    CASES.found(ContainerLint.ANY_VALUE, rule("re2", "^A=.+$"), rule("re2", ".*=.*"));
    CASES.found(
        ContainerLint.CAPABILITY_NAME,
        template("\"securityContext\": {\"capabilities\": {\"drop\": [\"ALL\"]}},"),
        pod("securityContext: {capabilities: {add: [NET_ADMIN]}}"));
    CASES.found(ContainerLint.COMMAND_MISSING, policyWith(p -> p.command = null));
    CASES.found(
        PolicyLint.DEBUG_POLICY,
        policyWith(p -> p.flags = new PolicyFlags(true, true, false, false, false, false)),
        policyWith(p -> p.flags = new PolicyFlags(true, false, true, false, false, false)),
        policyWith(p -> p.processes = List.of(ExecProcess.of("/bin/sh"))));
    CASES.found(
        ContainerLint.DUPLICATE_RULE,
        policyWith(p -> p.processes = List.of(ExecProcess.of("x"), ExecProcess.of("x"))),
        policyWith(
            p ->
                p.rules =
                    List.of(
                        new EnvRule("A=1", "string", true), new EnvRule("A=1", "string", true))));
    CASES.found(
        ContainerLint.ELEVATED,
        policyWith(p -> p.elevated = true),
        template("\"securityContext\": {\"privileged\": true},"),
        pod("securityContext: {privileged: true}"));
    CASES.found(
        PolicyLint.EXTERNAL_PROCESS,
        policy().text() + "\nexternal_processes := [{\"command\": [\"ls\"]}]");
    CASES.found(PolicyLint.FRAGMENT_SVN, policyWith(p -> p.svn = "3"));
    CASES.found(
        ContainerLint.IMAGE_NOT_PINNED,
        template("").replaceFirst("app@sha256:1+", "app:1"),
        pod("").replaceFirst("app@sha256:1+", "localhost:5000/app"),
        "{\"containers\": [{\"properties\": {\"image\": \"app\"}}]}");
    CASES.found(ContainerLint.PATTERN_ALTERNATION, rule("re2", "^A=a|A=b$"));
    CASES.found(ContainerLint.PATTERN_INVALID, rule("re2", "A=("));
    CASES.found(
        ContainerLint.PATTERN_UNANCHORED,
        rule("re2", "^A=[0-9]"),
        policyWith(p -> p.user = Samples.userPattern("root")));
    CASES.found(
        PolicyLint.POLICY_INDENTED,
        policy().text().replace("containers := [", "containers := [\n"));
    CASES.found(PolicyLint.POLICY_NEWLINES, policy().text() + "\n\n\n");
    CASES.found(
        PolicyLint.POLICY_UNREADABLE,
        "package policy\ncontainers := [{\n",
        template("").replaceFirst("\"ccePolicy\": \"", "\"ccePolicy\": \"*"));
    CASES.found(
        PolicyLint.RW_UNMOUNT_MISSING,
        policy().text().replace("rw_unmount_device := data.framework.rw_unmount_device\n", ""));
    CASES.found(
        ContainerLint.SECRET_IN_POLICY,
        rule("string", "DB_PASSWORD=hunter2"),
        template(env("\"secureValue\": \"hunter2\"")),
        template("\"environmentVariables\": [{\"name\": \"apiToken\", \"value\": \"hunter2\"}],"),
        pod("env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]")
            + "\n---\nkind: Secret\nmetadata: {name: s}\n",
        "{\"containers\": [{\"properties\": {\"image\": \"app\", \"environmentVariables\":"
            + " [{\"name\": \"A\", \"secureValue\": \"hunter2\"}]}}]}");
    CASES.found(
        ContainerLint.SIGNAL_TEXT, policyWith(p -> p.signals = List.of(Json.of("SIGRTMIN+3"))));
    CASES.found(PolicyLint.STDIO_OPEN, policyWith(p -> p.stdio = true));
    CASES.found(
        PolicyLint.UNENCRYPTED_SCRATCH,
        policyWith(p -> p.flags = new PolicyFlags(true, false, false, false, true, false)));
    CASES.found(
        PolicyLint.VARIABLE_DROPPING,
        policyWith(p -> p.flags = new PolicyFlags(true, false, false, true, false, false)));
    CASES.found(
        ContainerLint.VARIABLE_NOT_REQUIRED,
        policyWith(p -> p.rules = List.of(new EnvRule("A=1", "string", false))));
    CASES.found(
        PolicyLint.VERSION_MISSING,
        policy().text().replaceFirst("(?m)^api_version := .*$", "# none"));
  }

  private PolicyCases() {}
}
