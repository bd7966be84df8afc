package coffer.lint;

import static coffer.lint.Samples.pod;
import static coffer.lint.Samples.policy;
import static coffer.lint.Samples.template;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.armlang.DeploymentFacts;
import coffer.armlang.LinkedTemplates;
import coffer.armlang.ParameterValues;
import coffer.bytes.MalformedException;
import coffer.cce.EnvRule;
import coffer.cce.ExecProcess;
import coffer.cce.PolicyFlags;
import coffer.json.Json;
import coffer.source.SourceFile;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class LintTest {
  private static final Map<Lint, List<String>> CASES = new EnumMap<>(Lint.class);

  private static void found(Lint lint, String... documents) {
    CASES.put(lint, List.of(documents));
  }

  private static String policyWith(Consumer<Samples.PolicySample> change) {
    Samples.PolicySample sample = policy();
    change.accept(sample);
    return sample.text();
  }

  private static String rule(String strategy, String pattern) {
    return policyWith(p -> p.rules = List.of(new EnvRule(pattern, strategy, true)));
  }

  private static String env(String value) {
    return "\"environmentVariables\": [{\"name\": \"A\", " + value + "}],";
  }

  private static final String PARAMETERS =
      "\"parameters\": {\"open\": {\"type\": \"string\", \"allowedValues\": [\"a\", \"b\"]},"
          + " \"p\": {\"type\": \"string\", \"defaultValue\": \"1\"},"
          + " \"loc\": {\"type\": \"string\", \"defaultValue\": \"[resourceGroup().name]\"}},"
          + " \"variables\": {\"v\": \"[parameters('p')]\", \"list\": [\"/app\"]},";

  private static String expression(String text) {
    return template(env("\"value\": \"" + text + "\""), "", PARAMETERS);
  }

  static {
    found(
        Lint.ALLOW_ALL,
        "",
        "package policy\napi_version := \"0.10.0\"\ncreate_container := {\"allowed\": true}\n",
        policy().text().replace("data.framework.mount_overlay", "{\"x\": 1, \"allowed\": true}"));
    found(Lint.ANY_VALUE, rule("re2", "^A=.+$"), rule("re2", ".*=.*"));
    found(
        Lint.CAPABILITY_NAME,
        template("\"securityContext\": {\"capabilities\": {\"drop\": [\"ALL\"]}},"),
        pod("securityContext: {capabilities: {add: [NET_ADMIN]}}"));
    found(Lint.COMMAND_MISSING, policyWith(p -> p.command = null));
    found(
        Lint.CONSTRUCT_IGNORED,
        template("", "\"copy\": {\"name\": \"c\", \"count\": 2},", "")
            .replace("\"image\": \"", "\"image\": \"[concat(copyIndex(), '\"")
            .replace("\"[concat(copyIndex(), '\"", "\"[concat('x', copyIndex(), '")
            .replace("1\"}}]}}]}", "1')]\"}}]}}]}"),
        template("").replace("containerGroups", "ContainerGroups"),
        template("\"command\": \"[variables('list')]\",", "", PARAMETERS),
        template("", "\"condition\": \"[equals(1, 2)]\",", ""),
        template("\"copy\": [{\"name\": \"command\", \"count\": 1, \"input\": \"/app\"}],"),
        "{\"resources\": {\"g\": "
            + template("")
                .strip()
                .replaceFirst("(?s).*?\"resources\": \\[", "")
                .replaceFirst("\\]\\}$", "")
            + "}}",
        "{\"resources\": [{\"type\": \"Microsoft.Resources/deployments\", \"name\": \"n\","
            + "\"properties\": {\"template\": "
            + template("")
            + "}}]}");
    found(
        Lint.DEBUG_POLICY,
        policyWith(p -> p.flags = new PolicyFlags(true, true, false, false, false, false)),
        policyWith(p -> p.flags = new PolicyFlags(true, false, true, false, false, false)),
        policyWith(p -> p.processes = List.of(ExecProcess.of("/bin/sh"))));
    found(Lint.DUPLICATE_KEY, "{\"resources\": [], \"resources\": []}");
    found(
        Lint.DUPLICATE_RULE,
        policyWith(p -> p.processes = List.of(ExecProcess.of("x"), ExecProcess.of("x"))),
        policyWith(
            p ->
                p.rules =
                    List.of(
                        new EnvRule("A=1", "string", true), new EnvRule("A=1", "string", true))));
    found(
        Lint.ELEVATED,
        policyWith(p -> p.elevated = true),
        template("\"securityContext\": {\"privileged\": true},"),
        pod("securityContext: {privileged: true}"));
    found(Lint.ENV_FROM_IGNORED, pod("envFrom: [{configMapRef: {name: c}}]"));
    found(
        Lint.EXPRESSION_KEPT, expression("[concat('a', 'b')]"), expression("[parameters('loc')]"));
    found(Lint.EXPRESSION_MANGLED, expression("[variables('v')]"), expression("[[x"));
    found(Lint.EXPRESSION_NOT_EVALUATED, expression("--x=[parameters('p')]"));
    found(
        Lint.EXTERNAL_PROCESS,
        policy().text() + "\nexternal_processes := [{\"command\": [\"ls\"]}]");
    found(Lint.FRAGMENT_SVN, policyWith(p -> p.svn = "3"));
    found(
        Lint.FRAGMENT_SVN_ORDER,
        "{\"containers\": [], \"fragments\": [{\"feed\": \"f\", \"issuer\": \"i\"}]}");
    found(
        Lint.IDENTITY_VARIABLES, template("", "\"identity\": {\"type\": \"SystemAssigned\"},", ""));
    found(
        Lint.IMAGE_NOT_PINNED,
        template("").replaceFirst("app@sha256:1+", "app:1"),
        pod("").replaceFirst("app@sha256:1+", "localhost:5000/app"),
        "{\"containers\": [{\"properties\": {\"image\": \"app\"}}]}");
    found(Lint.KEY_IGNORED, template("\"workingDir\": \"/x\","));
    found(Lint.LIST_NOT_UNPACKED, "kind: List\nitems: []\n");
    found(Lint.PATTERN_ALTERNATION, rule("re2", "^A=a|A=b$"));
    found(Lint.PATTERN_INVALID, rule("re2", "A=("));
    found(
        Lint.PATTERN_UNANCHORED,
        rule("re2", "^A=[0-9]"),
        policyWith(p -> p.user = Samples.userPattern("root")));
    found(Lint.PARAMETER_EMPTY, expression("[parameters('p')]"));
    found(Lint.PARAMETER_WILDCARD, expression("[parameters('open')]"));
    found(
        Lint.POD_PRIVILEGED,
        pod("").replace("  containers:", "  securityContext: {privileged: true}\n  containers:"));
    found(Lint.POLICY_INDENTED, policy().text().replace("containers := [", "containers := [\n"));
    found(
        Lint.POLICY_MISSING,
        template("").replaceFirst("\"ccePolicy\": \"[^\"]+\"", "\"ccePolicy\": \"\""));
    found(Lint.POLICY_NEWLINES, policy().text() + "\n\n\n");
    found(
        Lint.POLICY_STALE,
        template("").replace("\"name\": \"app\"", "\"name\": \"other\""),
        template("").replace(Samples.IMAGE, Samples.IMAGE.replace("app", "other")),
        template("\"command\": [\"/other\"],"));
    found(
        Lint.POLICY_UNREADABLE,
        "package policy\ncontainers := [{\n",
        template("").replaceFirst("\"ccePolicy\": \"", "\"ccePolicy\": \"*"));
    found(
        Lint.REGISTRY_PASSWORD,
        template("")
            .replace(
                "\"properties\": {\n",
                "\"properties\": {\"imageRegistryCredentials\": [{\"server\": \"s\","
                    + " \"password\": \"hunter2\"}],\n"));
    found(
        Lint.RESOURCE_FIELD,
        pod("env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}]"),
        pod(
            "env: [{name: A, valueFrom: {resourceFieldRef:"
                + " {containerName: app, resource: limits.cpu}}}]"));
    found(
        Lint.RW_UNMOUNT_MISSING,
        policy().text().replace("rw_unmount_device := data.framework.rw_unmount_device\n", ""));
    found(Lint.SECCOMP_DIFFERS, pod("securityContext: {seccompProfile: e30=}"));
    found(
        Lint.SECRET_IN_POLICY,
        rule("string", "DB_PASSWORD=hunter2"),
        template(env("\"secureValue\": \"hunter2\"")),
        template("\"environmentVariables\": [{\"name\": \"apiToken\", \"value\": \"hunter2\"}],"),
        pod("env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]")
            + "\n---\nkind: Secret\nmetadata: {name: s}\n",
        "{\"containers\": [{\"properties\": {\"image\": \"app\", \"environmentVariables\":"
            + " [{\"name\": \"A\", \"secureValue\": \"hunter2\"}]}}]}");
    found(
        Lint.SIDECAR_FIRST,
        template("").replace(Samples.IMAGE, "mcr.microsoft.com/aci/atlas-netstats:1"));
    found(Lint.SIGNAL_TEXT, policyWith(p -> p.signals = List.of(Json.of("SIGRTMIN+3"))));
    found(Lint.STDIO_OPEN, policyWith(p -> p.stdio = true));
    found(Lint.SUB_PATH_IGNORED, pod("volumeMounts: [{name: v, mountPath: /v, subPath: x}]"));
    found(Lint.TAGS_RESTORE_FRAGMENT, template("", "\"tags\": {\"a\": \"b\"},", ""));
    found(
        Lint.UNENCRYPTED_SCRATCH,
        policyWith(p -> p.flags = new PolicyFlags(true, false, false, false, true, false)));
    found(
        Lint.VALUE_NOT_TEXT,
        template(env("\"value\": 5")),
        pod("env: [{name: A, value: on}]"),
        pod("env: [{name: A, value: 0x10}]"));
    found(
        Lint.VARIABLE_DROPPING,
        policyWith(p -> p.flags = new PolicyFlags(true, false, false, true, false, false)));
    found(
        Lint.VARIABLE_NOT_REQUIRED,
        policyWith(p -> p.rules = List.of(new EnvRule("A=1", "string", false))));
    found(Lint.VARIABLE_UNCOVERED, template(env("\"value\": \"2\"")));
    found(Lint.VERSION_MISSING, policy().text().replaceFirst("(?m)^api_version := .*$", "# none"));
    found(
        Lint.VOLUME_TYPES,
        template("")
            .replace(
                "\"properties\": {\n",
                "\"properties\": {\"volumes\": [{\"name\": \"v\", \"emptyDir\": {},"
                    + " \"secret\": {}}],\n"));
    found(
        Lint.WORKLOAD_LABEL,
        pod("").replace("  name: p", "  labels: {azure.workload.identity/use: true}"));
  }

  /// The parameter file that makes [Lint#PARAMETER_EMPTY].
  private static final SourceFile EMPTY_PARAMETER =
      SourceFile.parse("p.json", "{\"parameters\": {\"p\": {\"value\": \"\"}}}");

  private static List<Finding> findings(Lint lint, String document) {
    return lint == Lint.PARAMETER_EMPTY
        ? new Linter(
                List.of(EMPTY_PARAMETER),
                ParameterValues.none().with(EMPTY_PARAMETER),
                DeploymentFacts.NONE,
                LinkedTemplates.NONE)
            .lint("f", document)
        : Linter.plain().lint("f", document);
  }

  @Test
  void everyKindHasACase() {
    assertEquals(EnumSet.allOf(Lint.class), CASES.keySet());
  }

  @TestFactory
  Stream<DynamicTest> kinds() {
    return CASES.entrySet().stream()
        .flatMap(
            entry ->
                entry.getValue().stream()
                    .map(
                        document ->
                            DynamicTest.dynamicTest(
                                entry.getKey().id(), () -> finds(entry.getKey(), document))));
  }

  private static void finds(Lint lint, String document) {
    List<Finding> findings = findings(lint, document);
    assertTrue(
        findings.stream().anyMatch(finding -> finding.lint() == lint),
        () -> "wanted " + lint.id() + ", found " + findings);
    for (Finding finding : findings) {
      assertTrue(finding.place().line() >= 1 && finding.place().column() >= 1);
      assertFalse((finding.message() + finding.fix()).contains("hunter2"), finding::message);
    }
  }

  @Test
  void goodDocumentsHaveNoFindings() {
    assertEquals(List.of(), Samples.lints(policy().text()));
    assertEquals(List.of(), Samples.lints(template(env("\"value\": \"1\""))));
    assertEquals(List.of(), Samples.lints(pod("env: [{name: A, value: 'on'}]")));
    assertEquals(List.of(), Samples.lints(expression("[parameters('p')]")));
    assertEquals(
        List.of(),
        Samples.lints(
            "{\"containers\": [{\"properties\": {\"image\": \"" + Samples.IMAGE + "\"}}]}"));
    assertEquals(List.of(), Samples.lints(Samples.base64(policy().text())));
  }

  @Test
  void placesAreThoseOfTheText() {
    String text = rule("re2", "A=(");
    Finding finding = findings(Lint.PATTERN_INVALID, text).getFirst();
    int line = finding.place().line();
    String at = text.lines().toList().get(line - 1).substring(finding.place().column() - 1);
    assertTrue(at.startsWith("{\"pattern\":\"A=(\""), at);
    assertEquals("containers[0].env_rules[0]", finding.place().path());
  }

  @Test
  void alternativesAreFoundOnlyOutsideOfGroups() {
    assertTrue(PatternChecks.hasBareAlternatives("a|b"));
    assertTrue(PatternChecks.hasBareAlternatives("(a)|[b]"));
    assertTrue(PatternChecks.hasBareAlternatives("[]]|b"));
    assertFalse(PatternChecks.hasBareAlternatives("(a|b)"));
    assertFalse(PatternChecks.hasBareAlternatives("[a|b]"));
    assertFalse(PatternChecks.hasBareAlternatives("[]|]"));
    assertFalse(PatternChecks.hasBareAlternatives("[^]|]"));
    assertFalse(PatternChecks.hasBareAlternatives("a\\|b"));
    assertFalse(PatternChecks.hasBareAlternatives("\\Qa|b\\E"));
  }

  @Test
  void namesOfSecretsAreToldFromNamesOfTheirPlaces() {
    for (String name :
        List.of("PASSWORD", "dbPassword", "API_TOKEN", "core_api_token", "client-secret")) {
      assertTrue(SecretNames.matches(name), name);
    }
    for (String name :
        List.of("OPERATOR_KEY_SECRET_NAME", "TOKEN_URL", "PASSWORD_FILE", "MONKEY", "SASH")) {
      assertFalse(SecretNames.matches(name), name);
    }
  }

  @Test
  void bombsAndBrokenDocumentsAreRefusedWithAPlace() {
    StringBuilder bomb = new StringBuilder("kind: Pod\na0: &a0 [x]\n");
    for (int i = 1; i < 60; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    malformed(bomb.toString(), "f:28:", "50 aliases at most");
    malformed("kind: Pod\na: " + "[".repeat(200), "f:2:", "nested deeper than 100");
    malformed("kind: [", "f:");
    malformed("{\"resources\": [{]}", "f:1:17: resources[0]: ", "member name");
  }

  private static void malformed(String document, String... parts) {
    MalformedException error =
        assertThrows(MalformedException.class, () -> Linter.plain().lint("f", document));
    for (String part : parts) {
      assertTrue(error.getMessage().contains(part), error::getMessage);
    }
  }

  @Test
  void theSarifLogNamesRulesAndPlaces() {
    List<Finding> findings = findings(Lint.ANY_VALUE, rule("re2", "^A=.+$"));
    Json.Obj log = Sarif.log(findings, "1.2.3");
    assertEquals("2.1.0", log.string("version"));
    Json.Obj run = (Json.Obj) log.list("runs").getFirst();
    Json.Obj driver = run.object("tool").object("driver");
    assertEquals(Lint.values().length, driver.list("rules").size());
    Json.Obj result = (Json.Obj) run.list("results").getFirst();
    int rule = (int) result.number("ruleIndex");
    assertEquals(result.string("ruleId"), ((Json.Obj) driver.list("rules").get(rule)).string("id"));
    assertEquals("a%20b/%C3%BC.json", Sarif.uri("a b/ü.json"));
  }
}
