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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Policies of templates that are evaluated first: `policy generate --evaluate`.
class PolicyEvaluateTest {
  private static final String TEMPLATE =
      """
      {
        "parameters": {
          "count": {"type": "int", "defaultValue": 1}, // how many
          "stage": {"type": "string"}
        },
        "variables": {"image": "[concat('example.org/', toLower('WEB'), ':1')]"},
        "resources": [
          {
            "type": "Microsoft.ContainerInstance/containerGroups",
            "name": "[format('web-{0}', copyIndex())]",
            "copy": {"name": "groups", "count": "[parameters('count')]"},
            "properties": {
              "osType": "Linux",
              "containers": [
                {
                  "name": "web",
                  "properties": {
                    "image": "[variables('image')]",
                    "command": ["/web", "[[literal]"],
                    "environmentVariables": [
                      {"name": "STAGE", "value": "[toUpper(parameters('stage'))]"},
                      {"name": "GROUP", "value": "[concat('/groups/', resourceGroup().name)]"},
                      {"name": "WHERE", "value": "[resourceGroup().location]"}
                    ]
                  }
                }
              ]
            }
          }
        ]
      }
      """;
  private static final List<String> PLACE =
      List.of("resources", "0", "properties", "confidentialComputeProperties", "ccePolicy");

  @TempDir Path folder;
  private Path template;
  private Path parameters;
  private Path facts;

  @BeforeEach
  void write() throws IOException {
    template = Files.writeString(folder.resolve("template.json"), TEMPLATE);
    parameters =
        Files.writeString(
            folder.resolve("parameters.json"), "{\"parameters\":{\"stage\":{\"value\":\"prod\"}}}");
    String image =
        "{\"os\":\"linux\",\"arch\":\"amd64\",\"config\":{\"Cmd\":[\"/web\"],"
            + "\"Env\":[\"PATH=/bin\"]},\"layers\":[\"%s\"]}";
    facts =
        Files.writeString(
            folder.resolve("facts.json"),
            "{\"example.org/web:1\":%s,\"example.org/web:2\":%s}"
                .formatted(image.formatted("ab".repeat(32)), image.formatted("cd".repeat(32))));
  }

