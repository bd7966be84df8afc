package coffer.javaimage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.workload.Service;
import coffer.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When the user's build command runs, and when it is left out.
class BuildInputsTest {
  private static final String COMMAND =
      "echo run >> runs; mkdir -p target; cp made.jar target/x.jar; cp made.jar target/library.jar";
  private static final String INPUTS = "made.jar, 'src/**/*.txt', conf, '../shared/?.cfg'";

  @TempDir Path temp;
  private Path folder = Path.of("");

  @BeforeEach
  void aServiceThatWasBuilt() throws Exception {
    folder = temp.resolve("service");
    write("src/top.txt", "top");
    write("src/a/b/deep.txt", "deep");
    write("src/a/other.bin", "not declared");
    write("conf/app.conf", "key = value");
    write("../shared/x.cfg", "shared");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "small.Main");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "library.jar absent.jar");
    new JarOutputStream(Files.newOutputStream(folder.resolve("made.jar")), manifest).close();
    build();
    assertEquals(1, runs());
  }

  @Test
  void unchangedInputsAreNotBuiltAgain() throws Exception {
    List<String> steps = new ArrayList<>();
    ServiceJar jar = build(load(COMMAND, INPUTS), steps);
    assertEquals(1, runs());
    assertEquals(List.of("library.jar"), jar.classPath());
    assertTrue(steps.getFirst().contains("service.build is not run"), steps::toString);
    write("src/a/other.bin", "changed, but not declared");
    build();
    assertEquals(1, runs());
  }

  @Test
  void aChangedInputIsBuilt() throws Exception {
    for (String file :
        List.of("src/top.txt", "src/a/b/deep.txt", "conf/app.conf", "../shared/x.cfg")) {
      int before = runs();
      write(file, "other");
      build();
      assertEquals(before + 1, runs(), file);
    }
    build();
    assertEquals(5, runs());
  }

  @Test
  void aNewOrMovedOrDeletedFileIsBuilt() throws Exception {
    write("src/a/b/c/new.txt", "");
    build();
    assertEquals(2, runs());
    write("conf/sub/new", "");
    build();
    assertEquals(3, runs());
    Files.move(folder.resolve("src/top.txt"), folder.resolve("src/moved.txt"));
    build();
    assertEquals(4, runs());
    Files.delete(folder.resolve("src/a/b/deep.txt"));
    build();
    assertEquals(5, runs());
  }

  @Test
  void aChangedResultIsBuilt() throws Exception {
    Files.delete(folder.resolve("target/x.jar"));
    build();
    assertEquals(2, runs());
    Files.writeString(folder.resolve("target/x.jar"), "damaged");
    build();
    assertEquals(3, runs());
    Files.delete(folder.resolve("target/library.jar"));
    build();
    assertEquals(4, runs());
    Files.writeString(folder.resolve("target/library.jar"), "another");
    build();
    assertEquals(5, runs());
  }

  @Test
  void anotherCommandOrDeclarationIsBuilt() throws Exception {
    build(load(COMMAND + "; true", INPUTS), new ArrayList<>());
    assertEquals(2, runs());
    build(load(COMMAND + "; true", INPUTS + ", src"), new ArrayList<>());
    assertEquals(3, runs());
  }

  @Test
  void withoutInputsItIsAlwaysBuilt() throws Exception {
    build(load(COMMAND, ""), new ArrayList<>());
    build(load(COMMAND, ""), new ArrayList<>());
    assertEquals(3, runs());
    // Nobody knows what that one read.
    build();
    assertEquals(4, runs());
  }

  @Test
  void aFailedBuildIsBuiltAgain() throws Exception {
    write("src/top.txt", "other");
    Files.move(folder.resolve("made.jar"), folder.resolve("conf/made.jar"));
    Workload moved = load(COMMAND, "'src/**/*.txt', conf");
    assertThrows(BuildException.class, () -> build(moved, new ArrayList<>()));
    assertThrows(BuildException.class, () -> build(moved, new ArrayList<>()));
    assertEquals(3, runs());
  }

  @Test
  void itIsBuiltWhenAskedFor() throws Exception {
    ServiceJar.rebuild(load(COMMAND, INPUTS));
    build();
    assertEquals(2, runs());
    build();
    assertEquals(2, runs());
  }

  @Test
  void anInputThatIsNotThereIsAnError() throws Exception {
    for (String pattern : List.of("missing.txt", "'src/*.java'", "'**/*.java'")) {
      Workload workload = load(COMMAND, pattern);
      BuildException e =
          assertThrows(BuildException.class, () -> build(workload, new ArrayList<>()));
      assertTrue(String.valueOf(e.getMessage()).contains(pattern.replace("'", "")), e::getMessage);
    }
    assertThrows(MalformedException.class, () -> load(COMMAND, "/etc/passwd"));
    assertThrows(
        MalformedException.class,
        () -> Services.load(folder, "jar: made.jar\n  inputs: [made.jar]"));
  }

  private void build() throws Exception {
    build(load(COMMAND, INPUTS), new ArrayList<>());
  }

  private ServiceJar build(Workload workload, List<String> steps) throws Exception {
    return ServiceJar.of(
        workload,
        (Service.Java) workload.service(),
        Path.of(System.getProperty("java.home")),
        temp,
        steps::add);
  }

  private Workload load(String command, String inputs) throws IOException {
    return Services.load(
        folder, "jar: target/x.jar\n  build: \"%s\"\n  inputs: [%s]".formatted(command, inputs));
  }

  private int runs() throws IOException {
    return Files.readAllLines(folder.resolve("runs")).size();
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
