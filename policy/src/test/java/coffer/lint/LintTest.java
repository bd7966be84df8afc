package coffer.lint;

import static coffer.lint.Samples.env;
import static coffer.lint.Samples.expression;
import static coffer.lint.Samples.pod;
import static coffer.lint.Samples.policy;
import static coffer.lint.Samples.rule;
import static coffer.lint.Samples.template;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.armlang.DeploymentFacts;
import coffer.armlang.LinkedTemplates;
import coffer.armlang.ParameterValues;
import coffer.bytes.MalformedException;
import coffer.source.SourceFile;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class LintTest {
  /// The parameter file that makes [TemplateLint#PARAMETER_EMPTY].
  private static final SourceFile EMPTY_PARAMETER =
      SourceFile.parse("p.json", "{\"parameters\": {\"p\": {\"value\": \"\"}}}");

  private static List<Finding> findings(Lint lint, String document) {
    return lint == TemplateLint.PARAMETER_EMPTY
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
    Set<Lint> kinds = new HashSet<>(Cases.all().keySet());
    kinds.addAll(RunCases.all().keySet());
    assertEquals(Set.copyOf(Lint.all()), kinds);
  }

  @TestFactory
  Stream<DynamicTest> kinds() {
    return Cases.all().entrySet().stream()
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
                template(
                    "\"command\": [\"/app\", \"[parameters('open')]\"],",
                    "",
                    "\"parameters\": {\"open\": {\"type\": \"string\"}},"))
            .stream()
            .filter(lint -> lint == RunLint.NOT_GENERATED)
            .toList());
    assertEquals(
        List.of(),
        Samples.lints(
                template("")
                    .replace("\"properties\": {\n", "\"properties\": {\"osType\": \"Windows\",\n"))
            .stream()
            .filter(lint -> lint == RunLint.NOT_GENERATED)
            .toList());
    assertEquals(
        List.of(),
        Samples.lints(
            "{\"containers\": [{\"properties\": {\"image\": \"" + Samples.IMAGE + "\"}}]}"));
    assertEquals(List.of(), Samples.lints(Samples.base64(policy().text())));
    assertEquals(
        List.of(),
        Samples.lints(
            "[{\"id\": \"%s\", \"layers\": [], \"env_rules\": [{\"pattern\": \"A=1\"}]}]"
                .formatted(Samples.IMAGE)));
  }

  @Test
  void whatTheGeneratorRefusesIsNamedAtItsPlace() {
    Finding finding =
        findings(RunLint.NOT_GENERATED, "kind: Pod\nspec:\n  containers:\n  - name: c\n")
            .getFirst();
    assertEquals(RunLint.NOT_GENERATED, finding.lint());
    assertEquals("f:4:5", finding.place().toString());
    assertTrue(finding.message().startsWith("Pod '': container 'c': "), finding.message());
  }

  @Test
  void placesAreThoseOfTheText() {
    String text = rule("re2", "A=(");
    Finding finding = findings(ContainerLint.PATTERN_INVALID, text).getFirst();
    int line = finding.place().line();
    String at = text.lines().toList().get(line - 1).substring(finding.place().column() - 1);
    assertTrue(at.startsWith("{\"pattern\":\"A=(\""), at);
    assertEquals("containers[0].env_rules[0]", finding.place().path());
  }

  @Test
  void bombsAndBrokenDocumentsAreRefusedWithAPlace() {
    StringBuilder bomb = new StringBuilder("kind: Pod\na0: &a0 [x]\n");
    for (int i = 1; i < 60; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    malformed(bomb.toString(), "f: line ", "more than 500000 values; aliases multiply them");
    malformed("kind: Pod\na: " + "[".repeat(200), "f: line 2, ", "nested deeper than 100");
    malformed("kind: Pod\na: &a [*a]", "f: line 2, column 4: ", "contains itself");
    malformed("kind: [", "f: line 1, ");
    malformed("{\"resources\": [{]}", "f:1:17: resources[0]: ", "member name");
  }

  private static void malformed(String document, String... parts) {
    MalformedException error =
        assertThrows(MalformedException.class, () -> Linter.plain().lint("f", document));
    for (String part : parts) {
      assertTrue(error.getMessage().contains(part), error::getMessage);
    }
  }
}
