package coffer.armlang;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.bytes.MalformedException;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class ExpressionFuzzTest {
  /// Nothing but an error with a place escapes, and what was parsed prints as itself.
  @FuzzTest(maxDuration = "5m")
  void expressions(FuzzedDataProvider data) {
    String text = "[" + data.consumeRemainingAsString() + "]";
    if (!ExpressionParser.isExpression(text)) {
      return;
    }
    try {
      Expression parsed = ExpressionParser.parse(text);
      assertEquals(parsed, ExpressionParser.parse("[" + parsed + "]"));
      new Evaluator(new Effort()).evaluate(parsed, EMPTY);
    } catch (ExpressionException | MalformedException e) {
      // not an expression, or one that cannot be evaluated
    }
  }

  private static final Frame EMPTY =
      Frame.of(
          new Scope(
              new Evaluation(LinkedTemplates.NONE),
              coffer.json.Json.object().build(),
              new Origin(
                  coffer.source.SourceFile.parse("t.json", "{}"), coffer.source.JsonPath.ROOT),
              ParameterValues.none(),
              DeploymentFacts.NONE));
}
