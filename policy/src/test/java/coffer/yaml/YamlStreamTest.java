package coffer.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlStreamTest {
  private static String json(String yaml) {
    return YamlStream.parseOne(yaml).toCompact();
  }

  private static String with(String yaml, String... path) {
    return YamlStream.parse(yaml).with(0, List.of(path), "cGE=");
  }

  @ParameterizedTest
  @CsvSource({
    "yes,true", "Off,false", "y,'\"y\"'", "~,null", "null,null", "010,8", "0o10,'\"0o10\"'",
    "0x1F,31", "0b101,5", "1_000,1000", "1:30,90", "1.5,1.5", "1e3,'\"1e3\"'", "1.0e+3,1000.0",
    ".inf,1e999", "-.INF,-1e999", "'''yes''','\"yes\"'", "!!str 5,'\"5\"'", "500m,'\"500m\"'"
  })
  void plainScalarsHaveTheTypesOfYaml11(String yaml, String wanted) {
    assertEquals(wanted, json(yaml));
  }

  @Test
  void mergedMappingsGiveWayAndRepeatedKeysToo() {
    assertEquals("{\"a\":1,\"b\":3}", json("{<<: {a: 1, b: 2}, b: 3}"));
    assertEquals("{\"a\":2}", json("a: 1\na: 2"));
    assertEquals("{\"5\":1,\"True\":2}", json("5: 1\nyes: 2"));
  }

  @Test
  void charactersBeyondTheFirstPlaneMayStandAnywhere() {
    for (int length = 1015; length < 1030; length++) {
      String value = "x".repeat(length) + "😀";
      assertEquals(Json.of(value), YamlStream.parseOne("\"" + value + "\""));
    }
  }

  @Test
  void documentsAreCounted() {
    assertEquals(3, YamlStream.parse("a: 1\n---\n---\nb: 2").documents().size());
    assertThrows(MalformedException.class, () -> YamlStream.parseOne("a: 1\n---\nb: 2"));
  }

  @Test
  void errorsNameLineAndColumn() {
    MalformedException problem =
        assertThrows(MalformedException.class, () -> YamlStream.parse("a: 1\nb: [1,\n"));
    assertTrue(problem.getMessage().startsWith("line 3, column "), problem.getMessage());
  }

  @Test
  void aliasesCannotStandForAHugeOrEndlessValue() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a%d: &a%d [".formatted(i, i));
      bomb.append("*a%d,".formatted(i - 1).repeat(9)).append("x]\n");
    }
    assertThrows(MalformedException.class, () -> YamlStream.parse(bomb.toString()));
    assertThrows(MalformedException.class, () -> YamlStream.parse("a: &a [*a]"));
    assertThrows(MalformedException.class, () -> YamlStream.parse("[".repeat(2000)));
  }

  @Test
  void entriesAreAddedAndReplacedInPlace() {
    assertEquals(
        "metadata:\n  annotations:\n    p: cGE=\n    other: x # kept\n  name: n\n",
        with(
            "metadata:\n  annotations:\n    other: x # kept\n  name: n\n",
            "metadata",
            "annotations",
            "p"));
    assertEquals(
        "metadata:\n  annotations:\n    p: cGE=\n  name: n\n",
        with("metadata:\n  name: n\n", "metadata", "annotations", "p"));
    assertEquals("a: {p: cGE=, b: 1}\n", with("a: {b: 1}\n", "a", "p"));
    assertEquals("a: {p: cGE=}\n", with("a: {}\n", "a", "p"));
    assertEquals("a:\n  p: cGE=\nb: 1\n", with("a:\nb: 1\n", "a", "p"));
    assertEquals("a:\n  p: 'cGE=' # was 'old'\n", with("a:\n  p: 'old' # was 'old'\n", "a", "p"));
    assertEquals("a: {p: \"cGE=\"}\n", with("a: {p: \"\"}\n", "a", "p"));
    assertEquals(
        "a:\n  p: cGE=\n  q: 1\n", with("a:\n  p: |\n    one\n    two\n  q: 1\n", "a", "p"));
    assertEquals("- i: cGE=\n  n: 1\n", with("- i: old\n  n: 1\n", "0", "i"));
  }

  @Test
  void commentsStayWithWhatFollowsThem() {
    assertEquals(
        "metadata: # who\n  p: cGE=\n\n  # the name\n  name: n\n",
        with("metadata: # who\n\n  # the name\n  name: n\n", "metadata", "p"));
    assertEquals("# head\np: cGE=\na: 1\n", with("# head\na: 1\n", "p"));
    assertEquals("a: &x\n  p: cGE=\n  b: 1\n", with("a: &x\n  b: 1\n", "a", "p"));
    assertEquals("- a:\n    p: cGE=\n    b: 1\n", with("- a:\n    b: 1\n", "0", "a", "p"));
    assertEquals("- # c\n  p: cGE=\n  b: 1\n", with("- # c\n  b: 1\n", "0", "p"));
  }

  @Test
  void whatCannotBeChangedInPlaceIsRefused() {
    for (String yaml : List.of("a: &x old\nc: *x\n", "c: &x {p: 1}\na: *x\n")) {
      assertThrows(MalformedException.class, () -> with(yaml, "a", "p"), yaml);
    }
    MalformedException problem =
        assertThrows(
            MalformedException.class,
            () -> YamlStream.parse("a: old\n").with(0, List.of("a"), "x: y"));
    assertTrue(
        problem.getMessage().startsWith("'a' cannot be set to 'x: y'"), problem.getMessage());
  }

  @Test
  void lineEndsAndMarkStay() {
    assertEquals(
        "\ufeffa:\r\n  p: cGE=\r\n  b: é😀\r\n", with("\ufeffa:\r\n  b: é😀\r\n", "a", "p"));
  }

  @Test
  void tagsAndEscapesThatCannotBeReadAreRefused() {
    for (String yaml : List.of("!%a", "\"\\u")) {
      MalformedException problem =
          assertThrows(MalformedException.class, () -> YamlStream.parse(yaml), yaml);
      assertTrue(problem.getMessage().startsWith("not YAML: "), problem.getMessage());
    }
  }

  @Test
  void valuesOfOtherTypesAreNamed() {
    assertThrows(MalformedException.class, () -> YamlStream.parse("a: !!binary x"));
    assertThrows(MalformedException.class, () -> YamlStream.parse("? [a]\n: b"));
    assertEquals(Json.NULL, YamlStream.parseOne(""));
  }
}
