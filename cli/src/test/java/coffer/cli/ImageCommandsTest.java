package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Digest;
import coffer.json.Json;
import coffer.oci.Descriptor;
import coffer.oci.Index;
import coffer.oci.MediaType;
import coffer.oci.Platform;
import coffer.testkit.FakeRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The commands in this process, none of which touches the store or the cache.
class ImageCommandsTest {
  private static final String HELLO = HelloImage.ROOT_HASH;

  @TempDir Path folder;

  private final FakeRegistry registry = new FakeRegistry();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private byte[] manifest = {};

  @BeforeEach
  void putImage() {
    manifest = HelloImage.putInto(registry, "app");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private int run(String... arguments) {
    CommandLine commandLine = Main.commandLineFor(arguments);
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }

  private String app() {
    return registry.address() + "/app:1";
  }

  @Test
  void hashesAreALineEach() {
    assertEquals(
        ExitCode.OK,
        run("image", "inspect", "--insecure", "--hashes", "--no-cache", app()),
        err::toString);
    assertEquals(HELLO + "\n", out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void inspectTellsWhatRuns() {
    assertEquals(ExitCode.OK, run("image", "inspect", "--insecure", app()), err::toString);
    assertTrue(out.toString().contains("digest    " + Digest.sha256Of(manifest)), out::toString);
    assertTrue(out.toString().contains("command   [\"/hello\"]"), out::toString);
    assertTrue(out.toString().lines().allMatch(line -> line.length() <= 82), out::toString);
  }

  @Test
  void jsonHasHashesOnlyWhenAskedFor() {
    run("image", "inspect", "--insecure", "--json", app());
    assertFalse(out.toString().contains("rootHash"));
    out.getBuffer().setLength(0);
    run("image", "inspect", "--insecure", "--json", "--hashes", "--no-cache", app());
    Json.Obj image = Json.parseObject(out.toString().getBytes(StandardCharsets.UTF_8));
    assertEquals(HELLO, ((Json.Obj) image.list("layers").getFirst()).string("rootHash"));
  }

  @Test
  void factsAreReadByPolicyGenerate() throws IOException {
    Path facts = folder.resolve("facts.json");
    assertEquals(
        ExitCode.OK,
        run(
            "image",
            "facts",
            "--insecure",
            "--no-cache",
            "example.azurecr.io/hello:1=" + app(),
            "--out",
            facts.toString()),
        err::toString);
    assertTrue(Files.readString(facts).contains(HELLO));
    assertEquals(
        ExitCode.OK,
        run(
            "policy",
            "generate",
            "--image",
            "example.azurecr.io/hello:1",
            "--image-facts",
            facts.toString(),
            "--outraw"),
        err::toString);
    assertTrue(out.toString().contains(HELLO), out::toString);
  }

  @Test
  void copiesAreWrittenWholeOrNotAtAll() {
    Path target = folder.resolve("app.tar");
    assertEquals(
        ExitCode.OK,
        run("image", "copy", "--insecure", app(), "oci-archive:" + target + ":app"),
        err::toString);
    assertEquals(Digest.sha256Of(manifest) + "\n", out.toString());
    registry.blobs.replaceAll((_, content) -> new byte[content.length]);
    Path broken = folder.resolve("broken.tar");
    assertEquals(
        ExitCode.MALFORMED, run("image", "copy", "--insecure", app(), "oci-archive:" + broken));
    assertFalse(Files.exists(broken));
    assertEquals(List.of("app.tar"), List.of(String.valueOf(folder.toFile().list()[0])));
  }

  @Test
  void anIndexWithoutThePlatformIsMalformed() {
    Descriptor arm =
        new Descriptor(
            MediaType.OCI_MANIFEST,
            Digest.sha256Of(manifest),
            manifest.length,
            Platform.parse("linux/arm64"),
            new TreeMap<>());
    registry.putManifest("app", "1", MediaType.OCI_INDEX, new Index(List.of(arm)).toBytes());
    assertEquals(ExitCode.MALFORMED, run("image", "inspect", "--insecure", app()));
    assertTrue(
        err.toString().contains("one image for linux/amd64 wanted, found linux/arm64"),
        err::toString);
  }

  @Test
  void whatIsNotThereIsTheEnvironment() {
    assertEquals(
        ExitCode.ENVIRONMENT, run("image", "inspect", "--insecure", registry.address() + "/app:2"));
    assertTrue(err.toString().contains("/app:2: not found"), err::toString);
  }

  @Test
  void usageIsChecked() {
    assertUsage("--insecure is for", "image", "inspect", "--insecure", "example.com/app:1");
    assertUsage("repository:", "image", "inspect", "no such/IMAGE");
    assertUsage("go together", "image", "inspect", "--username", "me", "example.com/app:1");
    assertUsage("--platform:", "image", "inspect", "--platform", "linux", app());
    assertUsage("--mirror:", "image", "inspect", "--mirror", "x", app());
  }

  private void assertUsage(String problem, String... arguments) {
    err.getBuffer().setLength(0);
    assertEquals(ExitCode.USAGE, run(arguments), err::toString);
    assertTrue(err.toString().contains(problem), err::toString);
  }
}
