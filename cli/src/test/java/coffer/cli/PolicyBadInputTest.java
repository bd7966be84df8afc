package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Documents that no policy can be made of: the error names the place, and the file stays as it
/// was.
class PolicyBadInputTest {
  private static final String POD = "kind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n";
  private static final String IMAGE = "  - {name: c, image: 'img:1'}\n";

  @TempDir Path folder;
  private String facts = "";

  @BeforeEach
  void write() throws IOException {
    facts =
        Files.writeString(
                folder.resolve("facts.json"),
                "{\"img:1\": {\"layers\": [\"" + "ab".repeat(32) + "\"]}}")
            .toString();
  }

  /// A template whose container has these properties; they stand in line 4.
  private static String template(String properties) {
    return """
    {"resources": [
      {"type": "Microsoft.ContainerInstance/containerGroups", "name": "g",
       "properties": {"osType": "Linux", "containers": [
        {"name": "c", "properties": {%s}}]}}]}
    """
        .formatted(properties);
  }

  private static final String CONTAINER =
      "f.json: line 4, column 5: resources[0].properties.containers[0]: container 'c': ";

  private static final Map<String, String> TEMPLATES =
      Map.ofEntries(
          Map.entry("{\"resources\": [\n  {]\n}", "f.json: template: line 2, column 4: "),
          Map.entry("[".repeat(5000), "f.json: template: line 1, column 201: nested deeper"),
          Map.entry("{\"resources\": \"x\"}", "f.json: member 'resources': a list wanted"),
          Map.entry(
              "{\"resources\": []}", "f.json: no resource of the template has one of the types"),
          Map.entry(
              template("").replace("\"Linux\"", "\"Windows\""),
              "f.json: line 2, column 3: resources[0]: member 'osType'"),
          Map.entry(
              template("").replaceAll("(?s)\"containers\": .*", "\"containers\": \"x\"}}]}"),
              "f.json: line 2, column 3: resources[0]: member 'containers': a list wanted, found text"),
          Map.entry(template("\"image\": 5"), CONTAINER + "member 'image': text wanted"),
          Map.entry(
              template("\"image\": \"img:1\", \"command\": \"/x\""),
              CONTAINER + "member 'command': a list wanted, found text"),
          Map.entry(
              template("\"image\": \"[parameters('zz')]\""),
              CONTAINER + "parameter 'zz' is not declared"),
          Map.entry(
              template(
                  "\"image\": \"img:1\", \"environmentVariables\": [{\"name\": \"A\", \"value\": 1e999}]"),
              CONTAINER + "environment variable 'A': text wanted, found a number"),
          Map.entry(
              template("\"image\": \"img:1\", \"volumeMounts\": [{\"name\": \"v\"}]"),
              CONTAINER + "volume 'v' is mounted but not declared"),
          Map.entry(
              template("\"image\": \"img:1\"")
                  .replace("\"osType\"", "\"confidentialComputeProperties\": \"x\", \"osType\""),
              "f.json: line 3, column 52: an object for member 'ccePolicy' wanted"));

  private static String aliases(int count) {
    return "a: &a [x]\nb: [" + "*a, ".repeat(count) + "]\n" + POD + IMAGE;
  }

