package coffer.javaimage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.image.Image;
import coffer.image.Images;
import coffer.image.Layer;
import coffer.workload.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaImageTest {
  private static final String CONFIG =
      "\n  config: [{source: app.conf, target: /etc/small/app.conf}]\n  arguments: [a, b]"
          + "\n  modules: [java.base]";

  /// Shared by the tests, because linking takes a second or two.
  @TempDir static Path cache;

  @TempDir Path temp;

  @Test
  void theProgramStartsFromTheImageAlone() throws Exception {
    Path layout = temp.resolve("image");
    build(Services.fromSource(temp.resolve("service"), CONFIG), layout);
    Image image = Images.open(layout);
    Path root = unpacked(image);
    assertEquals(
        "started %d a,b\na resource".formatted(Runtime.version().feature()),
        runIn(root, image.config().command()));
    assertEquals("key = value\n", Files.readString(root.resolve("etc/small/app.conf")));
    assertTrue(Files.readString(root.resolve("etc/passwd")).contains("nonroot:x:65532:65532:"));
  }

  @Test
  void theConfigurationSaysHowToStart() throws Exception {
    JavaImage image =
        build(
            Services.fromSource(
                temp.resolve("service"), CONFIG + "\n  user: 1000\n  jvmOptions: [-Xmx64m]"),
            temp.resolve("image"));
    assertEquals(
        List.of("/opt/java/bin/java", "-Xmx64m", "-jar", "/app/app.jar", "a", "b"),
        image.config().entrypoint());
    assertEquals("1000", image.config().user());
    assertEquals("/app", image.config().workingDir());
    assertEquals(List.of("8080/tcp"), image.config().exposedPorts());
    assertTrue(image.config().env().contains("JAVA_HOME=/opt/java"));
    assertEquals(3, image.layers().size());
  }

  @Test
  void everyFolderHasItsEntryAndNothingBelongsToTheBuilder() throws Exception {
    Path layout = temp.resolve("image");
    build(Services.fromSource(temp.resolve("service"), CONFIG), layout);
    for (Layer layer : Images.open(layout).layers()) {
      List<String> names = new ArrayList<>();
      for (String line : listing(layer)) {
        String[] columns = line.split("\\s+", 6);
        assertEquals("0/0", columns[1], line);
        assertEquals("1970-01-01", columns[3], line);
        String name = columns[5].replaceFirst(" -> .*", "").replaceFirst("/$", "");
        int slash = name.lastIndexOf('/');
        assertTrue(slash < 0 || names.contains(name.substring(0, slash)), line);
        names.add(name);
      }
    }
  }

  @Test
  void theSameServiceHasTheSameBytesEverywhere() throws Exception {
    Services.fromSource(temp.resolve("one"), CONFIG);
    Services.fromSource(temp.resolve("two/deeper"), CONFIG);
    String one = buildElsewhere("022", temp.resolve("one"), "1", Map.of("TZ", "UTC"));
    String two =
        buildElsewhere(
            "077",
            temp.resolve("two/deeper"),
            "2",
            Map.of("TZ", "Asia/Tokyo", "LC_ALL", "C", "JAVA_TOOL_OPTIONS", "-Duser.language=tr"));
    assertEquals(one, two);
  }

  @Test
  void aDamagedRuntimeInTheCacheIsLinkedAgain() throws Exception {
    Path own = temp.resolve("cache");
    Workload workload = Services.fromSource(temp.resolve("service"), CONFIG);
    JavaImageBuild build = new JavaImageBuild(jdk(), own, Path.of("/"));
    JavaImage first = build.build(workload, temp.resolve("image"), _ -> {});
    try (var entries = Files.walk(own)) {
      Path layer = entries.filter(path -> path.endsWith("layer.tar.gz")).findFirst().orElseThrow();
      byte[] content = Files.readAllBytes(layer);
      content[content.length / 2] ^= 1;
      Files.write(layer, content);
    }
    List<String> steps = new ArrayList<>();
    assertEquals(
        first.manifest(), build.build(workload, temp.resolve("image"), steps::add).manifest());
    assertTrue(steps.stream().anyMatch(step -> step.startsWith("linking")), steps.toString());
  }

  @Test
  void aBuildCommandMakesTheJar() throws Exception {
    Path folder = temp.resolve("service");
    byte[] jar =
        new SourceJar(Services.fromSource(temp.resolve("other"), "").resolve("src")).build(null);
    Files.createDirectories(folder);
    Files.write(folder.resolve("made.jar"), jar);
    JavaImage image =
        build(
            Services.load(
                folder,
                "jar: target/x.jar\n  build: test -x \"$JAVA_HOME/bin/javac\" && mkdir -p target &&"
                    + " cp made.jar target/x.jar\n  mainClass: small.Main\n  modules: [java.base]"),
            temp.resolve("image"));
    assertEquals(
        List.of("/opt/java/bin/java", "-cp", "/app/app.jar", "small.Main"),
        image.config().entrypoint());
  }

  @Test
  void aFailingBuildCommandShowsItsLastLines() throws Exception {
    Workload workload =
        Services.load(temp.resolve("service"), "jar: x.jar\n  build: echo not today; exit 3");
    BuildException e = assertThrows(BuildException.class, () -> build(workload));
    assertEquals(
        "service.build: 'echo not today; exit 3' ended with status 3; the whole log is in %s%nnot today"
            .formatted(workload.resolve(".coffer/build.log")),
        e.getMessage());
  }

  @Test
  void sourcesThatDoNotCompileAreShownWithTheirPlace() throws Exception {
    Workload workload = Services.fromSource(temp.resolve("service"), "");
    Files.writeString(workload.resolve("src/small/Main.java"), "class Main { int x = ; }");
    BuildException e = assertThrows(BuildException.class, () -> build(workload));
    assertTrue(String.valueOf(e.getMessage()).contains("Main.java:1: illegal start"));
    Files.writeString(workload.resolve("src/small/Main.java"), "class Main {}");
    assertTrue(
        String.valueOf(assertThrows(BuildException.class, () -> build(workload)).getMessage())
            .contains("one class with a main method wanted, found none; set service.mainClass"));
  }

  @Test
  void missingInputsAreNamed() throws Exception {
    Workload noJar = Services.load(temp.resolve("a"), "jar: target/x.jar");
    assertTrue(
        String.valueOf(assertThrows(NoSuchFileException.class, () -> build(noJar)).getMessage())
            .contains("target/x.jar"));
    Workload noJarAtAll = Services.load(temp.resolve("b"), "jar: x.jar");
    Files.writeString(noJarAtAll.resolve("x.jar"), "text");
    assertTrue(
        assertThrows(MalformedException.class, () -> build(noJarAtAll))
            .getMessage()
            .contains("not a jar"));
    Workload noConfig =
        Services.fromSource(temp.resolve("c"), "\n  config: [{source: no, target: /a/b}]");
    assertThrows(NoSuchFileException.class, () -> build(noConfig));
    Workload taken =
        Services.fromSource(
            temp.resolve("d"), "\n  config: [{source: app.conf, target: /app/app.jar}]");
    assertThrows(BuildException.class, () -> build(taken));
    Workload noModule = Services.fromSource(temp.resolve("e"), "\n  modules: [no.such]");
    assertTrue(
        String.valueOf(assertThrows(BuildException.class, () -> build(noModule)).getMessage())
            .contains("jlink cannot link no.such"));
  }

  @Test
  void jdepsFindsTheModules() throws Exception {
    Workload workload = Services.fromSource(temp.resolve("service"), "");
    Files.writeString(
        workload.resolve("src/small/Log.java"),
        "package small; class Log { java.util.logging.Logger log; }");
    Path jar =
        Files.write(
            temp.resolve("x.jar"), new SourceJar(workload.resolve("src")).build("small.Main"));
    assertEquals("[java.base, java.logging]", JavaModules.neededBy(jar).toString());
  }

  private JavaImage build(Workload workload) throws Exception {
    return build(workload, temp.resolve("image"));
  }

  private static JavaImage build(Workload workload, Path layout) throws Exception {
    return new JavaImageBuild(jdk(), cache, Path.of("/")).build(workload, layout, _ -> {});
  }

  private static Path jdk() {
    return Path.of(System.getProperty("java.home"));
  }

  private String buildElsewhere(
      String umask, Path service, String name, Map<String, String> environment) throws Exception {
    ProcessBuilder process =
        new ProcessBuilder(
            "/bin/sh",
            "-c",
            "umask %s; exec \"$@\"".formatted(umask),
            "sh",
            jdk().resolve("bin/java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            BuildMain.class.getName(),
            service.toString(),
            temp.resolve("cache" + name).toString(),
            temp.resolve("image" + name).toString());
    process.environment().putAll(environment);
    return output(process);
  }

  private Path unpacked(Image image) throws Exception {
    Path root = Files.createDirectory(temp.resolve("root"));
    for (Layer layer : image.layers()) {
      tar(layer, List.of("tar", "-x", "--no-same-owner", "-C", root.toString(), "-f", "-"));
    }
    return root;
  }

  private List<String> listing(Layer layer) throws Exception {
    return tar(layer, List.of("tar", "-t", "-v", "--numeric-owner", "--utc", "-f", "-"))
        .lines()
        .toList();
  }

  private String tar(Layer layer, List<String> command) throws Exception {
    Path tar = temp.resolve("layer.tar");
    try (InputStream in = layer.open()) {
      Files.copy(in, tar, StandardCopyOption.REPLACE_EXISTING);
    }
    return output(new ProcessBuilder(command).redirectInput(tar.toFile()));
  }

  /// Starts a command by the image's own loader with the image's own libraries, because a test has
  /// no right to change its root.
  private static String runIn(Path root, List<String> command) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                root + "/lib64/ld-linux-x86-64.so.2",
                "--inhibit-cache",
                "--library-path",
                "%1$s/lib/x86_64-linux-gnu:%1$s/lib64:%1$s/opt/java/lib".formatted(root)));
    command.forEach(word -> all.add(word.startsWith("/") ? root + word : word));
    return output(new ProcessBuilder(all));
  }

  private static String output(ProcessBuilder builder) throws Exception {
    Path errors = Files.createTempFile("coffer-test-", ".err");
    try {
      Process process = builder.redirectError(errors.toFile()).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), () -> read(errors));
      return output.strip();
    } finally {
      Files.delete(errors);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
