package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.cce.PolicyText;
import coffer.json.Json;
import coffer.json.JsonText;
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

class PolicyGenerateCommandTest {
  private static final String TEMPLATE =
      """
      \ufeff{
        // who runs it
        "parameters": {"stage": {"type": "string"}, "tag": {"defaultValue": "1"}},
        "resources": [
          {
            "type": "Microsoft.ContainerInstance/containerGroups",
            "name": "[parameters('stage')]",
            "properties": {
              "osType": "Linux",
              "containers": [
                {
                  "name": "web",
                  "properties": {
                    "image": "example.org/web:[parameters('tag')]", /* pinned? */
                    "environmentVariables": [
                      {"name": "STAGE", "value": "[parameters('stage')]"}
                    ]
                  }
                }
              ]
            }
          }
        ]
      }
      """
          .replace("\n", "\r\n");

  @TempDir Path folder;
  private Path template;
  private Path facts;

  @BeforeEach
  void write() throws IOException {
    template = Files.writeString(folder.resolve("template.json"), TEMPLATE);
    String image =
        "{\"os\":\"linux\",\"arch\":\"amd64\",\"config\":{\"Cmd\":[\"/web\"],"
            + "\"Env\":[\"PATH=/bin\"]},\"layers\":[\"%s\"]}";
    facts =
        Files.writeString(
            folder.resolve("facts.json"),
            "{\"example.org/web:1\":%s,\"example.org/web@sha256:%s\":%s}"
                .formatted(
                    image.formatted("ab".repeat(32)),
                    "0".repeat(64),
                    image.formatted("cd".repeat(32))));
  }

  private CommandRun generate(String... arguments) {
    return answering("", arguments);
  }

