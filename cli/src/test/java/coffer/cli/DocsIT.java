package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.testkit.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Runs the `console` blocks of README.md and docs: each `$ ` line is a command, the lines after it
/// what it prints. A line of dots stands for any lines, dots inside a line for any text. A page's
/// commands run in one folder that has `coffer` and `examples`, with a home of its own; a last
/// command `# exits N` on a comment line names an exit code.
class DocsIT {
  private static final Path CHECKOUT = Vectors.checkout();
  private static final Pattern DOTS = Pattern.compile("\\.\\.\\.|…");

  record Step(String command, List<String> output, int exit) {}

  @TestFactory
  Stream<DynamicTest> pages(@TempDir Path scratch) throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    // The first run after a build says that it builds.
    assertEquals(0, new Coffer(scratch.resolve("first")).run("--version").exit());
    try (Stream<Path> files = Files.walk(CHECKOUT.resolve("docs"))) {
      List<Path> pages =
          new ArrayList<>(files.filter(f -> f.toString().endsWith(".md")).sorted().toList());
      pages.add(CHECKOUT.resolve("README.md"));
      for (Path page : pages) {
        List<Step> steps = steps(Files.readAllLines(page));
        if (!steps.isEmpty()) {
          String name = CHECKOUT.relativize(page).toString();
          Path folder = scratch.resolve(name.replace('/', '-'));
          tests.add(DynamicTest.dynamicTest(name, () -> run(steps, folder)));
        }
      }
    }
    return tests.stream();
  }

  private static List<Step> steps(List<String> lines) {
    List<Step> steps = new ArrayList<>();
    boolean inside = false;
    for (String line : lines) {
      if (line.startsWith("```")) {
        inside = line.equals("```console");
      } else if (inside && line.startsWith("$ ")) {
        String command = line.substring(2);
        int comment = command.indexOf("  # exits ");
        int exit = comment < 0 ? 0 : Integer.parseInt(command.substring(comment + 10).strip());
        steps.add(
            new Step(
                comment < 0 ? command : command.substring(0, comment), new ArrayList<>(), exit));
      } else if (inside) {
        steps.getLast().output().add(line);
      }
    }
    return steps;
  }

  private static void run(List<Step> steps, Path folder) throws Exception {
    Files.createDirectories(folder);
    Files.createSymbolicLink(folder.resolve("coffer"), CHECKOUT.resolve("coffer"));
    copy(CHECKOUT.resolve("examples"), folder.resolve("examples"));
    try {
      for (Step step : steps) {
        run(step, folder);
      }
    } finally {
      shell("./coffer down --all", folder);
    }
  }

  private static void run(Step step, Path folder) throws Exception {
    Result result = shell(step.command(), folder);
    assertEquals(step.exit(), result.exit(), () -> "$ " + step.command() + "\n" + result.output());
    if (!step.output().isEmpty()) {
      assertTrue(
          pattern(step.output()).matcher(result.output().stripTrailing() + "\n").matches(),
          () ->
              "$ %s\nprinted\n%s\nand the page says\n%s"
                  .formatted(step.command(), result.output(), String.join("\n", step.output())));
    }
  }

  private static Pattern pattern(List<String> lines) {
    StringBuilder regex = new StringBuilder();
    for (String line : lines) {
      if (DOTS.matcher(line.strip()).matches()) {
        regex.append("(?:.*\n)*");
        continue;
      }
      int at = 0;
      var dots = DOTS.matcher(line);
      while (dots.find()) {
        regex.append(Pattern.quote(line.substring(at, dots.start()))).append(".*");
        at = dots.end();
      }
      regex.append(Pattern.quote(line.substring(at).stripTrailing())).append("[ ]*\n?");
    }
    return Pattern.compile(regex.toString());
  }

  record Result(int exit, String output) {}

  private static Result shell(String command, Path folder) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().put("HOME", folder.resolve("home").toString());
    builder.environment().keySet().removeIf(name -> name.startsWith("XDG_"));
    builder.environment().put("XDG_CACHE_HOME", Coffer.CACHE.toString());
    Path log = Files.createTempFile(folder, "output", ".log");
    Process process =
        builder
            .redirectOutput(log.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(devNull()))
            .start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    return new Result(process.waitFor(), Files.readString(log, StandardCharsets.UTF_8));
  }

  private static java.io.File devNull() {
    return Path.of("/dev/null").toFile();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        if (!file.toString().matches(".*/(\\.coffer|build)(/.*)?")) {
          Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
      }
    }
  }
}
