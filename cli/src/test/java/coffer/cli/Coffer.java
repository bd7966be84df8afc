package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.testkit.Vectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs `./coffer` and other programs as a person would, with a home of its own.
final class Coffer {
  /// Linked runtimes, for all tests: linking one takes as long as the rest of a test.
  static final Path CACHE = Vectors.checkout().resolve("cli/target/test-cache");

  static final Path LAUNCHER = Vectors.checkout().resolve("coffer");

  private final Path home;
  private Path launcher = LAUNCHER;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<String> prefix = new ArrayList<>();

  /// `home` holds state, data and cache, and the logs of the runs.
  Coffer(Path home) {
    this.home = home;
  }

  Coffer with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /// Runs a copy in `folder` of what was built: other users may not enter the checkout's.
  Coffer ofCopyIn(Path folder) {
    Path copy = folder.resolve("coffer-for-all");
    String script =
        """
        mkdir -p "$1/cli/target" && cp -r coffer scripts "$1" && cp -r cli/target/dist "$1/cli/target" && chmod -R a+rX "$1"
        """;
    Result copied = run(List.of("sh", "-c", script, "sh", copy.toString()), Vectors.checkout());
    assertEquals(0, copied.exit(), copied::all);
    launcher = copy.resolve("coffer");
    return this;
  }

  /// Puts a program in front, such as `setpriv` with its options.
  Coffer through(String... command) {
    prefix.addAll(List.of(command));
    return this;
  }

  /// What a finished program left: its exit code and both outputs.
  record Result(int exit, String out, String err) {
    String all() {
      return "exit " + exit + "\n--- out\n" + out + "--- err\n" + err;
    }

    /// The last word of the line of the output that starts with `label`.
    String after(String label) {
      return out.lines()
          .filter(line -> line.startsWith(label))
          .map(line -> line.substring(label.length()).strip())
          .findFirst()
          .orElseThrow(() -> new AssertionError("no line '" + label + "' in\n" + all()));
    }
  }

  Result run(String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(launcher.toString());
    command.addAll(List.of(arguments));
    return run(command, launcher.resolveSibling("."));
  }

  /// Any other program, in `folder`.
  Result run(List<String> command, Path folder) {
    try {
      Files.createDirectories(home);
      Path out = Files.createTempFile(home, "out", ".log");
      Path err = Files.createTempFile(home, "err", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.environment().keySet().removeIf(name -> name.startsWith("XDG_"));
      builder.environment().put("HOME", home.toString());
      builder.environment().put("XDG_CACHE_HOME", CACHE.toString());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError("no end after 5 minutes: " + command);
      }
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
