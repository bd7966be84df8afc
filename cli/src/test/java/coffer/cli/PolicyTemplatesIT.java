package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Digest;
import coffer.json.Json;
import coffer.json.JsonText;
import coffer.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The templates of the examples with images of buildah in two registries: what is written can be
/// deployed, and what changes with an image is told down to the file.
class PolicyTemplatesIT {
  private static final List<String> PLACE =
      List.of("properties", "confidentialComputeProperties", "ccePolicy");

  @TempDir static Path temp;

  private static DockerRegistry servers;
  private static DockerRegistry sidecars;

  @BeforeAll
  static void push() throws Exception {
    servers = DockerRegistry.start(temp.resolve("servers"), "", "");
    sidecars = DockerRegistry.start(temp.resolve("sidecars"), "", "");
    push("server-1", "echo one", server("1"));
    push("server-2", "echo two", server("2"));
    push("skr", "echo skr", sidecar());
  }

  @AfterAll
  static void stop() {
    servers.close();
    sidecars.close();
  }

  private static String server(String tag) {
    return "127.0.0.1:" + servers.port + "/server:" + tag;
  }

  private static String sidecar() {
    return "127.0.0.1:" + sidecars.port + "/skr:1";
  }

  /// An image of two layers, the first one the same for all, whose program does `line`.
  private static void push(String name, String line, String reference) throws IOException {
    Path context = Files.createDirectories(temp.resolve("context-" + name));
    Files.writeString(context.resolve("release"), "base\n");
    Files.writeString(context.resolve("run.sh"), "#!/bin/sh\n" + line + "\n");
    Files.writeString(context.resolve("notes"), "the same\n");
    Files.writeString(
        context.resolve("Dockerfile"),
        """
        FROM scratch
        COPY release /etc/release
        COPY run.sh notes /opt/
        CMD ["/opt/run.sh"]
        """);
    must(buildah("bud", "-q", "--layers", "--timestamp", "0", "-t", name, context.toString()));
    must(buildah("push", "-q", "--tls-verify=false", name, "docker://" + reference));
    must(buildah("push", "-q", name, "oci:" + temp.resolve(name) + ":1"));
  }

