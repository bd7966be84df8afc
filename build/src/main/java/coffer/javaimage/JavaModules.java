package coffer.javaimage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// The modules of the JDK that a jar needs.
public final class JavaModules {
  private JavaModules() {}

  /// What jdeps finds in the jar and in the jars that its manifest's class path names; references
  /// to classes that are nowhere are passed over.
  public static SortedSet<String> neededBy(Path jar) throws IOException, BuildException {
    JavaTool.Answer answer =
        new JavaTool("jdeps")
            .run(
                "--print-module-deps",
                "--ignore-missing-deps",
                "--multi-release",
                Integer.toString(Runtime.version().feature()),
                jar.toString());
    String last = answer.output().lines().reduce("", (_, line) -> line).strip();
    if (answer.status() != 0 || last.isEmpty()) {
      throw new BuildException(
          "%s: jdeps cannot tell its modules: %s; set service.modules"
              .formatted(jar, answer.output()));
    }
    SortedSet<String> modules = new TreeSet<>(List.of(last.split(",")));
    modules.add("java.base");
    return modules;
  }
}
