package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Digest;
import coffer.cce.FragmentImport;
import coffer.json.Json;
import coffer.tar.TarEntry;
import coffer.tar.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the commands that make policies say about a run, and what `--strict` makes of it.
class PolicyFindingsTest {
  private static final String TEMPLATE =
      """
      {"resources": [{
        "type": "Microsoft.ContainerInstance/containerGroups", "name": "g",
        "properties": {"osType": "Linux", "containers": [
          {"name": "web", "properties": {"image": "web@sha256:%s", "command": ["/web"]}}]}}]}
      """
          .formatted("1".repeat(64));

  @TempDir Path folder;
  private Path facts;

  @BeforeEach
  void write() throws IOException {
    facts =
        write(
            "facts.json",
            "{\"web@sha256:%s\":{\"layers\":[\"%s\"]},\"web:1\":{\"config\":{\"Entrypoint\":[\"/e\"],\"Cmd\":[\"c\"],\"StopSignal\":\"SIGTERM\"},\"layers\":[\"%s\"]}}"
                .formatted("1".repeat(64), "ab".repeat(32), "ab".repeat(32)));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private CommandRun policy(String command, String... more) {
    List<String> all = new ArrayList<>(List.of("policy"));
    all.addAll(List.of(command.split(" ")));
    all.addAll(List.of("--image-facts", facts.toString()));
    all.addAll(List.of(more));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private static void found(CommandRun run, int exit, String id, String text) {
    assertEquals(exit, run.exit(), run::toString);
    assertTrue(run.err().contains(": " + id + "\n"), run::toString);
    assertTrue(run.err().replaceAll("\\s+", " ").contains(text), run::toString);
  }

  /// A docker-archive whose images have one layer, of a file in folders without entries.
  private Path archive(String... names) throws IOException {
    ByteArrayOutputStream layer = new ByteArrayOutputStream();
    try (TarWriter tar = new TarWriter(layer)) {
      tar.entry(TarEntry.file("etc/ssl/x", 0644, 2), new byte[] {'h', 'i'});
    }
    byte[] config =
        "{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]},\"config\":{\"Cmd\":[\"/x\"]}}"
            .formatted(Digest.sha256Of(layer.toByteArray()))
            .getBytes(StandardCharsets.UTF_8);
    String configName = Digest.sha256Of(config).hex() + ".json";
    List<String> entries = new ArrayList<>();
    for (String name : names) {
      entries.add(
          "{\"Config\":\"%s\",\"RepoTags\":[\"%s\"],\"Layers\":[\"l.tar\"]}"
              .formatted(configName, name));
    }
    byte[] manifest = ("[" + String.join(",", entries) + "]").getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("images.tar");
    try (OutputStream out = Files.newOutputStream(file);
        TarWriter tar = new TarWriter(out)) {
      tar.entry(TarEntry.file("l.tar", 0644, layer.size()), layer.toByteArray());
      tar.entry(TarEntry.file(configName, 0644, config.length), config);
      tar.entry(TarEntry.file("manifest.json", 0644, manifest.length), manifest);
    }
    return file;
  }

  @Test
  void archivesOfSeveralImagesAndImpliedFoldersAreTold() throws IOException {
    String tar = archive("app:1", "app:2").toString();
    CommandRun run = policy("generate", "--image", "app:2", "--tar", tar, "--outraw");
    found(run, 0, "archive-images", "the archive holds 2 images: app:1, app:2");
    found(run, 0, "folders-implied", "folders without an entry of their own: /etc, /etc/ssl");
    assertTrue(run.out().startsWith("package policy"), run::toString);
    CommandRun strict =
        policy("generate", "--image", "app:2", "--tar", tar, "--outraw", "--strict");
    found(strict, ExitCode.REJECTED, "archive-images", "nothing was made");
    assertEquals("", strict.out());
    for (String command : List.of("fragment --image", "containers from-image")) {
      List<String> more =
          command.startsWith("fragment")
              ? List.of(
                  "-n", "n", "--svn", "1", "--output-filename", folder.resolve("f.rego").toString())
              : List.of();
      List<String> all = new ArrayList<>(List.of("--tar", tar));
      all.addAll(more);
      found(
          policy(command + " app:2", all.toArray(String[]::new)), 0, "folders-implied", "/etc/ssl");
    }
    assertFalse(
        policy("generate", "--image", "app:1", "--tar", archive("app:1").toString())
            .err()
            .contains("archive-images"));
  }

  /// The statement that imports a signed fragment of the image with one layer.
  private Path imports(String layer) throws Exception {
    TestSigner.write(folder, "EC", "secp384r1");
    Path config =
        write(
            "fragment.json",
            "{\"containers\": [{\"name\": \"web\", \"properties\": {\"command\": [\"/web\"], \"image\": \"web:1\"}}]}");
    String other =
        write("other.json", Files.readString(facts).replace("ab".repeat(32), layer)).toString();
    Path text = folder.resolve("f.rego");
    CommandRun made =
        CommandRun.of(
            ("policy fragment -n f --svn 1 --algo ES384 --feed example.org/f --no-print"
                    + " --image-facts %s -i %s -k %s --chain %s --output-filename %s")
                .formatted(
                    other, config, folder.resolve("key.pem"), folder.resolve("chain.pem"), text)
                .split(" "));
    assertEquals(0, made.exit(), made::toString);
    String signed = text + ".cose";
    String statement =
        CommandRun.of("policy", "fragment", "-g", "-p", signed, "--minimum-svn", "1").out();
    return write(
        "imports.json",
        statement.replace("\"feed\"", "\"path\": \"" + signed + "\",\n      \"feed\""));
  }

  @Test
  void aFragmentOfOtherLayersIsTold() throws Exception {
    Path template = write("t.json", TEMPLATE.replace("web@sha256:" + "1".repeat(64), "web:1"));
    String imports = imports("cd".repeat(32)).toString();
    CommandRun run = policy("generate", "-a", template.toString(), "--outraw", "-f", "-j", imports);
    found(
        run,
        0,
        "fragment-layers",
        "t.json:4:5: error: fragment-layers at resources[0].properties.containers[0] container 'web'"
            + " is left to a fragment");
    assertFalse(run.out().contains("\"name\":\"web\""), run::toString);
    CommandRun strict =
        policy("generate", "-a", template.toString(), "--strict", "-f", "-j", imports, "--inject");
    found(strict, ExitCode.REJECTED, "fragment-layers", "leave --include-fragments out");
    assertEquals(
        TEMPLATE.replace("web@sha256:" + "1".repeat(64), "web:1"), Files.readString(template));
    imports = imports("ab".repeat(32)).toString();
    CommandRun same =
        policy("generate", "-a", template.toString(), "--outraw", "-f", "-j", imports);
    assertFalse(same.err().contains("error: fragment-"), same::toString);
    assertFalse(same.out().contains("\"name\":\"web\""), same::toString);
  }

  @Test
  void aContainerOfAFragmentThatIsNotImportedIsTold() throws Exception {
    String imports = imports("ab".repeat(32)).toString();
    CommandRun run =
        policy(
            "generate",
            "-i",
            folder.resolve("fragment.json").toString(),
            "--outraw",
            "-f",
            "-j",
            imports);
    found(run, 0, "fragment-not-imported", "container 'web' is left to a fragment that the policy");
  }

  @Test
  void aSavedPolicyWithIdsIsTold() throws IOException {
    Path template = write("t.json", TEMPLATE);
    String saved = folder.resolve("saved.rego").toString();
    CommandRun run =
        policy("generate", "-a", template.toString(), "--outraw", "--omit-id", "-s", saved);
    found(run, 0, "ids-saved", "the digest of the saved policy is ");
    assertTrue(
        run.err().contains(Digest.sha256Of(Files.readAllBytes(Path.of(saved))).hex()),
        run::toString);
    assertFalse(
        policy("generate", "-a", template.toString(), "--outraw", "-s", saved)
            .err()
            .contains("ids-saved"));
  }

  @Test
  void aMovedMinimumVersionIsTold() throws IOException {
    FragmentImport own =
        new FragmentImport("example.org/f", "did:x509:x", "1", List.of("containers"));
    Path config =
        write(
            "c.json",
            "{\"fragments\": [%s],\n\"containers\": [{\"properties\": {\"image\": \"web:1\"}}]}"
                .formatted(own.toJson().toCompact()));
    CommandRun run =
        policy("generate", "-i", config.toString(), "--infrastructure-svn", "9", "--outraw");
    found(run, 0, "fragment-svn-moved", "was given to the fragment of feed 'example.org/f'");
    assertTrue(run.err().contains("c.json:1:16: warning"), run::toString);
    assertFalse(
        policy("generate", "-i", config.toString(), "--outraw").err().contains("svn-moved"));
  }

  @Test
  void definitionsThatSayLessThanTheirSourceAreTold() throws IOException {
    found(
        policy("containers from-image web:1"),
        0,
        "command-incomplete",
        "image 'web:1': the image's command is left out");
    found(policy("containers from-image web:1"), 0, "signal-replaced", "stop signal is SIGTERM");
    Path pod =
        write(
            "p.yaml",
            """
            kind: Pod
            metadata: {name: p, labels: {azure.workload.identity/use: 'true'}}
            spec:
              containers:
                - name: web
                  image: web:1
                  args: [x]
            """);
    CommandRun run = policy("containers from-vn2 " + pod);
    found(run, 0, "command-incomplete", "the image's entry point is left out");
    found(run, 0, "rule-without-pattern", "p.yaml:5:7: error: rule-without-pattern");
    Path definitions = write("defs.json", run.out());
    CommandRun lint = CommandRun.of("policy", "lint", definitions.toString());
    assertEquals(ExitCode.REJECTED, lint.exit());
    assertTrue(lint.out().contains("rule-without-pattern"), lint::toString);
    assertEquals(
        ExitCode.REJECTED, policy("containers from-vn2 " + pod, "--strict", "--json").exit());
  }

  @Test
  void strictLooksAtTheTemplateWithItsNewPolicy() throws IOException {
    Path template = write("t.json", TEMPLATE);
    List<String> all = new ArrayList<>(List.of("-a", template.toString(), "--disable-stdio"));
    all.add("--strict");
    CommandRun run = policy("generate", all.toArray(String[]::new));
    assertEquals(0, run.exit(), run::toString);
    assertFalse(run.err().contains("policy-missing"), run::toString);
    String injected = Files.readString(template);
    all.add("--debug-mode");
    Path log = folder.resolve("log.sarif");
    all.addAll(List.of("--overwrite", "--sarif", log.toString()));
    CommandRun refused = policy("generate", all.toArray(String[]::new));
    found(refused, ExitCode.REJECTED, "debug-policy", "the host sees the guest's logs");
    assertEquals(injected, Files.readString(template));
    assertTrue(
        Json.parseObject(Files.readAllBytes(log))
            .toCompact()
            .contains("\"ruleId\":\"debug-policy\""));
    all.addAll(List.of("--allow", "debug-policy"));
    assertEquals(0, policy("generate", all.toArray(String[]::new)).exit());
    assertEquals(
        ExitCode.REJECTED,
        policy("generate", "-a", template.toString(), "--allow", "no-such-kind").exit());
  }
}