  private static Coffer.Result buildah(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "buildah",
                "--root",
                temp.resolve("storage").toString(),
                "--runroot",
                temp.resolve("run").toString(),
                "--storage-driver",
                "vfs"));
    command.addAll(List.of(arguments));
    return new Coffer(temp.resolve("tools")).run(command, temp);
  }

  private static String must(Coffer.Result result) {
    assertEquals(0, result.exit(), result::all);
    return result.out();
  }

  private static Coffer coffer() {
    return new Coffer(temp.resolve("home"))
        .with("XDG_CACHE_HOME", temp.resolve("home/cache").toString());
  }

  private static Coffer.Result coffer(List<String> command, String... more) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return coffer().run(all.toArray(String[]::new));
  }

  private static Path example(String name) throws IOException {
    Path copy = temp.resolve(name.replace('/', '-'));
    return Files.copy(Vectors.checkout().resolve("examples").resolve(name), copy);
  }

  /// The policies of the groups of an evaluated template.
  private static List<byte[]> policies(String evaluated) {
    List<byte[]> policies = new ArrayList<>();
    for (Json resource : ((Json.Obj) JsonText.parse(evaluated).value()).list("resources")) {
      policies.add(Base64.getDecoder().decode(((Json.Str) JsonText.at(resource, PLACE)).value()));
    }
    return policies;
  }

  private static List<String> digests(String evaluated) {
    return policies(evaluated).stream().map(policy -> Digest.sha256Of(policy).hex()).toList();
  }

  @Test
  void anOperatorsTemplateIsFilledAndItsNextImageIsTold() throws IOException {
    Path template = example("operator/template.json");
    Path parameters = example("operator/parameters.json");
    String written = Files.readString(template);
    List<String> generate =
        List.of(
            "policy",
            "generate",
            "--evaluate",
            "--insecure",
            "-a",
            template.toString(),
            "-p",
            parameters.toString(),
            "--set",
            "sidecarImage=" + sidecar());
    Coffer.Result injected =
        coffer(generate, "--set", "image=" + server("1"), "--inject", "--enable-stdio");
    List<String> printed = must(injected).lines().toList();
    assertEquals(2, printed.size(), injected::all);
    assertNotEquals(written, Files.readString(template));
    assertEquals(
        written,
        Files.readString(template)
            .replaceFirst("\"ccePolicy\": \"[^\"]+\"", "\"ccePolicy\": \"\""));
    String evaluated =
        must(
            coffer(
                List.of("policy", "template"),
                template.toString(),
                "-p",
                parameters.toString(),
                "--set",
                "image=" + server("1"),
                "--set",
                "sidecarImage=" + sidecar()));
    assertEquals(printed, digests(evaluated));

    Path next = temp.resolve("next");
    must(
        coffer(
            generate,
            "--set",
            "image=" + server("2"),
            "--set",
            "count=1",
            "--enable-stdio",
            "--out",
            next.toString()));
    Coffer.Result difference =
        coffer(
            List.of("policy", "diff"),
            template.toString(),
            next.toString(),
            "--image-a",
            temp.resolve("server-1").toString(),
            "--image-b",
            temp.resolve("server-2").toString());
    assertEquals(1, difference.exit(), difference::all);
    assertTrue(difference.out().contains("operator: layers[1]: other"), difference::all);
    assertTrue(difference.out().contains("opt/run.sh"), difference::all);
    assertFalse(difference.out().contains("opt/notes"), difference::all);
    assertFalse(difference.out().contains("etc/release"), difference::all);
  }

  @Test
  void aServersTemplateIsFilledWithImagesOfTwoRegistries() throws IOException {
    Path template = example("nvflare/template.json");
    List<String> images =
        List.of(
            "--set-image",
            "flareserver.azurecr.io/nvflare-server:2.9.0=" + server("1"),
            "--set-image",
            "flaresidecars.azurecr.io/skr:2.7=" + sidecar());
    List<String> generate =
        new ArrayList<>(
            List.of(
                "policy", "generate", "--insecure", "-a", template.toString(), "--inject", "-y"));
    generate.addAll(images);
    String digest = must(coffer(generate, "--enable-stdio")).strip();
    String evaluated = must(coffer(List.of("policy", "template"), template.toString()));
    assertEquals(List.of(digest), digests(evaluated));
    assertTrue(evaluated.contains("\"image\": \"" + server("1") + "\""), evaluated);
    assertTrue(evaluated.contains("\"image\": \"" + sidecar() + "\""), evaluated);
  }

  /// What a credential helper says stands in the written file, which others may not read, and
  /// nowhere else.
  private static void assertCredentialIsTaken(List<String> generate) throws IOException {
    Path programs = Files.createDirectories(temp.resolve("bin"));
    Path helper = programs.resolve("docker-credential-fortest");
    Files.writeString(
        helper,
        """
        #!/bin/sh
        [ "$1" = get ] && [ "$(cat)" = flareserver.azurecr.io ] || exit 1
        printf '{"ServerURL":"x","Username":"puller","Secret":"of the helper"}'
        """);
    assertTrue(helper.toFile().setExecutable(true));
    Path written = temp.resolve("deploy.json");
    List<String> all = new ArrayList<>(generate);
    all.addAll(
        List.of(
            "--enable-stdio",
            "--registry-helper",
            "flareserver.azurecr.io=fortest",
            "--write-template",
            written.toString()));
    Coffer.Result run =
        coffer()
            .with("PATH", programs + ":" + System.getenv("PATH"))
            .run(all.toArray(String[]::new));
    must(run);
    assertFalse(run.all().contains("of the helper"), run::all);
    assertTrue(Files.readString(written).contains("\"password\": \"of the helper\""));
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(written)));
  }
}