  private static String bomb() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a%d: &a%d [%sx]\n".formatted(i, i, "*a%d, ".formatted(i - 1).repeat(9)));
    }
    return bomb + POD + IMAGE;
  }

  private static final Map<String, String> PODS =
      Map.ofEntries(
          Map.entry("kind: Pod\nmetadata: {name: p\nspec: x\n", "f.yaml: line 3, column 5: "),
          Map.entry("kind: Pod\n\tmetadata: x\n", "f.yaml: line 2, column 1: "),
          Map.entry("a: " + "[".repeat(3000), "f.yaml: line 1, column 103: nested deeper than 100"),
          Map.entry(bomb(), "f.yaml: line 1, column 5: more than 500000 values"),
          Map.entry(aliases(1001), "f.yaml: line 2, column 4005: more than 1000 aliases"),
          Map.entry(
              "a: &a [*a]\n" + POD + IMAGE,
              "f.yaml: line 1, column 4: a value that contains itself"),
          Map.entry("a: *b\n" + POD + IMAGE, "f.yaml: line 1, column 4: found undefined alias b"),
          Map.entry(
              "a: !x y\n" + POD + IMAGE, "f.yaml: line 1, column 4: type !x is not supported"),
          Map.entry(
              POD.replace("containers:\n", "containers: x\n"),
              "f.yaml: line 1, column 1: Pod 'p': member 'containers': a list wanted"),
          Map.entry(
              "kind: Pod\nspec: {}\n",
              "f.yaml: Pod '': a pod with spec.containers wanted, found none"),
          Map.entry(
              POD + "  - x\n",
              "f.yaml: line 5, column 5: Pod 'p': container 'None': member 'containers': a list of objects wanted, found text"),
          Map.entry(
              POD + "  - {name: c}\n",
              "f.yaml: line 5, column 5: Pod 'p': container 'c': member 'image' is missing or empty"),
          Map.entry(
              POD + "  - {name: c, image: 'img:1', env: [{name: A, value: on}]}\n",
              "f.yaml: line 5, column 5: Pod 'p': container 'c': variable 'A': text wanted, found a boolean"),
          Map.entry(
              POD.replace("name: p", "annotations: [a]") + IMAGE,
              "f.yaml: line 2, column 25: a mapping with 'microsoft.containerinstance.virtualnode.ccepolicy' wanted, found a list"));

  private CommandRun generate(String option, Path file) {
    return CommandRun.of(
        "policy", "generate", option, file.toString(), "--image-facts", facts, "-y");
  }

  private Stream<DynamicTest> refused(String option, String name, Map<String, String> documents) {
    return documents.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getValue(),
                    () -> {
                      Path file = Files.writeString(folder.resolve(name), entry.getKey());
                      CommandRun run = generate(option, file);
                      assertEquals(ExitCode.REJECTED, run.exit(), run::toString);
                      assertTrue(
                          run.err().contains("error: " + folder + "/" + entry.getValue()),
                          run::toString);
                      assertFalse(run.err().contains("defect"), run::toString);
                      assertEquals("", run.out());
                      assertEquals(entry.getKey(), Files.readString(file));
                      try (Stream<Path> left = Files.list(folder)) {
                        assertEquals(2, left.count());
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> templates() {
    return refused("-a", "f.json", TEMPLATES);
  }

  @TestFactory
  Stream<DynamicTest> pods() {
    return refused("--virtual-node-yaml", "f.yaml", PODS);
  }

  @Test
  void aHugeDocumentIsNotRead() throws IOException {
    Path file = folder.resolve("huge.json");
    try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
      huge.setLength(100 << 20);
    }
    CommandRun run = generate("-a", file);
    assertEquals(ExitCode.REJECTED, run.exit());
    assertTrue(run.err().contains("104857600 bytes, at most 16777216 wanted"), run::toString);
    for (String command : List.of("template", "lint")) {
      CommandRun other = CommandRun.of("policy", command, file.toString());
      assertEquals(ExitCode.MALFORMED, other.exit(), other::toString);
      assertTrue(other.err().contains("at most"), other::toString);
    }
  }

  @Test
  void numbersOfAnyLengthAndAnyManyBlankLinesAreRead() throws IOException {
    List<String> heads =
        List.of(
            "a: 1" + ":59".repeat(50_000) + "\n",
            "a: " + "9".repeat(200_000) + "\n",
            "# c\n".repeat(20_000),
            "\n".repeat(20_000));
    for (String head : heads) {
      Path file = Files.writeString(folder.resolve("f.yaml"), head + POD + IMAGE);
      CommandRun run = generate("--virtual-node-yaml", file);
      assertEquals(0, run.exit(), run::toString);
      assertEquals(0, CommandRun.of("policy", "lint", file.toString()).exit() & ~1);
    }
  }

  @Test
  void whatIsWrongWithAnEvaluationIsNamedWithItsPlace() throws IOException {
    Map<String, String> values =
        Map.of(
            "[nosuch('x')]", "the function 'nosuch' is not known",
            "[add('x', 1)]", "add, argument 1: a whole number wanted, found text",
            "[variables('a')]", "variable 'a' depends on itself: variable 'a' -> variable 'b'");
    for (Map.Entry<String, String> value : values.entrySet()) {
      String text =
          template(
                  "\"image\": \"img:1\", \"environmentVariables\": [{\"name\": \"A\", \"value\": \"%s\"}]"
                      .formatted(value.getKey()))
              .replaceFirst(
                  "\\{",
                  "{\"variables\": {\"a\": \"[variables('b')]\", \"b\": \"[variables('a')]\"},");
      Path file = Files.writeString(folder.resolve("f.json"), text);
      List<CommandRun> runs = new ArrayList<>();
      runs.add(CommandRun.of("policy", "template", file.toString()));
      runs.add(CommandRun.of("policy", "lint", file.toString()));
      for (CommandRun run : runs) {
        assertEquals(ExitCode.MALFORMED, run.exit(), run::toString);
        assertTrue(run.err().matches("(?s)error: .*f\\.json:[14]:\\d+: .*"), run::toString);
        assertTrue(run.err().contains(value.getValue()), run::toString);
      }
      CommandRun strict =
          CommandRun.of(
              "policy", "generate", "-a", file.toString(), "--image-facts", facts, "--strict");
      assertEquals(ExitCode.REJECTED, strict.exit(), strict::toString);
      assertTrue(strict.err().contains(value.getValue()), strict::toString);
      assertEquals(text, Files.readString(file));
    }
  }

  @Test
  void aDocumentOfNoKindIsNoCleanOne() throws IOException {
    for (String text : List.of("[]", "~", "some, words", "- a\n- b\n")) {
      Path file = Files.writeString(folder.resolve("f"), text);
      CommandRun run = CommandRun.of("policy", "lint", file.toString());
      assertEquals(ExitCode.MALFORMED, run.exit(), () -> text + run);
      assertTrue(run.err().contains("found none of them"), run::toString);
    }
  }
}