  private CommandRun answering(String answers, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "policy",
                "generate",
                "-a",
                template.toString(),
                "--image-facts",
                facts.toString()));
    all.addAll(List.of(arguments));
    return CommandRun.withInput(answers, all.toArray(String[]::new));
  }

  private PolicyText injected(Path file) throws IOException {
    Json policy =
        JsonText.at(
            JsonText.parse(Files.readString(file)).value(),
            List.of("resources", "0", "properties", "confidentialComputeProperties", "ccePolicy"));
    return new PolicyText(
        new String(
            Base64.getDecoder().decode(((Json.Str) policy).value()), StandardCharsets.UTF_8));
  }

  @Test
  void thePolicyIsPutInPlaceAndNothingElseChanges() throws IOException {
    CommandRun run = generate("-y");
    assertEquals(0, run.exit(), run::toString);
    PolicyText policy = injected(template);
    assertEquals(policy.digest().hex() + "\n", run.out());
    String added =
        ",\r\n        \"confidentialComputeProperties\": {\r\n          \"ccePolicy\": \""
            + policy.base64()
            + "\"\r\n        }";
    assertEquals(TEMPLATE, Files.readString(template).replace(added, ""));
  }

  @Test
  void questionsAreAskedOnStandardOutput() throws IOException {
    CommandRun run = answering("n\n", "--outraw");
    assertTrue(
        run.out()
            .startsWith(
                "Create a wildcard policy for the environment variable STAGE (y/n): package"),
        run::toString);
    assertFalse(run.out().contains("STAGE="));
    assertEquals(ExitCode.REJECTED, answering("", "--outraw").exit());
    assertEquals(TEMPLATE, Files.readString(template));
  }

  @Test
  void anotherPolicyIsReplacedOnlyWhenTheAnswerIsYes() throws IOException {
    generate("-y");
    String first = Files.readString(template);
    CommandRun kept = answering("n\n", "-y", "--debug-mode");
    assertEquals(
        "Do you want to overwrite the CCE Policy currently in container group"
            + " \"[parameters('stage')]\" in the ARM Template? (y/n) ",
        kept.out());
    assertEquals(first, Files.readString(template));
    assertEquals(0, generate("-y", "--debug-mode", "--overwrite").exit());
    assertTrue(injected(template).text().contains("allow_dump_stacks := true"));
  }

  @Test
  void diffSeesWhatChanged() throws IOException {
    assertEquals(ExitCode.USAGE, generate("-y", "--diff").exit());
    generate("-y");
    CommandRun same = generate("-y", "--diff");
    assertEquals("Existing policy and Template match\n", same.out(), same::toString);
    Files.writeString(
        template, Files.readString(template).replace("\"name\": \"STAGE\"", "\"name\": \"STEP\""));
    CommandRun changed = generate("-y", "--diff");
    assertEquals(ExitCode.USAGE, changed.exit());
    assertEquals(
        "{\"web\":{\"env_rules\":[\"environment variable with rule 'STEP=.*' is not in the"
            + " policy\"]}}\n",
        changed.out());
  }

  @Test
  void imagesSwitchesAndValuesAreOptions() {
    CommandRun run =
        generate(
            "-y",
            "--outraw",
            "--set-image",
            "example.org/web:1=example.org/web@sha256:" + "0".repeat(64),
            "--set-flag",
            "allow_environment_variable_dropping=false",
            "--env-values",
            "STAGE=test,prod.eu");
    assertEquals(0, run.exit(), run::toString);
    assertTrue(run.out().contains("\"layers\":[\"" + "cd".repeat(32)), run::toString);
    assertTrue(run.out().contains("allow_environment_variable_dropping := false"));
    assertTrue(
        run.out().contains("{\"pattern\":\"^STAGE=(?:test|prod\\\\.eu)$\",\"required\":false,"),
        run::toString);
    assertEquals(ExitCode.REJECTED, generate("-y", "--set-image", "nowhere=x").exit());
    assertEquals(ExitCode.REJECTED, generate("-y", "--set-flag", "allow_all=true").exit());
    assertEquals(ExitCode.REJECTED, generate("-y", "--env-rule", "NOWHERE=x").exit());
    assertEquals(ExitCode.REJECTED, generate("-y", "--env-rule", "STAGE=(").exit());
  }

  @Test
  void theSubstitutedImageIsInTheWrittenTemplate() throws IOException {
    Path written = folder.resolve("written.json");
    String digest = "example.org/web@sha256:" + "0".repeat(64);
    CommandRun run =
        generate(
            "-y",
            "--set-image",
            "example.org/web:1=" + digest,
            "--write-template",
            written.toString());
    assertEquals(0, run.exit(), run::toString);
    assertEquals(TEMPLATE, Files.readString(template));
    assertTrue(Files.readString(written).contains("\"image\": \"" + digest + "\", /* pinned? */"));
  }

  @Test
  void oneRunWritesEveryForm() throws IOException {
    Path out = folder.resolve("out");
    CommandRun run = generate("-y", "--out", out.toString());
    PolicyText policy = new PolicyText(Files.readString(out.resolve("policy.rego")));
    assertEquals(policy.digest().hex() + "\n", run.out(), run::toString);
    assertEquals(policy.base64(), Files.readString(out.resolve("policy.base64")));
    assertEquals(run.out(), Files.readString(out.resolve("policy.sha256")));
    Json.Obj identity = Json.parseObject(Files.readAllBytes(out.resolve("identity.json")));
    assertEquals(policy.digest().hex(), identity.object("snp").string("hostData"));
    assertEquals(TEMPLATE, Files.readString(template));
  }

  @Test
  void aCredentialGoesOnlyWhereOnlyTheUserReads() throws IOException {
    Path secret =
        Files.writeString(
            folder.resolve("secret.json"), "{\"username\":\"u\",\"password\":\"hunter2\"}");
    Path written = folder.resolve("deploy.json");
    String option = "example.org=" + secret;
    CommandRun open =
        generate("-y", "--registry-credential", option, "--write-template", written.toString());
    assertEquals(ExitCode.REJECTED, open.exit());
    assertTrue(open.err().contains("chmod 600"), open::toString);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    assertEquals(ExitCode.REJECTED, generate("-y", "--registry-credential", option).exit());
    CommandRun run =
        generate("-y", "--registry-credential", option, "--write-template", written.toString());
    assertEquals(0, run.exit(), run::toString);
    assertFalse(run.toString().contains("hunter2"));
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(written)));
    assertEquals(
        "[{\"server\":\"example.org\",\"username\":\"u\",\"password\":\"hunter2\"}]",
        JsonText.at(
                JsonText.parse(Files.readString(written)).value(),
                List.of("resources", "0", "properties", "imageRegistryCredentials"))
            .toCompact());
  }

  @Test
  void rewritingGivesTheLayoutOfTheReferenceGenerator() throws IOException {
    generate("-y", "--rewrite");
    String text = Files.readString(template);
    assertTrue(text.startsWith("{\n  \"parameters\": {\n    \"stage\": {\n"), text);
    assertFalse(text.endsWith("\n"));
  }

  @Test
  void laterReleasesHaveTheirOwnForms() throws IOException {
    Files.writeString(
        template,
        TEMPLATE.replace(
            "\"environmentVariables\"",
            "\"livenessProbe\":{\"exec\":{\"command\":[\"p\"]}},"
                + "\"readinessProbe\":{\"exec\":{\"command\":[\"p\"]}},\"environmentVariables\""));
    String twice = "[{\"command\":[\"p\"],\"signals\":[]},{\"command\":[\"p\"],\"signals\":[]}]";
    String once = "[{\"command\":[\"p\"],\"signals\":[]}]";
    assertTrue(generate("-y", "--outraw").out().contains(twice));
    assertTrue(generate("-y", "--outraw", "--compat", "2.1.1").out().contains(once));
    CommandRun latest = generate("-y", "--outraw", "--compat", "2.2");
    assertTrue(latest.out().contains("\"signals\":[9,15],\"user\""), latest::toString);
    assertTrue(latest.err().contains("--compat 2.2 was not compared"));
  }

  @Test
  void onlyOneSourceAndOneFormAreTaken() {
    for (List<String> arguments :
        List.of(
            List.of("--image", "x"),
            List.of("--outraw", "--print-policy"),
            List.of("--enable-stdio", "--disable-stdio"),
            List.of("-e", "--infrastructure-svn", "5"),
            List.of("-j", "x.json"),
            List.of("-s", "x.rego"),
            List.of("--platform", "linux/arm64", "--outraw"),
            List.of("--compat", "1.0", "--outraw"))) {
      CommandRun run = generate(arguments.toArray(String[]::new));
      assertEquals(ExitCode.REJECTED, run.exit(), run::toString);
      assertTrue(run.err().contains("error: "), run::toString);
    }
    assertEquals(ExitCode.USAGE, generate("--tar", folder.resolve("gone.tar").toString()).exit());
  }

  private void writeGroup(String containers, String policy) throws IOException {
    String base64 = Base64.getEncoder().encodeToString(policy.getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        template,
        "{\"resources\": [{\"type\": \"Microsoft.ContainerInstance/containerGroups\", \"name\": \"g\","
            + " \"properties\": {\"containers\": [%s], \"confidentialComputeProperties\": {\"ccePolicy\": \"%s\"}}}]}"
                .formatted(containers, base64));
  }

  @Test
  void anExistingPolicyIsPrintedWhateverTheContainersAre() throws IOException {
    writeGroup(
        "{\"name\": \"c\", \"properties\": {\"image\": \"[variables('gone')]\"}}",
        "package policy");
    CommandRun run = generate("--print-existing-policy");
    assertEquals(0, run.exit(), run::toString);
    assertEquals("CCE Policy for Container Group: g\n\npackage policy\n", run.out());
    Path yaml =
        Files.writeString(
            folder.resolve("pod.yaml"),
            "kind: Pod\nmetadata:\n  name: p\n  annotations:\n"
                + "    microsoft.containerinstance.virtualnode.ccepolicy: aGVsbG8=\n"
                + "spec:\n  containers: [{name: c, env: [{name: A, value: 5}]}]\n");
    CommandRun pod =
        CommandRun.of(
            "policy",
            "generate",
            "--virtual-node-yaml",
            yaml.toString(),
            "--print-existing-policy");
    assertEquals("Policy for Pod: p\n\nhello\n", pod.out(), pod::toString);
  }

  @Test
  void anExistingPolicyInJsonMattersOnlyToComparisons() throws IOException {
    writeGroup(
        "{\"name\": \"web\", \"properties\": {\"image\": \"example.org/web:1\"}}",
        "{\"allow_all\": true}");
    CommandRun printed = generate("--outraw");
    assertEquals(0, printed.exit(), printed::toString);
    assertTrue(printed.out().startsWith("package policy"), printed::toString);
    CommandRun compared = generate("--diff");
    assertEquals(ExitCode.REJECTED, compared.exit());
    assertTrue(compared.err().contains("the existing policy is JSON"), compared::toString);
  }

  @Test
  void theInfrastructureSvnIsAnyVersionNumberAsItIsWritten() {
    for (String svn : List.of("3", "04", "1.2.3", "v7", "5rc1", "9".repeat(30))) {
      CommandRun run = generate("-y", "--outraw", "--infrastructure-svn", svn);
      assertTrue(run.out().contains("\"minimum_svn\": \"" + svn + "\""), run::toString);
      assertEquals(
          svn.equals("3") || svn.equals("1.2.3"),
          run.err().contains("accepts fragments older"),
          run::toString);
    }
    for (String svn : List.of("abc", "1e3", "5d", "NaN", "-1", "1..2")) {
      CommandRun run = generate("-y", "--outraw", "--infrastructure-svn=" + svn);
      assertEquals(ExitCode.REJECTED, run.exit(), run::toString);
      assertTrue(run.err().contains("a number wanted, found " + svn), run::toString);
    }
  }

  @Test
  void aSidecarIsComparedWithWhatItsImageAloneGets() throws IOException {
    String image = "mcr.microsoft.com/aci/sc-proxy:1";
    Files.writeString(
        facts, "{\"%s\":{\"config\":{\"Cmd\":[\"/proxy\"]},\"layers\":[\"ab\"]}}".formatted(image));
    writeGroup(
        "{\"name\":\"p\",\"properties\":{\"image\":\"%s\",\"command\":[\"/proxy\"]}}"
            .formatted(image),
        "");
    CommandRun same = generate("--validate-sidecar");
    assertEquals("Sidecar containers will pass with its generated policy\n", same.out());
    CommandRun silent = generate("--validate-sidecar", "--disable-stdio");
    assertEquals(ExitCode.USAGE, silent.exit(), silent::toString);
    assertTrue(
        silent
            .out()
            .contains("{\"allow_stdio_access\":[{\"policy_value\":false,\"tested_value\":true}]}"),
        silent::toString);
  }

  @Test
  void wrongInputIsNamedWithItsPlace() throws IOException {
    Files.writeString(template, "{\"resources\": [\n  {]\n}");
    CommandRun run = generate("--outraw");
    assertEquals(ExitCode.REJECTED, run.exit());
    assertTrue(run.err().contains("template.json: template: line 2, column 4: "), run::toString);
    Files.write(template, new byte[] {'"', (byte) 0xff, '"'});
    assertTrue(generate("--outraw").err().contains("template.json: not UTF-8 text"));
  }
}
