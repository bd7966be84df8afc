package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.json.Json;
import coffer.testkit.Vectors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The first command, as a person types it: a service comes up under its identity, proves it and
/// gets its secret; what the policy does not allow is denied with the change that would allow it;
/// nothing stays behind.
class UpIT {
  @TempDir Path scratch;

  private Coffer coffer;
  private Path hello;

  @BeforeEach
  void copyTheExample() throws IOException {
    coffer = new Coffer(scratch.resolve("home"));
    hello = copyOfHello("hello");
  }

  @AfterEach
  void nothingStaysBehind() throws IOException {
    assertEquals(0, coffer.run("down", "--all").exit());
    Path groups = scratch.resolve("home/.local/state/coffer/groups");
    if (Files.exists(groups)) {
      try (Stream<Path> left = Files.list(groups)) {
        assertEquals(List.of(), left.toList());
      }
    }
    assertEquals("", processesOf(groups), "processes of the group's folder");
    assertFalse(Files.readString(Path.of("/proc/self/mountinfo")).contains(groups.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"builtin", "runc"})
  void aServiceComesUpProvesItselfAndGetsItsSecret(String runtime) throws Exception {
    Coffer.Result up = coffer.run("up", hello.toString(), "--runtime", runtime);
    assertEquals(0, up.exit(), up::all);
    assertEquals("trusted (development root)", up.after("verdict"));
    String hostData = up.after("identity").replace("host_data ", "");
    assertEquals(hostData, hostDataOf(hello));
    assertTrue(get(up.after("url")).contains("secret"), () -> "no fingerprint");

    Coffer.Result status = coffer.run("status", "--json");
    assertTrue(status.out().contains(hostData), status::all);
    assertFalse(coffer.run("logs", "hello").out().isEmpty());
    assertEquals(0, coffer.run("down", "hello").exit());
    assertEquals(1, coffer.run("status", "hello").exit());
  }

  @Test
  void jsonSaysTheSame() {
    Coffer.Result up = coffer.run("up", hello.toString(), "--json");
    assertEquals(0, up.exit(), up::all);
    Json.Obj answer =
        Json.parseObject(up.out().strip().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertEquals("trusted", answer.object("verdict").string("verdict"));
    assertEquals(64, answer.object("identity").object("snp").string("hostData").length());
  }

  @Test
  void whatTheApprovedPolicyDoesNotAllowIsDeniedAndTheChangeAllowsIt() throws Exception {
    assertEquals(0, coffer.run("up", hello.toString()).exit());
    assertEquals(0, coffer.run("down", "hello").exit());
    Path approved =
        Files.copy(hello.resolve(".coffer/policy.rego"), scratch.resolve("approved.rego"));

    assertDeniedThenAllowed(approved, "variable", "--env", "EXTRA=1");
    assertDeniedThenAllowed(approved, "user", "--user", "1234");
    assertDeniedThenAllowed(
        approved, "command", "--", "/opt/java/bin/java", "-Xmx32m", "-jar", "/app/app.jar");
  }

  @Test
  void aChangedLayerIsDenied() throws Exception {
    assertEquals(0, coffer.run("up", hello.toString()).exit());
    assertEquals(0, coffer.run("down", "hello").exit());
    Path approved =
        Files.copy(hello.resolve(".coffer/policy.rego"), scratch.resolve("approved.rego"));
    Path source = hello.resolve("src/hello/Main.java");
    Files.writeString(source, Files.readString(source) + "\n// another service\nclass Other {}\n");
    assertDeniedThenAllowed(approved, "layer");
  }

  @Test
  void aByteChangedInTheStoredImageIsNamed() throws Exception {
    assertEquals(0, coffer.run("build", hello.toString()).exit());
    Path blobs = hello.resolve(".coffer/image/blobs/sha256");
    Path largest;
    try (Stream<Path> files = Files.list(blobs)) {
      largest =
          files.max(java.util.Comparator.comparingLong(f -> f.toFile().length())).orElseThrow();
    }
    byte[] content = Files.readAllBytes(largest);
    content[content.length / 2] ^= 1;
    Files.write(largest, content);
    Coffer.Result up =
        coffer.run("up", "--image", hello.resolve(".coffer/image").toString(), "--name", "changed");
    assertEquals(ExitCode.MALFORMED, up.exit(), up::all);
    assertTrue(up.err().contains(largest.getFileName().toString()), up::all);
  }

  @Test
  void theIdentityIsTheSameForAnotherFolderUserUmaskLocaleAndZone() throws Exception {
    Coffer.Result first = coffer.run("identity", hello.toString());
    assertEquals(0, first.exit(), first::all);
    Path other = copyOfHello("elsewhere/under/another-name");
    Path home = Files.createDirectories(scratch.resolve("other-home"));
    for (Path path : List.of(scratch, home)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    openToAll(scratch.resolve("elsewhere"));
    Coffer stranger =
        new Coffer(home)
            .with("XDG_CACHE_HOME", home.resolve("cache").toString())
            .with("LC_ALL", "tr_TR.UTF-8")
            .with("TZ", "Pacific/Chatham")
            .ofCopyIn(scratch)
            .through(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "sh",
                "-c",
                "umask 077; exec \"$@\"",
                "sh");
    Coffer.Result second = stranger.run("identity", other.toString());
    assertEquals(0, second.exit(), second::all);
    assertEquals(
        Files.readString(hello.resolve(".coffer/identity.json")),
        Files.readString(other.resolve(".coffer/identity.json")));
    assertEquals(
        Files.readString(hello.resolve(".coffer/policy.rego")),
        Files.readString(other.resolve(".coffer/policy.rego")));
  }

  @Test
  void aChangedServiceHasAnotherIdentity() throws Exception {
    assertEquals(0, coffer.run("identity", hello.toString()).exit());
    String before = hostDataOf(hello);
    Path yaml = hello.resolve("coffer.yaml");
    Files.writeString(yaml, Files.readString(yaml).replace("hello from", "greetings from"));
    assertEquals(0, coffer.run("identity", hello.toString()).exit());
    assertNotEquals(before, hostDataOf(hello));
  }

  @Test
  void aPortInUseIsNamedBeforeAnythingIsBuilt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Coffer.Result up =
          coffer.run("up", hello.toString(), "--port", "8080:" + taken.getLocalPort());
      assertEquals(ExitCode.ENVIRONMENT, up.exit(), up::all);
      assertTrue(up.err().contains(Integer.toString(taken.getLocalPort())), up::all);
    }
  }

  @Test
  void aMissingJarIsNamed() throws Exception {
    Path yaml = hello.resolve("coffer.yaml");
    Files.writeString(
        yaml,
        """
        apiVersion: coffer/v1
        kind: Workload
        name: hello
        service:
          type: java
          jar: target/missing.jar
        """);
    Coffer.Result up = coffer.run("up", hello.toString());
    assertTrue(up.exit() == ExitCode.ENVIRONMENT || up.exit() == ExitCode.MALFORMED, up::all);
    assertTrue(up.err().contains("target/missing.jar"), up::all);
  }

  @Test
  void brokenYamlNamesTheLine() throws Exception {
    Files.writeString(hello.resolve("coffer.yaml"), "apiVersion: coffer/v1\nkind: [\n");
    Coffer.Result up = coffer.run("up", hello.toString());
    assertEquals(ExitCode.MALFORMED, up.exit(), up::all);
    assertTrue(up.err().contains("line"), up::all);
  }

  private void assertDeniedThenAllowed(Path approved, String field, String... request)
      throws Exception {
    String[] denied =
        concat(List.of("up", hello.toString(), "--policy", approved.toString()), request);
    Coffer.Result first = coffer.run(denied);
    assertEquals(ExitCode.REJECTED, first.exit(), first::all);
    assertTrue(first.err().contains(field), first::all);
    assertTrue(first.err().contains("wanted") && first.err().contains("found"), first::all);
    assertEquals(1, coffer.run("status", "hello").exit(), "something was started");

    Path changed = hello.resolve(".coffer/policy.suggested.rego");
    String[] allowed =
        concat(List.of("up", hello.toString(), "--policy", changed.toString()), request);
    Coffer.Result second = coffer.run(allowed);
    assertEquals(0, second.exit(), second::all);
    assertEquals("trusted (development root)", second.after("verdict"));
    assertEquals(0, coffer.run("down", "hello").exit());
  }

  private static String[] concat(List<String> first, String... second) {
    return Stream.concat(first.stream(), Stream.of(second)).toArray(String[]::new);
  }

  private Path copyOfHello(String name) throws IOException {
    Path from = Vectors.checkout().resolve("examples/hello");
    Path to = scratch.resolve(name);
    Files.createDirectories(to);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(f -> !f.toString().contains(".coffer")).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    return to;
  }

  private static void openToAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Files.setPosixFilePermissions(
            file,
            PosixFilePermissions.fromString(Files.isDirectory(file) ? "rwxrwxrwx" : "rw-rw-rw-"));
      }
    }
  }

  private static String hostDataOf(Path folder) throws IOException {
    return Json.parseObject(Files.readAllBytes(folder.resolve(".coffer/identity.json")))
        .object("snp")
        .string("hostData");
  }

  private static String get(String url) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals(200, answer.statusCode());
      return answer.body();
    }
  }

  private static String processesOf(Path folder) throws IOException {
    StringBuilder found = new StringBuilder();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process :
          processes.filter(p -> p.getFileName().toString().matches("[0-9]+")).toList()) {
        try {
          String command = Files.readString(process.resolve("cmdline")).replace('\0', ' ');
          String folderOf = Files.readSymbolicLink(process.resolve("cwd")).toString();
          if (command.contains(folder.toString()) || folderOf.startsWith(folder.toString())) {
            found.append(command).append('\n');
          }
        } catch (IOException ended) {
          continue;
        }
      }
    }
    return found.toString();
  }
}
