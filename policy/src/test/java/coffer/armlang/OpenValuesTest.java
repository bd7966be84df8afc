package coffer.armlang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import com.google.re2j.Pattern;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class OpenValuesTest {
  private static final String SECTIONS =
      """
      "parameters": {
        "region": {"type": "string", "allowedValues": ["north", "south"]},
        "key": {"type": "secureString", "defaultValue": "hidden"},
        "count": {"type": "int"}
      },
      "variables": {
        "zone": "[concat('z-', parameters('region'))]",
        "list": [{"id": "[resourceGroup().id]", "name": "n"}]
      },
      """;

  /// Expression, and what is left of it.
  private static final String[][] CASES = {
    {"resourceGroup().location", "\"[resourceGroup().location]\""},
    {"concat('a', variables('zone'))", "\"[concat('a', concat('z-', parameters('region')))]\""},
    {"variables('list')[0].name", "\"n\""},
    {"length(variables('list'))", "1"},
    {"variables('list')[0]", "{\"id\":\"[resourceGroup().id]\",\"name\":\"n\"}"},
    {
      "if(equals(parameters('region'), 'x'), div(1, 0), toUpper('b'))",
      "\"[if(equals(parameters('region'), 'x'), div(1, 0), 'B')]\""
    },
    {"and(true(), equals(parameters('count'), 1))", "\"[equals(parameters('count'), 1)]\""},
    {"or(equals(parameters('count'), 1), true())", "true"},
    {
      "coalesce(null(), parameters('region'), 'x', 'y')",
      "\"[coalesce(parameters('region'), 'x')]\""
    },
    {"contains(createArray('a', parameters('region')), 'a')", "true"},
    {
      "contains(createArray('a', parameters('region')), 'b')",
      "\"[contains(createArray('a', parameters('region')), 'b')]\""
    },
    {"union(createObject('a', parameters('region')), createObject('b', 1)).b", "1"},
    {
      "map(range(0, parameters('count')), lambda('i', concat('n', lambdaVariables('i'), toUpper('x'))))",
      "\"[map(range(0, parameters('count')), lambda('i', concat('n', lambdaVariables('i'), 'X')))]\""
    },
    {"reference('store').properties.key", "\"[reference('store').properties.key]\""},
    {
      "listKeys('store', '2024-01-01').keys[0].value",
      "\"[listKeys('store', '2024-01-01').keys[0].value]\""
    },
    {
      "resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')",
      "\"[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]\""
    },
  };

  @TestFactory
  Stream<DynamicTest> whatOnlyAzureKnowsStaysAnExpression() {
    return Stream.of(CASES)
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one[0],
                    () -> assertEquals(one[1], new Evaluations().expression(one[0], SECTIONS))));
  }

  @Test
  void factsAboutTheDeploymentArePutIn() {
    Evaluations evaluations = new Evaluations().facts(Evaluations.FACTS);
    assertEquals("\"westeurope\"", evaluations.expression("resourceGroup().location", ""));
    assertEquals(
        "\"/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/group/providers/"
            + "Microsoft.Network/virtualNetworks/v/subnets/s\"",
        evaluations.expression(
            "resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')", ""));
    assertEquals(
        "\"/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/other/providers/"
            + "Microsoft.Network/virtualNetworks/v\"",
        evaluations.expression(
            "resourceId('other', 'Microsoft.Network/virtualNetworks', 'v')", ""));
    assertEquals(
        "\"99999999-2222-3333-4444-555555555555\"",
        evaluations.expression("subscription().tenantId", ""));
    assertEquals("\"first\"", evaluations.expression("deployment().name", ""));
    assertEquals("\"[resourceGroup().tags]\"", evaluations.expression("resourceGroup().tags", ""));
  }

  @Test
  void anOpenValueSaysWhatItNeedsAndWhatItCanBe() {
    EvaluatedTemplate evaluated =
        new Evaluations()
            .template(
                """
                {%s"resources": [{"type": "a/b", "name": "x", "properties": {
                  "zone": "[format('{0}.{1}.{2}', variables('zone'), resourceGroup().name, 'org')]",
                  "key": "[concat(parameters('key'), '!')]"}}]}
                """
                    .formatted(SECTIONS));
    Symbol zone = evaluated.symbols().getFirst();
    assertEquals("resources[0].properties.zone", zone.path().toString());
    assertEquals(List.of("parameter 'region' (no value)", "resourceGroup().name"), zone.needs());
    Pattern pattern = Pattern.compile(zone.pattern());
    assertTrue(pattern.matches("z-north.any.org"));
    assertFalse(pattern.matches("z-east.any.org"));
    assertFalse(pattern.matches("z-northxany.org"));
    assertEquals(List.of("parameter 'key' (secure)"), evaluated.symbols().get(1).needs());
    assertFalse(evaluated.json().toCompact().contains("hidden"));
  }

  @Test
  void theEvaluatedTemplateDeclaresWhatItStillNeeds() {
    EvaluatedTemplate evaluated = new Evaluations().template("{" + SECTIONS + "\"resources\": []}");
    assertEquals(
        "{\"count\":{\"type\":\"int\"},\"key\":{\"type\":\"secureString\"},"
            + "\"region\":{\"type\":\"string\",\"allowedValues\":[\"north\",\"south\"]}}",
        evaluated.json().object("parameters").toCompact());
  }

  @Test
  void evaluatingTheResultAgainChangesNothing() {
    EvaluatedTemplate once =
        new Evaluations()
            .template(
                "{"
                    + SECTIONS
                    + """
                      "resources": [{"type": "a/b", "name": "[[literal]",
                        "copy": {"name": "c", "count": "[parameters('count')]"},
                        "condition": "[equals(parameters('count'), 2)]",
                        "properties": {"i": "[copyIndex(3)]", "z": "[variables('zone')]"}}]}
                      """);
    EvaluatedTemplate twice = new Evaluations().template(once.json().toCompact());
    assertEquals(once.json(), twice.json());
    assertEquals(
        "{\"condition\":\"[equals(parameters('count'), 2)]\",\"type\":\"a/b\","
            + "\"name\":\"[[literal]\",\"properties\":{\"i\":\"[add(copyIndex('c'), 3)]\","
            + "\"z\":\"[concat('z-', parameters('region'))]\"},"
            + "\"copy\":{\"name\":\"c\",\"count\":\"[parameters('count')]\"}}",
        once.resources().getFirst().json().toCompact());
  }

  @Test
  void settingsOfSecureParametersAreRefused() {
    MalformedException error =
        assertThrows(
            MalformedException.class,
            () ->
                new Evaluations()
                    .set("key", "s3cret")
                    .template("{" + SECTIONS + "\"resources\": []}"));
    assertTrue(error.getMessage().contains("'key' is secure"), error::getMessage);
    assertFalse(error.getMessage().contains("s3cret"));
  }
}
