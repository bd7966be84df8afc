package coffer.arm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.python.PythonJson;
import coffer.python.PythonText;
import coffer.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ExpressionsTest {
  private static final Expressions EXPRESSIONS =
      new Expressions(
          PythonJson.loads(
              """
              {"open": {"type": "string"}, "region": {"defaultValue": "north"},
               "count": {"defaultValue": 3, "value": 4}, "Mixed": {"value": "m"},
               "zones": {"defaultValue": ["1", "2"]}, "given": {"value": null, "defaultValue": "d"}}
              """),
          PythonJson.loads("{\"prefix\": \"p-\", \"nested\": \"[parameters('region')]\"}"));

  private static String replaced(String text) {
    return PythonText.str(EXPRESSIONS.replace(Json.of(text)));
  }

  @Test
  void referencesAreReplacedByTheirValues() {
    assertEquals("north", replaced("[parameters('region')]"));
    assertEquals("zone=north!", replaced("zone=[parameters('region')]!"));
    assertEquals("p-", replaced("[variables( 'prefix' )]"));
    assertEquals("m", replaced("[parameters('mixed')]"));
  }

  @Test
  void otherValuesAreWrittenAsPythonPrintsThem() {
    assertEquals("n=4", replaced("n=[parameters('count')]"));
    assertEquals("['1', '2']", replaced("[parameters('zones')]"));
  }

  @Test
  void onlyTheFirstReferenceCountsAndIsReplacedEverywhere() {
    assertEquals(
        "north-[variables('prefix')]", replaced("[parameters('region')]-[variables('prefix')]"));
    assertEquals("northnorth", replaced("[parameters('region')][parameters('region')]"));
    assertEquals("[parameters('region')]", replaced("[variables('nested')]"));
  }

  @Test
  void aReferenceTakesTheBlanksBeforeItAlong() {
    assertEquals("anorth b", replaced("a \t[parameters('region')] b"));
  }

  @Test
  void whatHasNoValueStaysAndDoublesTheTextAroundIt() {
    assertEquals("[parameters('open')]", replaced("[parameters('open')]"));
    assertEquals("a=a=[parameters('open')]", replaced("a=[parameters('open')]"));
    assertEquals("[parameters('given')]", replaced("[parameters('given')]"));
  }

  @Test
  void functionsAreTakenLiterally() {
    assertEquals(
        "[concat('a', parameters('region'))]", replaced("[concat('a', parameters('region'))]"));
  }

  @Test
  void anUndeclaredParameterIsNamed() {
    MalformedException problem =
        assertThrows(MalformedException.class, () -> replaced("[parameters('nowhere')]"));
    assertEquals("parameter 'nowhere' is not declared in the template", problem.getMessage());
  }

  @TestFactory
  Stream<DynamicTest> recordedExpressionsAreEqual() throws IOException {
    Path folder =
        Vectors.folder("policy")
            .orElseGet(() -> Assumptions.abort("no recorded policies on this machine"));
    Json.Obj vectors = Json.parseObject(Files.readAllBytes(folder.resolve("expr-vectors.json")));
    Expressions expressions =
        new Expressions(vectors.object("parameters"), vectors.object("variables"));
    return vectors.list("cases").stream()
        .map(Json.Obj.class::cast)
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    "text '" + vector.string("text") + "'", () -> compare(vector, expressions)));
  }

  private static void compare(Json.Obj vector, Expressions expressions) {
    Json text = Json.of(vector.string("text"));
    if (vector.get("exit").isPresent()) {
      assertThrows(MalformedException.class, () -> expressions.replace(text));
    } else {
      assertEquals(vector.get("result").orElseThrow(), expressions.replace(text));
    }
  }
}
