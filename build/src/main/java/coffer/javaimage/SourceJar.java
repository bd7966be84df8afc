package coffer.javaimage;

import java.io.IOException;
import java.io.Writer;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.reflect.AccessFlag;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Compiles a folder of .java files in this process and packs the classes, together with the
/// folder's other files, as a jar.
record SourceJar(Path folder) {
  private static final int PROBLEMS_SHOWN = 20;

  /// The jar's bytes. `mainClass` may be null when exactly one class has a main method.
  byte[] build(@Nullable String mainClass) throws IOException, BuildException {
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    Path classes = Files.createTempDirectory("coffer-classes-");
    try {
      compile(files().filter(SourceJar::isJava).toList(), classes);
      SortedMap<String, byte[]> entries = new TreeMap<>();
      addFiles(
          entries, classes, Folders.walk(classes).stream().filter(Files::isRegularFile).toList());
      String main = mainClass == null ? onlyMain(entries) : mainClass;
      addFiles(entries, folder, files().filter(file -> !isJava(file)).toList());
      return DeterministicJar.of(main, entries);
    } finally {
      Folders.delete(classes);
    }
  }

  private Stream<Path> files() throws IOException {
    return Folders.walk(folder, FileVisitOption.FOLLOW_LINKS).stream().filter(Files::isRegularFile);
  }

  private static boolean isJava(Path file) {
    return file.toString().endsWith(".java");
  }

  private void compile(List<Path> sources, Path classes) throws IOException, BuildException {
    if (sources.isEmpty()) {
      throw new BuildException(folder + ": .java files wanted, found none");
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IOException("a JDK wanted, found a Java runtime without a compiler");
    }
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(problems, Locale.ROOT, StandardCharsets.UTF_8)) {
      List<String> options =
          List.of(
              "-d",
              classes.toString(),
              "--release",
              Integer.toString(Runtime.version().feature()),
              "-encoding",
              "UTF-8",
              "-proc:none",
              "-classpath",
              "");
      boolean done =
          compiler
              .getTask(
                  Writer.nullWriter(),
                  files,
                  problems,
                  options,
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      if (!done) {
        throw new BuildException(text(problems.getDiagnostics()));
      }
    }
  }

  private String text(List<Diagnostic<? extends JavaFileObject>> problems) {
    List<String> lines =
        problems.stream()
            .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
            .map(SourceJar::text)
            .toList();
    String shown = lines.stream().limit(PROBLEMS_SHOWN).collect(Collectors.joining("\n"));
    return "%s does not compile, %d errors%n%s".formatted(folder, lines.size(), shown);
  }

  private static String text(Diagnostic<? extends JavaFileObject> problem) {
    String file = problem.getSource() == null ? "" : problem.getSource().getName() + ":";
    return "%s%d: %s".formatted(file, problem.getLineNumber(), problem.getMessage(Locale.ROOT));
  }

  private static void addFiles(SortedMap<String, byte[]> entries, Path base, List<Path> files)
      throws IOException {
    for (Path file : files) {
      entries.put(base.relativize(file).toString(), Files.readAllBytes(file));
    }
  }

  private String onlyMain(SortedMap<String, byte[]> classes) throws BuildException {
    List<String> mains =
        classes.values().stream()
            .map(ClassFile.of()::parse)
            .filter(SourceJar::hasMain)
            .map(model -> model.thisClass().asInternalName().replace('/', '.'))
            .toList();
    if (mains.size() != 1) {
      throw new BuildException(
          "%s: one class with a main method wanted, found %s; set service.mainClass"
              .formatted(folder, mains.isEmpty() ? "none" : String.join(", ", mains)));
    }
    return mains.getFirst();
  }

  private static boolean hasMain(ClassModel model) {
    return model.methods().stream()
        .anyMatch(
            method ->
                method.methodName().equalsString("main")
                    && method.methodType().equalsString("([Ljava/lang/String;)V")
                    && method.flags().has(AccessFlag.STATIC)
                    && method.flags().has(AccessFlag.PUBLIC));
  }
}
