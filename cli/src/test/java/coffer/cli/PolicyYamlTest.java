package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.cce.PolicyText;
import coffer.json.Json;
import coffer.json.JsonText;
import coffer.pod.VirtualNodeYaml;
import coffer.yaml.YamlStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Policies in files for virtual nodes.
class PolicyYamlTest {
  private static final String PLACE = VirtualNodeYaml.POLICY + ": ";
  private static final String YAML =
      """
      \ufeff# Who owns this: the web team
      kind: ConfigMap
      metadata: { name:   odd-blanks }
      data: {"a" : 'b', c: "d"}   # quotes
      ---
      kind: Deployment   # one
      metadata:
        name: "web"
      spec:
        template:
          metadata:
            labels:
              app: 'web'

              # in two tiers
              tier: front
          spec:
            containers:
            - image: "web:1"    # pinned?
              name: web
      ---
      kind: Pod
      metadata:
        annotations:

          # who pays
          cost: "17"
        name: job
      spec: {containers: [{name: job, image: 'web:1'}]}
      ...
      """
          .replace("\n", "\r\n");

  @TempDir Path folder;
  private Path file;
  private String facts = "";

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("nodes.yaml"), YAML);
    facts =
        Files.writeString(
                folder.resolve("facts.json"),
                "{\"web:1\":{\"config\":{\"Cmd\":[\"/web\"]},\"layers\":[\"%s\"]}}"
                    .formatted("ab".repeat(32)))
            .toString();
  }

  private CommandRun generate(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "policy",
                "generate",
                "--virtual-node-yaml",
                file.toString(),
                "--image-facts",
                facts));
    all.addAll(List.of(more));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private static PolicyText policy(String yaml, int document, String... path) {
    Json value = JsonText.at(YamlStream.parse(yaml).documents().get(document), List.of(path));
    return new PolicyText(
        new String(Base64.getDecoder().decode(((Json.Str) value).value()), StandardCharsets.UTF_8));
  }

  @Test
  void thePoliciesArePutInPlaceAndNothingElseChanges() throws IOException {
    CommandRun run = generate();
    assertEquals(0, run.exit(), run::toString);
    String after = Files.readString(file);
    PolicyText web =
        policy(after, 1, "spec", "template", "metadata", "annotations", VirtualNodeYaml.POLICY);
    PolicyText job = policy(after, 2, "metadata", "annotations", VirtualNodeYaml.POLICY);
    assertEquals(web.digest().hex() + "\n" + job.digest().hex() + "\n", run.out());
    String before =
        after
            .replace("      annotations:\r\n        " + PLACE + web.base64() + "\r\n", "")
            .replace("    " + PLACE + job.base64() + "\r\n", "");
    assertEquals(YAML, before);
  }

  @Test
  void aSecondPolicyKeepsTheQuotesOfTheFirst() throws IOException {
    Files.writeString(
        file, YAML.replace("    cost:", "    " + PLACE + "'' # by the build\r\n    cost:"));
    CommandRun run = generate();
    assertEquals(0, run.exit(), run::toString);
    String first = Files.readString(file);
    assertTrue(first.matches("(?s).*ccepolicy: '[A-Za-z0-9+/=]+' # by the build\r\n.*"), first);
    CommandRun again = generate("--overwrite", "--debug-mode");
    assertEquals(0, again.exit(), again::toString);
    String second = Files.readString(file);
    String value = "(ccepolicy: '?)[A-Za-z0-9+/=]+";
    assertEquals(first.replaceAll(value, "$1"), second.replaceAll(value, "$1"));
    assertTrue(
        policy(second, 2, "metadata", "annotations", VirtualNodeYaml.POLICY)
            .text()
            .contains("allow_dump_stacks := true"));
  }

  @Test
  void rewritingGivesTheLayoutOfTheReferenceGenerator() throws IOException {
    CommandRun run = generate("--rewrite");
    assertEquals(0, run.exit(), run::toString);
    String text = Files.readString(file).replaceAll("ccepolicy: .*", "ccepolicy: P");
    assertEquals(
        """
        data:
          a: b
          c: d
        kind: ConfigMap
        metadata:
          name: odd-blanks
        ---
        kind: Deployment
        metadata:
          name: web
        spec:
          template:
            metadata:
              annotations:
                microsoft.containerinstance.virtualnode.ccepolicy: P
              labels:
                app: web
                tier: front
            spec:
              containers:
              - image: web:1
                name: web
        ---
        kind: Pod
        metadata:
          annotations:
            cost: '17'
            microsoft.containerinstance.virtualnode.ccepolicy: P
          name: job
        spec:
          containers:
          - image: web:1
            name: job
        """,
        text);
  }

  @Test
  void modeAndLinkStay() throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Path real = file;
    file = Files.createSymbolicLink(folder.resolve("link.yaml"), real);
    CommandRun run = generate();
    assertEquals(0, run.exit(), run::toString);
    assertTrue(Files.isSymbolicLink(file));
    assertTrue(Files.readString(real).contains(PLACE));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(real)));
  }

  @Test
  void aSecondPlaceThatIsRefusedLeavesNothingOfTheFirst() throws IOException {
    Files.writeString(
        file,
        YAML.replace("metadata:\r\n  annotations:", "metadata: &m\r\n  annotations:")
            .replace("spec: {containers", "more: *m\r\nspec: {containers"));
    Path out = folder.resolve("out");
    CommandRun run = generate("--inject", "--out", out.toString());
    assertEquals(ExitCode.REJECTED, run.exit(), run::toString);
    assertEquals("", run.out());
    assertFalse(Files.exists(out));
  }

  @Test
  void aPlaceThatOthersShareIsRefusedAndTheFileStays() throws IOException {
    String shared =
        """
        kind: Pod
        metadata: &m
          annotations: {a: b}
        more: *m
        spec: {containers: [{name: job, image: 'web:1'}]}
        """;
    Files.writeString(file, shared);
    CommandRun run = generate();
    assertEquals(ExitCode.REJECTED, run.exit(), run::toString);
    assertTrue(run.err().contains("cannot be set to"), run::toString);
    assertEquals(shared, Files.readString(file));
  }
}
