package coffer.armlang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.source.SourceFile;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Templates that go in circles, grow without end, or are none.
class TemplateErrorsTest {
  @Test
  void circlesAreNamed() {
    new Evaluations()
        .fails(
            "{\"variables\": {\"a\": \"[variables('b')]\", \"b\": \"[variables('A')]\"},"
                + "\"resources\": [{\"name\": \"[variables('a')]\"}]}",
            "t.json:1:46: variables.b: ",
            "variable 'a' depends on itself: variable 'a' -> variable 'b' -> variable 'a'");
    new Evaluations()
        .fails(
            "{\"parameters\": {\"a\": {\"type\": \"string\", \"defaultValue\": \"[parameters('a')]\"}},"
                + "\"resources\": []}",
            "parameter 'a' depends on itself");
    new Evaluations()
        .fails(
            """
        {"resources": [
          {"type": "Microsoft.Resources/deployments", "name": "one", "properties": {
            "expressionEvaluationOptions": {"scope": "inner"},
            "parameters": {"p": {"value": "[reference('two').outputs.o.value]"}},
            "template": {"parameters": {"p": {"type": "int"}}, "resources": [],
              "outputs": {"o": {"type": "int", "value": "[parameters('p')]"}}}}},
          {"type": "Microsoft.Resources/deployments", "name": "two", "properties": {
            "expressionEvaluationOptions": {"scope": "inner"},
            "parameters": {"p": {"value": "[reference('one').outputs.o.value]"}},
            "template": {"parameters": {"p": {"type": "int"}}, "resources": [],
              "outputs": {"o": {"type": "int", "value": "[parameters('p')]"}}}}}]}
        """,
            "the deployments wait for each other: two -> one -> two");
  }

  @Test
  void whatUnfoldsWithoutEndIsStopped() {
    StringBuilder doubling = new StringBuilder("{\"variables\": {\"v0\": [\"aaaaaaaaaaaaaaaa\"]");
    for (int i = 1; i <= 60; i++) {
      doubling.append(
          ", \"v%d\": {\"a\": \"[variables('v%d')]\", \"b\": \"[variables('v%d')]\"}"
              .formatted(i, i - 1, i - 1));
    }
    doubling.append("}, \"resources\": [{\"x\": \"[variables('v60')]\"}]}");
    new Evaluations().fails(doubling.toString(), "the value grows beyond");
    new Evaluations()
        .fails(
            doubling
                .toString()
                .replaceAll("\\{\"a\": \"\\[(.*?)\\]\", \"b\": .*?\\}", "\"[$1]\"")
                .replace("[\"aaaaaaaaaaaaaaaa\"]", "\"[variables('v60')]\""),
            "depends on itself");
    new Evaluations()
        .fails(
            "{\"resources\": [{\"copy\": {\"name\": \"c\", \"count\": 801}}]}",
            "resources[0].copy.count: copy, argument 1: a number from 0 to 800 wanted, found 801");
    new Evaluations()
        .fails(
            "{\"variables\": {\"d\": " + "[".repeat(300) + "]".repeat(300) + "}}", "nested deeper");
    new Evaluations()
        .fails(
            "{\"resources\": [{\"x\": \"["
                + "array(".repeat(150)
                + "1"
                + ")".repeat(150)
                + "]\"}]}",
            "nested deeper than 100");
    String copies = "{\"copy\": [{\"name\": \"x\", \"count\": 800, \"input\": %s}]}";
    new Evaluations()
        .fails(
            "{\"resources\": [{\"p\": "
                + copies.formatted(copies.formatted(copies.formatted("1")))
                + "}]}",
            "it unfolds too far");
  }

  @Test
  void aLargeTemplateTakesSeconds() {
    String variables = "{\"name\": \"V\", \"value\": \"[concat('a', 'b')]\"},".repeat(400);
    String group = "{\"type\": \"a/b\", \"name\": \"g\", \"env\": [%s]},".formatted(variables);
    String template = "{\"resources\": [" + group.repeat(150) + "]}";
    assertTrue(template.length() > SourceFile.MAX_SIZE / 2);
    EvaluatedTemplate evaluated =
        assertTimeout(Duration.ofSeconds(30), () -> new Evaluations().template(template));
    assertEquals(150, evaluated.resources().size());
  }

  @Test
  void documentsThatAreNoTemplates() {
    new Evaluations().fails("[]", "t.json:1:1: an object wanted, found a list");
    new Evaluations()
        .fails("{\"resources\": 1}", "t.json:1:15: resources: a list of resources wanted");
    new Evaluations()
        .fails("{\"resources\": [1]}", "resources[0]: an object wanted, found a number");
    new Evaluations()
        .fails("{\"parameters\": {\"a\": 1}}", "parameters.a: an object that declares");
    new Evaluations()
        .fails("{\"parameters\": {\"a\": {\"type\": \"text\"}}}", "one of string, secureString");
    new Evaluations()
        .fails(
            "{\n \"a\": 1,\n \"a\": 2}",
            "t.json:3:2: a: this member stands here for the second time");
    new Evaluations()
        .fails(
            "{\"resources\": [{\"condition\": 1}]}", "condition: a boolean wanted, found a number");
    new Evaluations().fails("{\"a\": tru}", "t.json:1:7: a: a value wanted, found 'tru'");
    MalformedException large =
        assertThrows(
            MalformedException.class,
            () -> SourceFile.parse("big.json", " ".repeat(SourceFile.MAX_SIZE + 1)));
    assertTrue(large.getMessage().startsWith("big.json: 4 MiB of text at most"), large::getMessage);
  }
}
