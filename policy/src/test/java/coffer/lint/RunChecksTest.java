package coffer.lint;

import static coffer.lint.RunCases.findings;
import static coffer.lint.RunCases.image;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.cce.FragmentImport;
import coffer.cce.PolicyText;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RunChecksTest {
  @TestFactory
  Stream<DynamicTest> kinds() {
    return RunCases.all().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey().id(),
                    () ->
                        assertEquals(List.of(entry.getKey()), lints(findings(entry.getValue())))));
  }

  private static List<Lint> lints(List<Finding> findings) {
    return findings.stream().map(Finding::lint).toList();
  }

  private static List<String> places(List<Finding> findings) {
    return findings.stream()
        .map(finding -> finding.place().line() + ":" + finding.place().column())
        .toList();
  }

  @Test
  void nothingIsSaidOfRunsInWhichAllIsWell() {
    assertEquals(
        List.of(),
        findings(
            run -> {
              run.archive("one.tar", List.of("a:1 = a:2"));
              run.layer("a:1", "layer 1 of 1", List.of());
              run.imageDefinition("i", image("SIGQUIT", "/e", ""));
              run.imageDefinition("i", image("", "", "c"));
              run.saved("p.rego", new PolicyText("x"), new PolicyText("x"));
              run.infrastructureSvn(
                  "c.json", RunCases.CONFIG, RunCases.group(FragmentImport.INFRASTRUCTURE), "9");
              run.infrastructureSvn("c.json", RunCases.CONFIG, RunCases.group(), "9");
              RunCases.leftOut(run, 0, List.of("aa"));
            }));
  }

  @Test
  void containersAreFoundInTheirDocument() {
    List<Finding> inTemplate =
        findings(
            run -> {
              for (int position = 0; position < 4; position++) {
                RunCases.leftOut(run, position, List.of());
              }
            });
    assertEquals(List.of("1:86", "3:5", "4:5", "6:5"), places(inTemplate));
    assertEquals("resources[0].properties.initContainers[0]", inTemplate.getLast().place().path());
    assertEquals(
        List.of("2:3"),
        places(
            findings(
                run ->
                    run.infrastructureSvn(
                        "c.json",
                        RunCases.CONFIG,
                        RunCases.group(new FragmentImport("f", "i", "9", List.of())),
                        "9"))));
  }

  @Test
  void aDocumentThatCannotBeReadIsThePlace() {
    assertEquals(
        1, ContainerPlaces.json("t.json", "{").container(RunCases.group().place(), 2).line());
    assertEquals("n", ContainerPlaces.none("n").container(null, 0).file());
    assertEquals(1, ContainerPlaces.yaml("p.yaml", "[").container(null, 0).line());
    assertEquals(1, ContainerPlaces.yaml("p.yaml", "a: 1").container(null, 0).line());
  }

  @Test
  void definitionsOfPodsLoseAPartOfTheCommand() {
    List<Finding> all =
        findings(
            run ->
                run.podDefinitions("p.yaml", RunCases.POD, null, _ -> image("SIGTERM", "/e", "c")));
    assertEquals(List.of("5:5", "5:5", "5:5", "6:5", "6:5", "6:5", "7:5", "7:5"), places(all));
    assertEquals("container 'app': the image's command is left out", all.getFirst().message());
    assertEquals("container 'args': the image's entry point is left out", all.get(3).message());
    assertEquals(
        List.of(RunLint.RULE_WITHOUT_PATTERN, RunLint.SIGNAL_REPLACED), lints(all.subList(6, 8)));
  }

  @Test
  void onlyTheFirstFoldersAreNamed() {
    assertTrue(
        RunChecks.folders("l", List.of("/a", "/b", "/c", "/d", "/e"))
            .endsWith("/a, /b, /c and 2 more"));
    assertTrue(RunChecks.folders("l", List.of("/a\u001b")).endsWith("/a\\x1b"));
  }
}
