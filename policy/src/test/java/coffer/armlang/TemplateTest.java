package coffer.armlang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class TemplateTest {
  private static List<String> names(EvaluatedTemplate evaluated) {
    return evaluated.resources().stream().map(resource -> resource.json().string("name")).toList();
  }

  @Test
  void resourceLoopsConditionsAndPropertyLoops() {
    EvaluatedTemplate evaluated =
        new Evaluations()
            .template(
                """
                {
                  "variables": {
                    "copy": [{"name": "ports", "count": 2, "input": "[add(80, copyIndex('ports'))]"}],
                    "envs": ["A", "B"]
                  },
                  "resources": [
                    {
                      "type": "microsoft.containerinstance/CONTAINERGROUPS",
                      "name": "[format('g{0}', copyIndex(1))]",
                      "copy": {"name": "groups", "count": 2, "mode": "serial"},
                      "properties": {
                        "ports": "[variables('ports')]",
                        "copy": [{
                          "name": "environmentVariables",
                          "count": "[length(variables('envs'))]",
                          "input": {
                            "name": "[variables('envs')[copyIndex('environmentVariables')]]",
                            "value": "[string(copyIndex('groups'))]"
                          }
                        }]
                      }
                    },
                    {"type": "a/b", "name": "off", "condition": "[equals(1, 2)]"},
                    {"type": "a/b", "name": "none", "copy": {"name": "c", "count": 0}}
                  ]
                }
                """);
    assertEquals(List.of("g1", "g2"), names(evaluated));
    assertEquals(
        "{\"type\":\"Microsoft.ContainerInstance/containerGroups\",\"name\":\"g2\",\"properties\":"
            + "{\"ports\":[80,81],\"environmentVariables\":[{\"name\":\"A\",\"value\":\"1\"},"
            + "{\"name\":\"B\",\"value\":\"1\"}]}}",
        evaluated.resources().get(1).json().toCompact());
    assertEquals(2, evaluated.containerGroups().size());
    assertEquals(
        List.of("its condition is false", "its copy loop has no iterations"),
        evaluated.skipped().stream().map(Skipped::reason).toList());
    assertEquals(
        "t.json:18:22: resources[0].properties.copy[0].input.value",
        String.valueOf(
            evaluated.place(
                evaluated
                    .resources()
                    .get(1)
                    .path()
                    .member("properties")
                    .member("environmentVariables")
                    .item(1)
                    .member("value"))));
  }

  @Test
  void parametersComeFromFilesSettingsAndDefaults() {
    String template =
        """
        {"parameters": {
          "a": {"type": "string", "defaultValue": "[concat('d-', parameters('B'))]"},
          "b": {"type": "string"}, "n": {"type": "int", "minValue": 2},
          "v": {"type": "string"}, "o": {"type": "string", "nullable": true}},
         "resources": [{"type": "x/y", "name": "[parameters('a')]",
           "n": "[parameters('n')]", "v": "[parameters('v')]", "o": "[parameters('o')]"}]}
        """;
    String file =
        """
        {"parameters": {"b": {"value": "[not evaluated]"}, "n": {"value": 2},
          "v": {"reference": {"keyVault": {"id": "/x"}, "secretName": "sec"}}}}
        """;
    EvaluatedTemplate evaluated =
        new Evaluations().parameters(file).set("n", "7").template(template);
    assertEquals(
        "{\"type\":\"x/y\",\"name\":\"d-[not evaluated]\",\"n\":7,"
            + "\"v\":\"[parameters('v')]\",\"o\":null}",
        evaluated.resources().getFirst().json().toCompact());
    assertEquals(
        List.of("parameter 'v' (secret 'sec' of a key vault)"),
        evaluated.symbols().getFirst().needs());
    new Evaluations()
        .parameters(file)
        .set("n", "1")
        .fails(template, "--set n:1:1: minValue 2 wanted, found 1");
    new Evaluations().set("n", "x").fails(template, "--set n:1:1: JSON of type int wanted");
    new Evaluations()
        .parameters("{\"parameters\": {\"zz\": {\"value\": 1}}}")
        .fails(
            template,
            "p.json:1:33: parameters.zz.value: the template declares no parameter 'zz'; it declares a, b, n");
    new Evaluations()
        .parameters("{\"parameters\": {\"b\": {\"value\": 1}}}")
        .fails(
            template,
            "p.json:1:32: parameters.b.value: a value of type string wanted, found a number");
    assertThrows(MalformedException.class, () -> new Evaluations().parameters("{\"b\": 1}"));
  }

  @Test
  void allowedValuesHold() {
    new Evaluations()
        .set("a", "east")
        .fails(
            "{\"parameters\": {\"a\": {\"type\": \"string\", \"allowedValues\": [\"north\"]}}}",
            "one of the allowed values [\"north\"] wanted");
  }

  @Test
  void nestedTemplatesAreOpenedInTheirOwnOrTheOuterScope() {
    EvaluatedTemplate evaluated =
        new Evaluations()
            .facts(Evaluations.FACTS)
            .template(
                """
                {
                  "variables": {"v": "outer"},
                  "resources": [
                    {"type": "Microsoft.Resources/deployments", "name": "one", "properties": {
                      "template": {"variables": {"v": "inner"}, "resources": [
                        {"type": "a/b", "name": "[variables('v')]"}]}}},
                    {"type": "Microsoft.Resources/deployments", "name": "two",
                      "resourceGroup": "other", "properties": {
                      "expressionEvaluationOptions": {"scope": "Inner"},
                      "parameters": {"p": {"value": "[toUpper(variables('v'))]"}},
                      "template": {"variables": {"v": "inner"},
                        "parameters": {"p": {"type": "string"}},
                        "resources": [{"type": "a/b",
                          "name": "[concat(variables('v'), parameters('p'), resourceGroup().name)]"}],
                        "outputs": {"image": {"type": "string", "value": "reg/app:1"}}}}},
                    {"type": "a/b",
                      "name": "[reference(resourceId('Microsoft.Resources/deployments', 'two'), '2024-01-01').outputs.image.value]"}
                  ]
                }
                """);
    assertEquals(List.of("outer", "innerOUTERother", "reg/app:1"), names(evaluated));
  }

  @Test
  void symbolicNamesAndExistingResources() {
    EvaluatedTemplate evaluated =
        new Evaluations()
            .template(
                """
                {"languageVersion": "2.0", "resources": {
                  "module": {"type": "Microsoft.Resources/deployments", "name": "m", "properties": {
                    "expressionEvaluationOptions": {"scope": "inner"},
                    "template": {"resources": {"g": {"type": "a/b", "name": "in"}},
                      "outputs": {"o": {"type": "int", "value": "[add(1, 2)]"}}}}},
                  "old": {"existing": true, "type": "a/b", "name": "old"},
                  "last": {"type": "a/b", "name": "[string(reference('module').outputs.o.value)]"}}}
                """);
    assertEquals(List.of("in", "3"), names(evaluated));
    assertEquals(1, evaluated.skipped().size());
  }

  @Test
  void linkedTemplatesAreReadWhereTheyAreAtHand() {
    String link =
        """
        {"resources": [{"type": "Microsoft.Resources/deployments", "name": "l", "properties": {
          "templateLink": {"%s": "%s"}, "parameters": {"n": {"value": "x"}}}}]}
        """;
    Evaluations evaluations =
        new Evaluations()
            .link(
                "nested/g.json",
                """
                {"parameters": {"n": {"type": "string"}},
                 "resources": [{"type": "a/b", "name": "[parameters('n')]"}]}
                """);
    assertEquals(
        List.of("x"), names(evaluations.template(link.formatted("relativePath", "nested/g.json"))));
    assertEquals(
        List.of("x"),
        names(
            evaluations.template(
                link.formatted(
                    "uri", "[uri(deployment().properties.templateLink.uri, 'nested/g.json')]"))));
    EvaluatedTemplate remote =
        evaluations.template(link.formatted("uri", "https://example.org/g.json"));
    assertEquals(List.of(), names(remote));
    assertEquals(
        "the linked template https://example.org/g.json is not at hand",
        remote.skipped().getFirst().reason());
  }

  @Test
  void userDefinedFunctionsSeeOnlyTheirParameters() {
    String template =
        """
        {"variables": {"v": "x"}, "functions": [{"namespace": "contoso", "members": {"name": {
          "parameters": [{"name": "prefix", "type": "string"}],
          "output": {"type": "string", "value": "[concat(parameters('prefix'), '-%s')]"}}}}],
         "resources": [{"type": "a/b", "name": "[Contoso.NAME(variables('v'))]"}]}
        """;
    assertEquals(List.of("x-1"), names(new Evaluations().template(template.formatted("1"))));
    new Evaluations()
        .fails(
            template.replace("'-%s'", "parameters('v')"),
            "functions[0].members.name.output.value: the function has no parameter 'v'");
    new Evaluations()
        .fails(template.replace("(variables('v'))", "()"), "1 arguments wanted, found 0");
  }

  @Test
  void whatAzureReadsIsRead() {
    EvaluatedTemplate evaluated =
        new Evaluations()
            .template(
                "\ufeff{ // a comment\n \"resources\": [ /* another */\n"
                    + "{\"name\": \"two\nlines\", \"type\": \"a/b\",},],}");
    assertEquals(Json.of("two\nlines"), evaluated.resources().getFirst().json().get("name").get());
  }
}
