package coffer.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.MalformedException;
import coffer.testkit.Mutations;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static final String SAMPLE =
      "{\"a\":[1,-2.50,1e3,true,false,null],\"b\":{\"c\":\"\\u00e9 \\\\ \\\" \\n é\"},\"d\":[],\"e\":{}}";

  @Test
  void orderAndNumbersStayAsWritten() {
    assertEquals(
        "{\"a\":[1,-2.50,1e3,true,false,null],\"b\":{\"c\":\"é \\\\ \\\" \\n é\"},\"d\":[],\"e\":{}}",
        Json.parse(SAMPLE).toCompact());
  }

  @Test
  void prettyIsIndentedByTwo() {
    assertEquals(
        "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}",
        Json.parse("{\"a\":[1,{}],\"b\":[]}").toPretty());
  }

  @Test
  void everyTruncationIsRefused() {
    Mutations.truncations(SAMPLE.getBytes(StandardCharsets.UTF_8))
        .forEach(cut -> assertThrows(MalformedException.class, () -> Json.parse(cut)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01",
        "+1",
        ".5",
        "1.",
        "1e",
        "NaN",
        "'a'",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "\"\t\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "// c\n1",
        "1 2",
        "tru",
        "\uFEFF1",
        "\"\\u١٢٣٤\""
      })
  void whatRfc8259DoesNotAllowIsRefused(String text) {
    assertThrows(MalformedException.class, () -> Json.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"a\":2} | line 1, column 8: member 'a' for the second time",
        "[1 2]           | line 1, column 4: ']' wanted, found '2'",
        "{\"a\" 1}       | line 1, column 6: ':' wanted, found '1'",
        "[               | line 1, column 2: a value wanted, found the end"
      })
  void errorsNameThePlace(String text, String message) {
    assertEquals(
        message, assertThrows(MalformedException.class, () -> Json.parse(text)).getMessage());
  }

  @Test
  void nestingIsBounded() {
    assertThrows(MalformedException.class, () -> Json.parse("[".repeat(100_000)));
  }

  @Test
  void membersOfAnotherKindAreNamed() {
    Json.Obj object = Json.parseObject("{\"n\":\"x\"}".getBytes(StandardCharsets.UTF_8));
    assertEquals(
        "member 'n': a number wanted, found text",
        assertThrows(MalformedException.class, () -> object.number("n")).getMessage());
  }

  @FuzzTest
  void parsesOrRefuses(byte[] data) {
    try {
      Json value = Json.parse(data);
      assertEquals(value, Json.parse(value.toCompact()));
      assertEquals(value, Json.parse(value.toPretty()));
    } catch (MalformedException refused) {
      // the one allowed answer to bad input
    }
  }
}
