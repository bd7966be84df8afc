package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.cce.EnvRule;
import coffer.cce.FragmentImport;
import coffer.cce.Policy;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyFlags;
import coffer.cce.PolicyText;
import coffer.cce.UserRule;
import coffer.json.Json;
import coffer.testkit.Vectors;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PolicyViewsTest {
  @TempDir Path folder = Path.of("");

  private record Result(int exit, String out, String err) {}

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine coffer =
        Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return new Result(coffer.execute(arguments), out.toString(), err.toString());
  }

  private static PolicyText policy(String value, boolean dumpStacks) {
    PolicyContainer container =
        new PolicyContainer(
            "r/app@sha256:" + "1".repeat(64),
            "app",
            List.of("2".repeat(64)),
            List.of(Json.of("/app")),
            List.of(new EnvRule("DB_PASSWORD=" + value, "string", true)),
            "/",
            List.of(),
            UserRule.ANY,
            null,
            false,
            false,
            false,
            "",
            List.of(),
            List.of(),
            List.of());
    return Policy.ofGroup(
            List.of(container),
            List.of(FragmentImport.INFRASTRUCTURE),
            new PolicyFlags(true, dumpStacks, false, false, false, false))
        .text();
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static void fits(String text) {
    text.lines()
        .forEach(line -> assertTrue(line.length() <= 80 || !line.strip().contains(" "), line));
  }

  @Test
  void showTellsWhatIsAllowedAndNoSecret() throws IOException {
    String policy = file("p.rego", policy("hunter2", true).text());
    String facts = file("facts.json", "{\"app:1\": {\"layers\": [\"" + "2".repeat(64) + "\"]}}");
    Result shown = run("policy", "show", policy, "--image-facts", facts);
    assertEquals(0, shown.exit(), shown.err());
    assertTrue(shown.out().contains("container app"), shown.out());
    assertTrue(shown.out().contains("layer 1 of 1 of app:1"), shown.out());
    assertTrue(shown.out().contains("DB_PASSWORD=<<redacted>> (required)"), shown.out());
    assertFalse(shown.out().contains("hunter2"));
    Json.Obj json = (Json.Obj) Json.parse(run("policy", "show", policy, "--json").out());
    assertEquals(1, json.list("policies").size());
  }

  @Test
  void diffIsOnMeaningAndExitsWithOne() throws IOException {
    String one = file("a.rego", policy("x", false).text());
    String same =
        file("b.rego", policy("x", false).text().replace("api_version :=", "api_version  :="));
    String other = file("c.rego", policy("y", true).text());
    Result equal = run("policy", "diff", one, same);
    assertEquals(0, equal.exit());
    assertTrue(equal.out().contains("the texts differ"), equal.out());
    Result different = run("policy", "diff", one, other);
    assertEquals(1, different.exit());
    assertTrue(different.out().contains("policy: allow_dump_stacks: wider"), different.out());
    assertTrue(different.out().contains("2 changes"), different.out());
    Json.Obj json = (Json.Obj) Json.parse(run("policy", "diff", one, other, "--json").out());
    assertEquals(2, json.list("changes").size());
  }

  @Test
  void explainNamesTheFieldAndTheChange() throws IOException {
    String policy = file("p.rego", policy("x", false).text());
    String request =
        file("r.json", "{\"argList\": [\"/other\"], \"envList\": [\"DB_PASSWORD=hunter2\"]}");
    Result denied = run("policy", "explain", policy, request);
    assertEquals(1, denied.exit(), denied.err());
    assertTrue(denied.out().contains("nearest is container 'app'"), denied.out());
    assertTrue(denied.out().contains("wanted  [\"/app\"]"), denied.out());
    assertTrue(denied.out().contains("change  set containers[0].command to"), denied.out());
    assertFalse(denied.out().contains("hunter2"), denied.out());
    String fitting = file("ok.json", "{\"argList\": [\"/app\"], \"envList\": [\"DB_PASSWORD=x\"]}");
    assertEquals(0, run("policy", "explain", policy, fitting).exit());
    assertEquals(3, run("policy", "explain", policy, file("bad.json", "[]")).exit());
  }

  @Test
  void lintFailsForErrorsAndStrictlyForWarnings() throws IOException {
    String policy = file("p.rego", policy("hunter2", false).text());
    Result lint = run("policy", "lint", policy);
    assertEquals(0, lint.exit(), lint.err());
    assertTrue(lint.out().contains("warning: secret-in-policy"), lint.out());
    fits(lint.out());
    assertEquals(1, run("policy", "lint", policy, "--strict").exit());
    assertEquals(
        0, run("policy", "lint", policy, "--strict", "--allow", "secret-in-policy").exit());
    assertEquals(2, run("policy", "lint", policy, "--allow", "nothing").exit());
    Path sarif = folder.resolve("lint.sarif");
    run("policy", "lint", policy, "--sarif", sarif.toString());
    Json.Obj log = Json.parseObject(Files.readAllBytes(sarif));
    assertEquals("2.1.0", log.string("version"));
    String broken = file("broken.json", "{\"resources\": [{\"name\": \"[nope()]\"}]}");
    Result malformed = run("policy", "lint", broken);
    assertEquals(3, malformed.exit());
    assertTrue(malformed.err().contains("broken.json:1:25: resources[0].name: "), malformed.err());
  }

  @Test
  void hugeFilesAreRefused() throws IOException {
    Path big = folder.resolve("big.json");
    try (var channel = FileChannel.open(big, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {' '}), 100 << 20);
    }
    for (String command : List.of("lint", "show", "template")) {
      Result result = run("policy", command, big.toString());
      assertEquals(3, result.exit(), command);
      assertTrue(result.err().contains("MiB at most wanted"), result.err());
    }
  }

  @Test
  void examplesEvaluateWithoutErrorsAndTheModesAgree() {
    Path examples = Vectors.checkout().resolve("examples");
    for (String[] arguments :
        new String[][] {
          {examples.resolve("nvflare/template.json").toString()},
          {
            examples.resolve("operator/template.json").toString(),
            "-p",
            examples.resolve("operator/parameters.json").toString()
          }
        }) {
      Result lint = run(concat("policy", "lint", arguments));
      assertEquals(0, lint.exit(), lint.err());
      assertTrue(lint.out().contains("\n0 errors"), lint.out());
      Result template = run(concat("policy", "template", arguments));
      assertEquals(0, template.exit(), template.err());
    }
  }

  @Test
  void aPolicyIsTheSameFromTheTemplateAndFromWhatItEvaluatesTo() throws IOException {
    Path example = Vectors.checkout().resolve("examples/nvflare");
    String template = example.resolve("template.json").toString();
    String facts = example.resolve("images.json").toString();
    String evaluated = file("e.json", run("policy", "template", template).out());
    String[] policies = new String[2];
    for (int i = 0; i < 2; i++) {
      Result made =
          run(
              "policy",
              "generate",
              "--image-facts",
              facts,
              "-a",
              i == 0 ? template : evaluated,
              "--outraw",
              "--enable-stdio");
      assertEquals(0, made.exit(), made.err());
      policies[i] = made.out();
    }
    assertTrue(policies[0].contains("nvflare-server:2.9.0"), policies[0]);
    assertEquals(policies[0], policies[1]);
  }

  private static String[] concat(String first, String second, String... rest) {
    String[] all = new String[rest.length + 2];
    all[0] = first;
    all[1] = second;
    System.arraycopy(rest, 0, all, 2, rest.length);
    return all;
  }

  @Test
  void settingsAndFactsArePutIn() throws IOException {
    String template =
        file(
            "t.json",
            """
            {"parameters": {"n": {"type": "int"}}, "resources": [{"type":
              "Microsoft.ContainerInstance/containerGroups",
              "name": "[format('{0}-{1}', resourceGroup().name, parameters('n'))]"}]}
            """);
    Result open = run("policy", "template", template, "--strict");
    assertEquals(1, open.exit());
    assertTrue(open.err().contains("needs resourceGroup().name"), open.err());
    Result known =
        run("policy", "template", template, "--strict", "--set", "n=3", "--resource-group", "rg");
    assertEquals(0, known.exit(), known.err());
    assertTrue(known.out().contains("\"rg-3\""), known.out());
  }
}
