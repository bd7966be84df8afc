package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The local host when things go wrong, and without root: whatever happens, nothing of a group
/// stays after `coffer down`, or after an `up` that failed. It looks at the whole machine, ends
/// processes by their command lines and gives ids to nobody: no other test may run beside it.
@Tag("alone")
class HostIT {
  private static final String NOBODY = "65534";

  @TempDir Path scratch;

  private Coffer coffer;
  private Path home;

  @BeforeEach
  void home() throws IOException {
    home = Files.createDirectory(scratch.resolve("home"));
    coffer = new Coffer(home);
  }

  @AfterEach
  void nothingStaysBehind() throws IOException {
    assertEquals(0, coffer.run("down", "--all").exit());
    assertEquals(List.of(), groups());
    assertEquals(List.of(), processes(home.resolve(".local/state/coffer/groups").toString()));
    assertFalse(Files.readString(Path.of("/proc/self/mountinfo")).contains(home.toString()));
    assertEquals(List.of(), controlGroups());
  }

  @ParameterizedTest
  @CsvSource({
    "coffer.host.Supervisor, builtin",
    "coffer.agent.GuestAgent, builtin",
    "-jar, builtin",
    "coffer.host.Supervisor, runc",
    "coffer.agent.GuestAgent, runc",
    "-jar, runc"
  })
  void aKilledProcessLeavesNothingAfterDown(String victim, String runtime) throws Exception {
    Coffer.Result up = coffer.run("up", hello().toString(), "--runtime", runtime);
    assertEquals(0, up.exit(), up::all);
    String marker = victim.equals("-jar") ? "/opt/java/bin/java" : victim;
    List<ProcessHandle> found = processes(marker);
    assertFalse(found.isEmpty(), "no process " + marker);
    found.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle process : found) {
      process.onExit().get();
    }
    if (victim.endsWith("Supervisor")) {
      assertEquals(1, coffer.run("status", "hello").exit(), "nobody reaches it, yet it runs");
    }
    assertEquals(0, coffer.run("down", "hello").exit());
    assertEquals(List.of(), processes("/opt/java/bin/java"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anOrdinaryUserNeedsNoRoot(boolean manyIds) throws Exception {
    Path hello = hello();
    for (Path path : List.of(scratch, home)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    assertEquals(0, coffer.run(List.of("chown", "-R", NOBODY, hello.toString()), scratch).exit());
    List<SubordinateIds> changed = new ArrayList<>();
    if (manyIds) {
      changed.add(SubordinateIds.grant(Path.of("/etc/subuid")));
      changed.add(SubordinateIds.grant(Path.of("/etc/subgid")));
    }
    Coffer user =
        new Coffer(home)
            .with("XDG_CACHE_HOME", home.resolve("cache").toString())
            .ofCopyIn(scratch)
            .through("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
    try {
      Coffer.Result up = user.run("up", hello.toString());
      assertEquals(0, up.exit(), up::all);
      assertEquals("trusted (development root)", up.after("verdict"));
      assertTrue(user.run("logs", "hello").out().contains("secret: "));
      Coffer.Result down = user.run("down", "hello");
      assertEquals(0, down.exit(), down::all);
      assertEquals(List.of(), groups());
    } finally {
      for (SubordinateIds ids : changed) {
        ids.restore();
      }
    }
  }

  @Test
  void aServiceThatEndsAtOnceIsSaidWithItsLastWords() throws Exception {
    Path hello = service("throw new IllegalStateException(\"no configuration\");");
    Coffer.Result up = coffer.run("up", hello.toString());
    assertEquals(ExitCode.REJECTED, up.exit(), up::all);
    assertTrue(up.err().contains("exit code 1"), up::all);
    assertTrue(up.err().contains("no configuration"), up::all);
    assertEquals(List.of(), groups());
  }

  @Test
  void aServiceThatNeverListensIsTakenAway() throws Exception {
    Path hello = service("Thread.sleep(600_000);");
    Coffer.Result up = coffer.run("up", hello.toString(), "--wait", "2");
    assertEquals(ExitCode.REJECTED, up.exit(), up::all);
    assertTrue(up.err().contains("8080"), up::all);
    assertEquals(List.of(), groups());
  }

  @Test
  void aCommandThatTheImageLacksIsNamed() throws Exception {
    Coffer.Result up =
        coffer.run("up", hello().toString(), "--runtime", "builtin", "--", "no-such-program");
    assertEquals(ExitCode.REJECTED, up.exit(), up::all);
    assertTrue(up.err().contains("no-such-program"), up::all);
  }

  @Test
  void aFullDiskIsSaidAndNothingIsLeft() throws Exception {
    Path small = Files.createDirectories(home.resolve(".local/state/coffer"));
    must("mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", small.toString());
    try {
      Coffer.Result up = coffer.run("up", hello().toString());
      assertEquals(ExitCode.ENVIRONMENT, up.exit(), up::all);
      assertTrue(up.err().contains("No space left on device"), up::all);
      assertEquals(List.of(), groups());
    } finally {
      must("umount", small.toString());
    }
  }

  /// As in most containers: root, but without the power to mount.
  @Test
  void aSuperuserWithoutPowerUsesAUserNamespace() throws Exception {
    Coffer confined = new Coffer(home).through("setpriv", "--bounding-set=-sys_admin");
    Coffer.Result up = confined.run("up", hello().toString());
    assertEquals(0, up.exit(), up::all);
    assertEquals("trusted (development root)", up.after("verdict"));
    assertEquals(0, confined.run("down", "hello").exit());
  }

  @Test
  void withoutAnyNamespaceTheDoctorIsNamed() throws Exception {
    Coffer confined =
        new Coffer(home)
            .through(
                "unshare",
                "--user",
                "--map-root-user",
                "sh",
                "-c",
                "echo 0 > /proc/sys/user/max_user_namespaces;"
                    + " exec setpriv --bounding-set=-sys_admin \"$@\"",
                "sh");
    Coffer.Result up = confined.run("up", hello().toString());
    assertEquals(ExitCode.ENVIRONMENT, up.exit(), up::all);
    assertTrue(up.err().contains("unshare"), up::all);
    assertTrue(up.err().contains("coffer doctor"), up::all);
    assertEquals(List.of(), groups());
    Coffer.Result doctor = confined.run("doctor");
    assertEquals(ExitCode.ENVIRONMENT, doctor.exit(), doctor::all);
    assertTrue(doctor.out().contains("MISSING   namespaces"), doctor::all);
  }

  @Test
  void upReplacesAGroupOfTheSameName() throws Exception {
    Path hello = hello();
    assertEquals(0, coffer.run("up", hello.toString(), "--port", "8080:18099").exit());
    Coffer.Result again = coffer.run("up", hello.toString(), "--port", "8080:18099");
    assertEquals(0, again.exit(), again::all);
    assertEquals("http://127.0.0.1:18099", again.after("url"));
    assertEquals(1, groups().size());
  }

  @Test
  void aGroupThatIsNotThereIsNamed() {
    for (String command : List.of("down", "logs")) {
      Coffer.Result result = coffer.run(command, "nothing");
      assertEquals(ExitCode.REJECTED, result.exit(), result::all);
      assertTrue(result.err().contains("nothing"), result::all);
    }
  }

  /// A copy of the example.
  private Path hello() throws IOException {
    Path from = Vectors.checkout().resolve("examples/hello");
    Path to = scratch.resolve("hello");
    Files.createDirectories(to.resolve("src/hello"));
    for (String file : List.of("coffer.yaml", "src/hello/Main.java")) {
      Files.copy(from.resolve(file), to.resolve(file));
    }
    return to;
  }

  /// The example with another program.
  private Path service(String body) throws IOException {
    Path hello = hello();
    Files.writeString(
        hello.resolve("src/hello/Main.java"),
        """
        package hello;
        public class Main {
          public static void main(String[] args) throws Exception {
            %s
          }
        }
        """
            .formatted(body));
    return hello;
  }

  private void must(String... command) {
    Coffer.Result result = coffer.run(List.of(command), scratch);
    assertEquals(0, result.exit(), result::all);
  }

  private List<Path> groups() throws IOException {
    Path folder = home.resolve(".local/state/coffer/groups");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(folder)) {
      return found.toList();
    }
  }

  /// Processes of this machine with `marker` in their command line, the tests' own left out.
  private static List<ProcessHandle> processes(String marker) throws IOException {
    List<ProcessHandle> found = new ArrayList<>();
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      try {
        String line = Files.readString(file).replace('\0', ' ');
        if (line.contains(marker) && !line.contains("surefire")) {
          found.add(process);
        }
      } catch (IOException ended) {
        continue;
      }
    }
    return found;
  }

  private static List<Path> controlGroups() throws IOException {
    try (Stream<Path> found = Files.find(Path.of("/sys/fs/cgroup"), 2, (path, _) -> isOurs(path))) {
      return found.toList();
    }
  }

  private static boolean isOurs(Path path) {
    return path.getFileName().toString().startsWith("coffer-");
  }

  /// A line for nobody in /etc/subuid or /etc/subgid.
  private record SubordinateIds(Path file, String before) {
    static SubordinateIds grant(Path file) throws IOException {
      String before = Files.exists(file) ? Files.readString(file) : "";
      Files.writeString(file, before + "nobody:200000:65536\n");
      return new SubordinateIds(file, before);
    }

    void restore() throws IOException {
      Files.writeString(file, before);
    }
  }
}
