package coffer.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  private static String with(String text, Json value, String... path) {
    return JsonText.parse(text).with(List.of(path), value).toString();
  }

  @Test
  void commentsAndMarkAreReadOver() {
    JsonText text =
        JsonText.parse("\ufeff{ // first\n \"a\": /* \"b\": */ \"x // no \\\" comment\" }\n// end");
    assertEquals("{\"a\":\"x // no \\\" comment\"}", text.value().toCompact());
    assertFalse(text.isPlain());
    assertTrue(JsonText.parse("{\"a\":\"//\"}").isPlain());
  }

  @Test
  void errorsNameThePlaceInTheTextWithItsComments() {
    MalformedException problem =
        assertThrows(MalformedException.class, () -> JsonText.parse("/* a\n b */ [1,\n  ]"));
    assertTrue(problem.getMessage().startsWith("line 3, column 3: "), problem.getMessage());
    assertThrows(MalformedException.class, () -> JsonText.parse("{} /* open"));
  }

  @Test
  void aValueIsReplacedWhereItStands() {
    assertEquals(
        "{\"a\" : 1, /* keep */ \"b\":  [ true, \"new\" ] }",
        with("{\"a\" : 1, /* keep */ \"b\":  [ true, {\"c\": 2} ] }", Json.of("new"), "b", "1"));
  }

  @Test
  void aMemberIsAddedLastInTheTextsOwnStyle() {
    assertEquals(
        "{\r\n\t\"a\": 1, // one\r\n\t\"b\": \"x\"\r\n}\r\n",
        with("{\r\n\t\"a\": 1 // one\r\n}\r\n", Json.of("x"), "b"));
    assertEquals("{\"a\": 1, \"b\": \"x\"}", with("{\"a\": 1}", Json.of("x"), "b"));
    assertEquals("{\"b\": \"x\"}", with("{}", Json.of("x"), "b"));
  }

  @Test
  void missingObjectsAreMadeOnTheWay() {
    assertEquals(
        """
        {
          "p": {
            "list": [],
            "new": {
              "inner": "x"
            }
          }
        }""",
        with("{\n  \"p\": {\n    \"list\": []\n  }\n}", Json.of("x"), "p", "new", "inner"));
    assertEquals(
        "{\n    \"p\": {\n        \"x\": 1\n    }\n}",
        with("{\n    \"p\": {}\n}", Json.of(1), "p", "x"));
    assertEquals(
        "{\n  \"p\": {\n    \"x\": 1\n  },\n  \"q\": 2\n}",
        with("{\n  \"p\": null,\n  \"q\": 2\n}", Json.of(1), "p", "x"));
  }

  @Test
  void ofARepeatedMemberTheLastOneIsChanged() {
    assertEquals("{\"a\":1,\"a\":3}", with("{\"a\":1,\"a\":2}", Json.of(3), "a"));
  }

  @Test
  void namesAreComparedAsTextAndNotAsWritten() {
    assertEquals("{\"\\u0061\":3}", with("{\"\\u0061\":2}", Json.of(3), "a"));
  }

  @Test
  void whatIsNoObjectTakesNoMember() {
    assertThrows(MalformedException.class, () -> with("[1]", Json.of(3), "a"));
    assertThrows(MalformedException.class, () -> with("{\"a\":1}", Json.of(3), "a", "b"));
  }
}
