package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.testkit.FakeRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Policies of images that nothing but a registry or the store answers for.
class PolicyImagesTest {
  private static final String CONTAINER =
      "{\"name\": \"web\", \"properties\": {\"image\": \"%s\"}}";

  @TempDir Path folder;

  private final FakeRegistry registry = new FakeRegistry();

  /// The store outlives a test, so each has a name of its own in it.
  private final String repository = "app-" + UUID.randomUUID();

  private final String app = registry.address() + "/" + repository + ":1";

  PolicyImagesTest() {
    HelloImage.putInto(registry, repository);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private String template(String image) throws IOException {
    return file(
            "template.json",
            "{\"resources\": [{\"type\": \"Microsoft.ContainerInstance/containerGroups\","
                + "\"name\": \"g\", \"properties\": {\"containers\": ["
                + CONTAINER.formatted(image)
                + "]}}]}")
        .toString();
  }

  private static CommandRun generate(String... arguments) {
    return run(List.of("policy", "generate", "--insecure", "--no-cache"), arguments);
  }

  private static CommandRun run(List<String> command, String... arguments) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(arguments));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private static void assertHello(CommandRun run) {
    assertEquals(0, run.exit(), run::toString);
    assertTrue(run.out().contains(HelloImage.ROOT_HASH), run::toString);
  }

  @Test
  void everySourceReadsTheRegistry() throws IOException {
    CommandRun fromTemplate = generate("-a", template(app), "--outraw");
    assertHello(fromTemplate);
    assertTrue(fromTemplate.out().contains("\"command\":[\"/hello\"]"), fromTemplate::toString);
    assertTrue(fromTemplate.err().contains("reading image " + app), fromTemplate::toString);
    assertHello(
        generate(
            "--virtual-node-yaml",
            file(
                    "pod.yaml",
                    """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web}
                    spec: {containers: [{name: web, image: "%s"}]}
                    """
                        .formatted(app))
                .toString(),
            "--outraw"));
    String config =
        file("config.json", "{\"containers\": [" + CONTAINER.formatted(app) + "]}").toString();
    assertHello(generate("-i", config, "--outraw"));
    assertHello(generate("--image", app, "--outraw"));
    assertHello(generate("--image", "docker://" + app, "--outraw"));
    List<String> from = List.of("policy", "containers", "from-image", "--insecure", "--no-cache");
    assertHello(run(from, app));
    List<String> fragment =
        List.of("policy", "fragment", "--insecure", "--no-cache", "-n", "web", "--svn", "1");
    String written = folder.resolve("web.rego").toString();
    assertHello(run(fragment, "--image", app, "--output-filename", written));
    assertHello(run(fragment, "-i", config, "--output-filename", written));
  }

  @Test
  void theStoreIsAskedFirstAndAloneWhenOffline() throws IOException {
    CommandRun without = generate("-a", template(app), "--outraw", "--offline");
    assertEquals(ExitCode.REJECTED, without.exit(), without::toString);
    assertTrue(without.err().contains("not in the store; coffer image pull"), without::toString);
    assertEquals(0, CommandRun.of("image", "pull", "--insecure", app).exit());
    registry.requests.clear();
    for (String[] more : new String[][] {{"--offline"}, {}}) {
      CommandRun run =
          run(List.of("policy", "generate", "-a", template(app), "--outraw", "--no-cache"), more);
      assertHello(run);
      assertTrue(run.err().contains("from the store"), run::toString);
    }
    assertHello(generate("--image", "store:" + app, "--outraw", "--offline"));
    assertEquals(List.of(), registry.requests);
  }

  @Test
  void factsAndArchivesComeBeforeTheRegistry() throws IOException {
    String hash = "ab".repeat(32);
    String facts =
        file("facts.json", "{\"%s\": {\"layers\": [\"%s\"]}}".formatted(app, hash)).toString();
    CommandRun run = generate("-a", template(app), "--outraw", "--image-facts", facts);
    assertTrue(run.out().contains(hash), run::toString);
    String archive = folder.resolve("app.tar").toString();
    assertEquals(
        0,
        CommandRun.of("image", "copy", "--insecure", app, "docker-archive:" + archive + ":" + app)
            .exit());
    registry.requests.clear();
    assertHello(generate("-a", template(app), "--outraw", "--tar", archive));
    assertEquals(List.of(), registry.requests);
  }

  @Test
  void oneOfTwoImagesMayComeFromFacts() throws IOException {
    String facts =
        file("facts.json", "{\"other:1\": {\"layers\": [\"%s\"]}}".formatted("cd".repeat(32)))
            .toString();
    String both =
        CONTAINER.formatted(app) + "," + CONTAINER.replace("web", "other").formatted("other:1");
    Path template =
        file("both.json", Files.readString(Path.of(template("x")))).resolveSibling("both.json");
    Files.writeString(template, Files.readString(template).replace(CONTAINER.formatted("x"), both));
    CommandRun run = generate("-a", template.toString(), "--outraw", "--image-facts", facts);
    assertHello(run);
    assertTrue(run.out().contains("cd".repeat(32)), run::toString);
  }

  @Test
  void aNameInADocumentIsNeverAFile() throws IOException {
    assertTrue(Files.isDirectory(Path.of("src")));
    CommandRun run = generate("-a", template("src"), "--outraw", "--offline");
    assertEquals(ExitCode.REJECTED, run.exit(), run::toString);
    assertTrue(run.err().contains("docker.io/library/src"), run::toString);
    assertTrue(run.err().contains("not in the store"), run::toString);
  }

  @Test
  void anImageOfTheCommandLineMayBeAFile() {
    String layout = folder.resolve("layout").toString();
    assertEquals(
        0, CommandRun.of("image", "copy", "--insecure", app, "oci:" + layout + ":web:1").exit());
    CommandRun run = generate("--image", "oci:" + layout + ":web:1", "--outraw");
    assertHello(run);
    assertTrue(run.out().contains("\"id\":\"web:1\""), run::toString);
    assertHello(generate("--image", layout, "--outraw"));
  }

  @Test
  void whatIsNotThereIsNamed() throws IOException {
    CommandRun missing = generate("--image", registry.address() + "/none:1", "--outraw");
    assertEquals(ExitCode.REJECTED, missing.exit(), missing::toString);
    assertTrue(missing.err().contains("/none:1: not found"), missing::toString);
    CommandRun expression = generate("-a", template("[concat('a', 'b')]"), "--outraw");
    assertEquals(ExitCode.REJECTED, expression.exit(), expression::toString);
    assertTrue(expression.err().contains("--evaluate"), expression::toString);
    CommandRun windows = generate("--image", app, "--outraw", "--platform", "windows/amd64");
    assertEquals(ExitCode.REJECTED, windows.exit(), windows::toString);
    assertTrue(windows.err().contains("--image-facts"), windows::toString);
  }

  @Test
  void aBrokenLayerGivesNoPolicy() throws IOException {
    String template = template(app);
    String before = Files.readString(Path.of(template));
    registry.blobs.replaceAll(
        (digest, content) -> content.length > 1024 ? new byte[content.length] : content);
    CommandRun run = generate("-a", template);
    assertEquals(ExitCode.REJECTED, run.exit(), run::toString);
    assertTrue(run.err().contains("layer 1 of 1"), run::toString);
    assertEquals(before, Files.readString(Path.of(template)));
    assertFalse(run.out().contains(HelloImage.ROOT_HASH));
  }
}
