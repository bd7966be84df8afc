package coffer.armlang;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.source.SourceFile;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Evaluates small templates for tests.
final class Evaluations {
  static final DeploymentFacts FACTS =
      new DeploymentFacts(
          "11111111-2222-3333-4444-555555555555",
          "99999999-2222-3333-4444-555555555555",
          "group",
          "westeurope",
          "first");

  private final Map<String, String> links = new HashMap<>();
  private DeploymentFacts facts = DeploymentFacts.NONE;
  private ParameterValues given = ParameterValues.none();

  Evaluations facts(DeploymentFacts known) {
    this.facts = known;
    return this;
  }

  Evaluations link(String name, String text) {
    links.put(name, text);
    return this;
  }

  Evaluations parameters(String text) {
    this.given = given.with(SourceFile.parse("p.json", text));
    return this;
  }

  Evaluations set(String name, String value) {
    this.given = given.with(name, value);
    return this;
  }

  EvaluatedTemplate template(String text) {
    return Template.of(SourceFile.parse("t.json", text))
        .evaluate(
            given,
            facts,
            (from, link) ->
                Optional.ofNullable(links.get(link)).map(found -> SourceFile.parse(link, found)));
  }

  /// Expects an error that says all of `parts`.
  void fails(String template, String... parts) {
    MalformedException error = assertThrows(MalformedException.class, () -> template(template));
    for (String part : parts) {
      assertTrue(error.getMessage().contains(part), error::getMessage);
    }
  }

  /// The value of one expression, as compact JSON, in a template with these other sections.
  String expression(String expression, String sections) {
    String output = Json.of("[" + expression + "]").toCompact();
    EvaluatedTemplate evaluated =
        template(
            "{%s\"resources\": [], \"outputs\": {\"x\": {\"type\": \"string\", \"value\": %s}}}"
                .formatted(sections, output));
    return evaluated
        .json()
        .object("outputs")
        .object("x")
        .get("value")
        .orElse(Json.NULL)
        .toCompact();
  }

  static String value(String expression) {
    return new Evaluations().expression(expression, "");
  }
}
