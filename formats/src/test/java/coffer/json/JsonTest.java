package coffer.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

  /// Text is read eight characters at a time: of every kind, at every place.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        " ",
        "\u007f",
        "\u0080",
        "\u00a2",
        "\u00ff",
        "\u0122",
        "\u5c22",
        "\uD83D\uDE00"
      })
  void whatStandsForItselfDoesSoAtEveryPlace(String plain) {
    for (int before = 0; before < 20; before++) {
      for (int after = 0; after < 20; after++) {
        String left = plain.repeat(before);
        String right = plain.repeat(after);
        String quoted = '"' + left + "\\\"" + right + "\\n\"";
        assertEquals(Json.of(left + '"' + right + '\n'), Json.parse(quoted));
        String control = '"' + left + '\u001f' + right + '"';
        MalformedException refused =
            assertThrows(MalformedException.class, () -> Json.parse(control));
        int column = left.length() + 2;
        assertTrue(
            refused.getMessage().startsWith("line 1, column %d: ".formatted(column)),
            refused::getMessage);
      }
    }
  }

  @Test
  void theReplacementCharacterIsTextAndWhatIsNotUtf8IsNone() {
    byte[] text = "\"\ufffd\"".getBytes(StandardCharsets.UTF_8);
    assertEquals(Json.of("\ufffd"), Json.parse(text));
    assertEquals(
        "not UTF-8 text",
        assertThrows(MalformedException.class, () -> Json.parse(new byte[] {'"', (byte) 0xe9, '"'}))
            .getMessage());
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
