package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.json.Json;
import coffer.testkit.Vectors;
import coffer.yaml.YamlStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The recorded command lines of the reference generator: standard output, exit code and files.
class PolicyCasesTest {
  private static final Map<String, List<String>> COMMANDS =
      Map.of(
          "acipolicygen", List.of("policy", "generate"),
          "acifragmentgen", List.of("policy", "fragment"),
          "from_image", List.of("policy", "containers", "from-image"),
          "from_vn2", List.of("policy", "containers", "from-vn2"));
  private static final Set<String> RECORDS = Set.of("case.json", "stdout", "after");
  private static final Set<String> WRITTEN = Set.of("-s", "--output-filename");

  @TempDir Path scratch;

  @TestFactory
  Stream<DynamicTest> casesAreEqual() throws IOException {
    Path folder =
        Vectors.folder("policy")
            .orElseGet(() -> Assumptions.abort("no recorded policies on this machine"));
    List<Path> cases;
    try (Stream<Path> all = Files.list(folder.resolve("cases"))) {
      cases = all.filter(Files::isDirectory).sorted().toList();
    }
    return cases.stream()
        .map(
            recorded ->
                DynamicTest.dynamicTest(
                    recorded.getFileName().toString(),
                    () -> compare(recorded, folder.resolve("image-facts.json"))));
  }

  private void compare(Path recorded, Path facts) throws IOException {
    Json.Obj description = Json.parseObject(Files.readAllBytes(recorded.resolve("case.json")));
    Path work = scratch.resolve(recorded.getFileName());
    copy(recorded, work);
    List<String> arguments = new ArrayList<>(COMMANDS.get(description.string("command")));
    arguments.addAll(List.of("--image-facts", facts.toString()));
    arguments.addAll(arguments(description, work));
    CommandRun run =
        CommandRun.withInput(description.string("stdin"), arguments.toArray(String[]::new));
    assertEquals(description.number("exit_code"), run.exit(), run::toString);
    if (run.exit() != ExitCode.REJECTED) {
      assertEquals(Files.readString(recorded.resolve("stdout")), run.out());
      for (String name : description.strings("after")) {
        Path wanted = recorded.resolve("after").resolve(name);
        assertEquals(Files.exists(wanted), Files.exists(work.resolve(name)), name);
        if (Files.exists(wanted)) {
          assertEquals(content(wanted), content(work.resolve(name)), name);
        }
      }
    }
  }

  /// The layout of YAML is ours, its values are not.
  private static Object content(Path file) throws IOException {
    String text = Files.readString(file);
    return file.toString().endsWith(".yaml") ? YamlStream.parse(text).documents() : text;
  }

  private static void copy(Path recorded, Path work) throws IOException {
    Files.createDirectories(work);
    try (Stream<Path> files = Files.list(recorded)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!RECORDS.contains(name)) {
          Files.copy(file, work.resolve(name));
        }
      }
    }
    Path imports = work.resolve("frag.json");
    if (Files.exists(imports)) {
      String text = Files.readString(imports);
      Files.writeString(imports, text.replace("\"path\": \"", "\"path\": \"" + work + "/"));
    }
  }

  /// The test's folder is not the case's, so files are named with theirs.
  private static List<String> arguments(Json.Obj description, Path work) {
    List<String> arguments = new ArrayList<>();
    String before = "";
    for (String argument : description.strings("argv")) {
      boolean at = argument.startsWith("@");
      String name = at ? argument.substring(1) : argument;
      boolean file = WRITTEN.contains(before) || Files.isRegularFile(work.resolve(name));
      arguments.add(file ? (at ? "@" : "") + work.resolve(name) : argument);
      before = argument;
    }
    if (description.string("command").equals("acifragmentgen")
        && !arguments.contains("--output-filename")) {
      String namespace = arguments.get(arguments.indexOf("-n") + 1);
      arguments.addAll(List.of("--output-filename", work.resolve(namespace).toString()));
    }
    return arguments;
  }
}