  private CommandRun generate(String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "policy",
                "generate",
                "--evaluate",
                "-a",
                template.toString(),
                "-p",
                parameters.toString(),
                "--image-facts",
                facts.toString()));
    all.addAll(List.of(arguments));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private String injected() throws IOException {
    Json policy = JsonText.at(JsonText.parse(Files.readString(template)).value(), PLACE);
    return new PolicyText(
            new String(
                Base64.getDecoder().decode(((Json.Str) policy).value()), StandardCharsets.UTF_8))
        .text();
  }

  private void change(String before, String after) throws IOException {
    assertTrue(Files.readString(template).contains(before));
    Files.writeString(template, Files.readString(template).replace(before, after));
  }

  @Test
  void expressionsAreEvaluatedAndStayInTheTemplate() throws IOException {
    CommandRun run = generate("-y", "--resource-group", "test", "--location", "westeurope");
    assertEquals(0, run.exit(), run::toString);
    String policy = injected();
    for (String wanted :
        List.of(
            "\"STAGE=PROD\"", "\"GROUP=/groups/test\"", "\"WHERE=westeurope\"", "\"[literal]\"")) {
      assertTrue(policy.contains(wanted), wanted);
    }
    String text = Files.readString(template);
    assertEquals(TEMPLATE.strip(), without(text).strip());
  }

  /// The template without the policy that was put into it.
  private static String without(String text) {
    return text.replaceFirst(
        ",\\s*\"confidentialComputeProperties\": \\{\\s*\"ccePolicy\": \"[^\"]*\"\\s*\\}", "");
  }

  @Test
  void whatIsKnownOfAnOpenVariableIsInItsRule() throws IOException {
    CommandRun run = generate("-y", "--location", "westeurope");
    assertEquals(0, run.exit(), run::toString);
    String policy = injected();
    assertTrue(policy.contains("\"strategy\":\"re2\""), policy);
    assertTrue(policy.contains("\"^GROUP=/groups/"), policy);
    assertTrue(policy.contains("\"WHERE=westeurope\""), policy);
  }

  @Test
  void aVariableOfWhichNothingIsKnownIsAskedFor() {
    CommandRun run = generate("--outraw", "--resource-group", "test");
    assertTrue(
        run.out().startsWith("Create a wildcard policy for the environment variable WHERE (y/n): "),
        run::toString);
  }

  @Test
  void copiesOfAResourceShareItsPolicyWhenItIsTheSame() throws IOException {
    CommandRun run =
        generate("-y", "--set", "count=2", "--resource-group", "test", "--location", "here");
    assertEquals(0, run.exit(), run::toString);
    assertEquals(2, run.out().lines().count());
    assertEquals(1, run.out().lines().distinct().count());
  }

  @Test
  void copiesWithDifferentPoliciesHaveNoRoom() throws IOException {
    change("resourceGroup().location", "string(copyIndex())");
    String before = Files.readString(template);
    CommandRun run = generate("-y", "--set", "count=2", "--resource-group", "test");
    assertEquals(ExitCode.REJECTED, run.exit(), run::toString);
    assertTrue(run.err().contains("group 'web-1' has no place"), run::toString);
    assertTrue(run.err().contains("coffer policy template"), run::toString);
    assertEquals(before, Files.readString(template));
  }

  @Test
  void anOpenValueThatThePolicyDependsOnIsRefusedWithItsPlace() throws IOException {
    change("variables('image')", "concat(resourceGroup().name, '/web:1')");
    CommandRun run = generate("-y");
    assertEquals(ExitCode.REJECTED, run.exit(), run::toString);
    assertTrue(run.err().contains("template.json:18:"), run::toString);
    assertTrue(
        run.err().contains("resources[0].properties.containers[0].properties.image"),
        run::toString);
    assertTrue(run.err().contains("needs resourceGroup().name"), run::toString);
  }

  @Test
  void anImageIsReplacedWhereItIsWritten() throws IOException {
    CommandRun run =
        generate(
            "-y",
            "--set-image",
            "example.org/web:1=example.org/web:2",
            "--resource-group",
            "test",
            "--location",
            "here");
    assertEquals(0, run.exit(), run::toString);
    assertTrue(injected().contains("cd".repeat(32)));
    assertEquals(
        TEMPLATE.replace("\"[variables('image')]\"", "\"example.org/web:2\"").strip(),
        without(Files.readString(template)).strip());
  }

  @Test
  void theDeploymentIsSaidOnlyOfAnEvaluatedTemplate() {
    CommandRun run =
        CommandRun.of("policy", "generate", "-a", template.toString(), "--location", "here");
    assertEquals(ExitCode.REJECTED, run.exit(), run::toString);
    assertTrue(run.err().contains("need --evaluate"), run::toString);
  }

  @Test
  void aComputedHolderHasNoPlace() throws IOException {
    Files.writeString(
        template,
        """
        {"variables": {"p": {"osType": "Linux", "containers": [
          {"name": "web", "properties": {"image": "example.org/web:1"}}]}},
         "resources": [{"type": "Microsoft.ContainerInstance/containerGroups", "name": "web",
           "properties": "[variables('p')]"}],
         "parameters": {"stage": {"type": "string"}}}
        """);
    CommandRun run = generate("-y");
    assertEquals(ExitCode.REJECTED, run.exit(), run::toString);
    assertTrue(run.err().contains("group 'web' has no place"), run::toString);
    CommandRun raw = generate("--outraw");
    assertEquals(0, raw.exit(), raw::toString);
    assertFalse(raw.out().isBlank());
  }
}
