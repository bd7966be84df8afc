package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An image of mmdebstrap and buildah in Debian's docker-registry, behind TLS and a password: every
/// command that needs an image takes it from there, or from the store, and comes to what it comes
/// to with the image's archive.
class ImageReferencesIT {
  private static final String USER = "ci";
  private static final String PASSWORD = "secret of ci";
  private static final List<String> SERVER = List.of("python3", "-m", "http.server", "8080");

  @TempDir static Path temp;

  private static ImagesOfOthers images;
  private static RegistryKeys keys;
  private static DockerRegistry registry;
  private static Path logins;
  private static String app;

  @BeforeAll
  static void push() throws Exception {
    images = ImagesOfOthers.shared();
    keys = RegistryKeys.make(temp.resolve("keys/authority"));
    registry =
        DockerRegistry.start(temp.resolve("registry"), keys.passwords(USER, PASSWORD), keys.tls());
    app = "localhost:" + registry.port + "/team/python:1";
    logins =
        RegistryKeys.login(
            temp.resolve("logins.json"), "localhost:" + registry.port, USER, PASSWORD);
    List<String> push =
        List.of(
            "skopeo",
            "copy",
            "-q",
            "--dest-cert-dir",
            keys.folder().toString(),
            "--dest-creds",
            USER + ":" + PASSWORD,
            "oci:" + images.ociLayout,
            "docker://" + app);
    Coffer.Result pushed = new Coffer(temp.resolve("tools")).run(push, temp);
    assertEquals(0, pushed.exit(), pushed::all);
  }

  @AfterAll
  static void stop() {
    if (registry != null) {
      registry.close();
    }
  }

  /// With a cache of its own.
  private static Coffer coffer(String name) {
    Path home = temp.resolve(name);
    return new Coffer(home)
        .with("XDG_CACHE_HOME", home.resolve("cache").toString())
        .with("REGISTRY_AUTH_FILE", logins.toString());
  }

