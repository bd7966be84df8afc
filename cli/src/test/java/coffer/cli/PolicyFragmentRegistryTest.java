package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.json.Json;
import coffer.testkit.FakeRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Fragments that are attached to images, or stand in a registry of their own.
class PolicyFragmentRegistryTest {
  private static final String CONTAINER =
      "{\"name\": \"web\", \"properties\": {\"image\": \"%s\", \"command\": [\"/hello\"]}}";

  @TempDir Path folder;

  private final FakeRegistry registry = new FakeRegistry();
  private final String repository = "app-" + UUID.randomUUID();
  private final String app = registry.address() + "/" + repository + ":1";
  private final String feed = registry.address() + "/feeds/" + repository;
  private String signed = "";

  @BeforeEach
  void make() throws Exception {
    HelloImage.putInto(registry, repository);
    TestSigner.write(folder, "EC", "secp384r1");
    signed = folder.resolve("web.rego.cose").toString();
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private CommandRun fragment(String... arguments) {
    return run(List.of("policy", "fragment"), arguments);
  }

  private CommandRun run(List<String> command, String... arguments) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(arguments));
    all.add("--insecure");
    return CommandRun.of(all.toArray(String[]::new));
  }

  /// A signed fragment of the image.
  private CommandRun made(String... more) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "-i",
                config().toString(),
                "-n",
                "web",
                "--svn",
                "3",
                "--no-cache",
                "--no-print",
                "--feed",
                feed,
                "--output-filename",
                folder.resolve("web.rego").toString(),
                "-k",
                folder.resolve("key.pem").toString(),
                "--chain",
                folder.resolve("chain.pem").toString()));
    all.addAll(List.of(more));
    return ok(fragment(all.toArray(String[]::new)));
  }

  private static CommandRun ok(CommandRun run) {
    assertEquals(0, run.exit(), run::toString);
    return run;
  }

  private String imports(String minimumSvn) throws IOException {
    Path file = folder.resolve("imports-" + minimumSvn + ".json");
    ok(
        CommandRun.of(
            "policy",
            "fragment",
            "-g",
            "-p",
            signed,
            "--minimum-svn",
            minimumSvn,
            "-j",
            file.toString()));
    return file.toString();
  }

  private Path config() throws IOException {
    return Files.writeString(
        folder.resolve("config.json"),
        "{\"containers\": [{\"name\": \"web\", \"properties\": {\"image\": \"%s\"}}]}"
            .formatted(app));
  }

  /// The policy of a template with the image, which imports the fragments of a file.
  private CommandRun importing(String imports, String... more) throws IOException {
    Path template =
        Files.writeString(
            folder.resolve("template.json"),
            "{\"resources\": [{\"type\": \"Microsoft.ContainerInstance/containerGroups\","
                + "\"name\": \"g\", \"properties\": {\"containers\": ["
                + CONTAINER.formatted(app)
                + "]}}]}");
    List<String> all =
        new ArrayList<>(
            List.of("-a", template.toString(), "-f", "-j", imports, "--outraw", "--no-cache"));
    all.addAll(List.of(more));
    return run(List.of("policy", "generate"), all.toArray(String[]::new));
  }

  private static Json.Obj statement(CommandRun run) {
    Json.Obj document = Json.parseObject(run.out().strip().getBytes(StandardCharsets.UTF_8));
    assertEquals(1, document.list("fragments").size(), run::toString);
    return (Json.Obj) document.list("fragments").getFirst();
  }

  @Test
  void anUploadedFragmentIsImportedByItsImage() throws IOException {
    CommandRun uploaded = made("--upload-fragment");
    assertTrue(uploaded.err().contains("attached to " + app + ": sha256:"), uploaded::toString);
    CommandRun run = ok(fragment("-g", "--image", app, "--minimum-svn", "3"));
    assertEquals(feed, statement(run).string("feed"));
    CommandRun policy = ok(importing(imports("2")));
    assertFalse(policy.out().contains(HelloImage.ROOT_HASH), policy::toString);
    assertTrue(policy.out().contains("\"feed\": \"" + feed + "\""), policy::toString);
  }

  @Test
  void attachIsForAFragmentThatIsThere() throws IOException {
    made();
    CommandRun attached = ok(fragment("attach", signed, "--manifest-tag", app));
    assertTrue(
        attached.out().startsWith(registry.address() + "/" + repository + "@sha256:"),
        attached::toString);
    assertEquals(attached.out(), ok(fragment("attach", signed, "--manifest-tag", app)).out());
    assertFalse(ok(importing(imports("3"))).out().contains(HelloImage.ROOT_HASH));
  }

  @Test
  void aPushedFragmentIsFoundByItsFeed() throws IOException {
    made();
    ok(fragment("push", signed, "--manifest-tag", feed));
    CommandRun run = ok(fragment("-g", "-p", feed, "--minimum-svn", "1"));
    assertEquals(feed, statement(run).string("feed"));
    assertFalse(ok(importing(imports("3"))).out().contains(HelloImage.ROOT_HASH));
  }

  @Test
  void anOldFragmentIsRefused() throws IOException {
    made("--upload-fragment");
    CommandRun run = importing(imports("4"));
    assertEquals(ExitCode.REJECTED, run.exit(), run::toString);
    assertTrue(run.err().contains("svn 4 or more wanted, found 3"), run::toString);
  }

  @Test
  void aFragmentThatIsNowhereIsNamed() throws IOException {
    made();
    CommandRun run = importing(imports("1"));
    assertEquals(ExitCode.REJECTED, run.exit(), run::toString);
    assertTrue(run.err().contains("fragment " + feed + ": not found"), run::toString);
    CommandRun none = fragment("-g", "--image", app, "--minimum-svn", "1");
    assertEquals(ExitCode.REJECTED, none.exit(), none::toString);
    assertTrue(none.err().contains("no fragment is attached"), none::toString);
  }

  @Test
  void aBrokenSignatureIsNeitherAttachedNorTaken() throws IOException {
    made();
    byte[] broken = Files.readAllBytes(Path.of(signed));
    broken[broken.length - 1] ^= 1;
    Path file = Files.write(folder.resolve("broken.cose"), broken);
    CommandRun run = fragment("attach", file.toString(), "--manifest-tag", app);
    assertEquals(ExitCode.MALFORMED, run.exit(), run::toString);
    assertTrue(run.err().contains(file + ": "), run::toString);
    assertTrue(registry.manifests.keySet().stream().noneMatch(name -> name.contains("sha256-")));
  }

  @Test
  void uploadingNeedsAKeyAndATarget() {
    CommandRun run = fragment("--image", app, "-n", "web", "--svn", "1", "-u");
    assertEquals(ExitCode.REJECTED, run.exit(), run::toString);
    assertTrue(run.err().contains("--upload-fragment needs --key"), run::toString);
  }
}
