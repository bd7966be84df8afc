package coffer.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.json.Json;
import coffer.python.PythonJson.Form;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PythonTest {
  private static String dumps(String json, Form form) {
    return PythonJson.dumps(PythonJson.loads(json), form);
  }

  @Test
  void formsOfDumps() {
    String json = "{\"b\": [1, {}, []], \"a\": \"x\"}";
    assertEquals("{\"b\":[1,{},[]],\"a\":\"x\"}", dumps(json, Form.COMPACT));
    assertEquals("{\"a\":\"x\",\"b\":[1,{},[]]}", dumps(json, Form.COMPACT_SORTED));
    assertEquals("{\"b\": [1, {}, []], \"a\": \"x\"}", dumps(json, Form.SPACED));
    assertEquals(
        """
        {
          "a": "x",
          "b": [
            1,
            {},
            []
          ]
        }""",
        dumps(json, Form.INDENTED_SORTED));
    assertTrue(dumps(json, Form.INDENTED).startsWith("{\n  \"b\": ["));
  }

  @Test
  void writtenTextIsAscii() {
    assertEquals(
        "\"\\u00e9\\u007f\\ud83d\\ude00\\u0001\\b\\f\\n\\r\\t\\\"\\\\/<'\"",
        PythonJson.dumps(Json.of("é\u007f😀\u0001\b\f\n\r\t\"\\/<'"), Form.COMPACT));
  }

  @Test
  void numbersAreReadAndPrintedAsPythonDoes() {
    assertEquals(
        "[123456789012345678901234567890,0,-0.0,1.0,0.1,1e+16,1234567890123456.0,1e-05,0.0001,"
            + "1.5e+300,Infinity,5e-324]",
        dumps(
            "[123456789012345678901234567890,-0,-0.0,1.0,0.1,1e16,1234567890123456.0,0.00001,"
                + "0.0001,15e299,1e999,4.9e-324]",
            Form.COMPACT));
  }

  @Test
  void ofARepeatedMemberTheLastValueCountsAtTheFirstPlace() {
    assertEquals("{\"a\":3,\"b\":2}", dumps("{\"a\":1,\"b\":2,\"a\":3}", Form.COMPACT));
  }

  @Test
  void valuesAsText() {
    assertEquals(
        "{'a': [None, True, 1.0], \"it's\": 'x'}",
        PythonText.str(PythonJson.loads("{\"a\":[null,true,1.0],\"it's\":\"x\"}")));
    assertEquals("plain 'text'", PythonText.str(Json.of("plain 'text'")));
  }

  @Test
  void quotesAndEscapesOfRepr() {
    assertEquals("'a\"b'", PythonText.repr("a\"b"));
    assertEquals("\"it's\"", PythonText.repr("it's"));
    assertEquals("'\\'\"'", PythonText.repr("'\""));
    assertEquals(
        "'\\\\\\n\\x00\\xa0\\u200b\\U000e0001é'",
        PythonText.repr("\\\n\0\u00a0\u200b\udb40\udc01é"));
  }

  @Test
  void sortingIsByCodePoint() {
    assertEquals(
        List.of("", "a", "b", "\uffff", "😀"),
        Stream.of("😀", "\uffff", "b", "", "a").sorted(PythonText.CODE_POINT_ORDER).toList());
  }

  @Test
  void truth() {
    for (String nothing : List.of("null", "false", "0", "0.0", "-0", "\"\"", "[]", "{}")) {
      assertFalse(PythonText.truthy(PythonJson.loads(nothing)), nothing);
    }
    for (String something : List.of("true", "1", "0.1", "\"0\"", "[null]", "{\"a\":null}")) {
      assertTrue(PythonText.truthy(PythonJson.loads(something)), something);
    }
  }
}