  private static Coffer.Result run(Coffer coffer, List<String> command, String... more) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return coffer.run(all.toArray(String[]::new));
  }

  private static String must(Coffer.Result result) {
    assertEquals(0, result.exit(), result::all);
    return result.out();
  }

  private static String ca() {
    return keys.authority().toString();
  }

  /// The archive under the name that the source gives the image.
  private static Path archives() throws IOException {
    Path archive = temp.resolve("app.tar");
    if (!Files.exists(archive)) {
      must(
          coffer("archives")
              .run(
                  "image",
                  "copy",
                  "docker-archive:" + images.dockerArchive,
                  "docker-archive:" + archive + ":" + app));
    }
    return Files.writeString(
        temp.resolve("archives.json"), "{\"%s\": \"%s\"}".formatted(app, archive));
  }

  private static Path template() throws IOException {
    return Files.writeString(
        temp.resolve("template.json"),
        """
        {"parameters": {"image": {"defaultValue": "%s"}},
         "resources": [{
          "type": "Microsoft.ContainerInstance/containerGroups", "name": "g",
          "properties": {"osType": "Linux", "containers": [
            {"name": "web", "properties": {
              "image": "[parameters('image')]", "command": ["python3", "-m", "http.server"]}}]}}]}
        """
            .formatted(app));
  }

  private static List<List<String>> sources() throws IOException {
    Path pod =
        Files.writeString(
            temp.resolve("pod.yaml"),
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: "%s"}]}
            """
                .formatted(app));
    Path config =
        Files.writeString(
            temp.resolve("config.json"),
            "{\"containers\": [{\"name\": \"web\", \"properties\": {\"image\": \"%s\"}}]}"
                .formatted(app));
    String written = temp.resolve("written.rego").toString();
    List<String> fragment =
        List.of("policy", "fragment", "-n", "web", "--svn", "1", "--output-filename", written);
    List<List<String>> sources = new ArrayList<>();
    for (List<String> source :
        List.of(
            List.of("-a", template().toString()),
            List.of("--virtual-node-yaml", pod.toString()),
            List.of("-i", config.toString()),
            List.of("--image", app))) {
      List<String> command = new ArrayList<>(List.of("policy", "generate", "--outraw"));
      command.addAll(source);
      sources.add(command);
    }
    for (List<String> source : List.of(List.of("-i", config.toString()), List.of("--image", app))) {
      List<String> command = new ArrayList<>(fragment);
      command.addAll(source);
      sources.add(command);
    }
    sources.add(List.of("policy", "containers", "from-image", app));
    sources.add(List.of("policy", "containers", "from-vn2", pod.toString()));
    return sources;
  }

  @Test
  void policiesAreThoseOfTheArchive() throws Exception {
    Path archives = archives();
    for (List<String> source : sources()) {
      Coffer.Result remote = run(coffer("policies"), source, "--ca", ca(), "--no-cache");
      assertTrue(remote.err().contains("reading image " + app), remote::all);
      assertEquals(
          must(run(coffer("policies"), source, "--tar", archives.toString())),
          must(remote),
          () -> String.join(" ", source));
    }
  }

  @Test
  void theTemplateGetsItsPolicyAndIsLeftAloneWhenTheImageIsNotToBeHad() throws Exception {
    Path template = Files.copy(template(), temp.resolve("injected.json"));
    String before = Files.readString(template);
    Coffer.Result anonymous =
        new Coffer(temp.resolve("nobody"))
            .run("policy", "generate", "-a", template.toString(), "--ca", ca());
    assertEquals(1, anonymous.exit(), anonymous::all);
    assertTrue(anonymous.err().contains("not signed in"), anonymous::all);
    assertEquals(before, Files.readString(template));
    String digest =
        must(coffer("inject").run("policy", "generate", "-a", template.toString(), "--ca", ca()));
    assertNotEquals(before, Files.readString(template));
    assertEquals(
        0,
        coffer("inject")
            .run("policy", "generate", "-a", template.toString(), "--ca", ca(), "--diff")
            .exit());
    assertEquals(65, digest.length(), digest);
  }

  @Test
  void thePasswordMayComeFromStandardInput() throws Exception {
    Coffer.Result run =
        new Coffer(temp.resolve("stdin"))
            .run(
                List.of(
                    "sh",
                    "-c",
                    "echo '%s' | '%s' policy generate -a '%s' --outraw --ca '%s' --username %s --password-stdin"
                        .formatted(
                            PASSWORD,
                            coffer.testkit.Vectors.checkout().resolve("coffer"),
                            template(),
                            ca(),
                            USER)),
                temp);
    assertTrue(must(run).contains("\"name\":\"web\""), run::all);
    assertFalse(run.all().contains(PASSWORD), run::all);
  }

  @Test
  void theStoreAnswersWithoutTheRegistry() throws Exception {
    Coffer coffer = coffer("store");
    List<String> offline =
        List.of("policy", "generate", "-a", template().toString(), "--outraw", "--offline");
    Coffer.Result empty = run(coffer, offline);
    assertEquals(1, empty.exit(), empty::all);
    assertTrue(empty.err().contains("coffer image pull"), empty::all);
    must(coffer.run("image", "pull", "--ca", ca(), app));
    Coffer.Result stored = run(coffer, offline, "--no-cache");
    assertTrue(stored.err().contains("from the store"), stored::all);
    assertEquals(
        must(
            run(
                coffer("policies"),
                List.of("policy", "generate", "-a", template().toString(), "--outraw"),
                "--tar",
                archives().toString())),
        must(stored));
  }

  private static Coffer.Result identity(String... source) {
    List<String> command = new ArrayList<>(List.of("identity"));
    command.addAll(List.of(source));
    command.addAll(List.of("--name", "python", "--out", temp.resolve("out").toString(), "--"));
    command.addAll(SERVER);
    return coffer("identity").run(command.toArray(String[]::new));
  }

  @Test
  void identitiesAreThoseOfTheArchive() throws Exception {
    String archive = must(identity("--image", images.dockerArchive.toString()));
    assertEquals(archive, must(identity("--image", app, "--ca", ca(), "--no-cache")));
    Path folder = Files.createDirectories(temp.resolve("workload"));
    Files.writeString(
        folder.resolve("coffer.yaml"),
        """
        apiVersion: coffer/v1
        kind: Workload
        name: python
        service: {type: image, image: "%s"}
        """
            .formatted(app));
    List<String> described = new ArrayList<>(List.of("identity", folder.toString(), "--ca", ca()));
    described.addAll(List.of("--out", temp.resolve("out").toString(), "--"));
    described.addAll(SERVER);
    assertEquals(archive, must(coffer("identity").run(described.toArray(String[]::new))));
    Coffer.Result offline = identity("--image", app, "--offline");
    assertEquals(4, offline.exit(), offline::all);
  }

  @Test
  void anImageOfTheRegistryRunsUnderItsPolicy() throws Exception {
    Coffer coffer = coffer("up");
    List<String> command =
        new ArrayList<>(List.of("up", "--image", app, "--ca", ca(), "--port", "8080"));
    command.addAll(List.of("--out", temp.resolve("up-out").toString(), "--"));
    command.addAll(SERVER);
    try {
      assertAnswers(coffer.run(command.toArray(String[]::new)));
      must(coffer.run("down", "python"));
      must(coffer.run("image", "list"));
      command.add(3, "--offline");
      assertAnswers(coffer.run(command.toArray(String[]::new)));
    } finally {
      coffer.run("down", "--all");
    }
  }

  private static void assertAnswers(Coffer.Result up) throws Exception {
    assertEquals(0, up.exit(), up::all);
    assertEquals("trusted (development root)", up.after("verdict"));
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(up.after("url") + "/page.html")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals("made by others\n", answer.body());
    }
  }
}
