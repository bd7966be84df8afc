package coffer.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The expected texts were seen from PyYAML 6.0.3.
class YamlLayoutTest {
  private static String rewritten(String yaml) {
    return YamlStream.parse(yaml).rewritten();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "Yes => true",
        "'yes' => 'yes'",
        "~ => null",
        "'' => ''",
        "010 => 8",
        "\"010\" => '010'",
        "1e3 => 1e3",
        "1.0e+3 => 1000.0",
        "1.0e+17 => 1.0e+17",
        "-.INF => -.inf",
        "1:30 => 90",
        "1_0 => 10",
        "2001-12-14 => 2001-12-14",
        "\"2001-12-14\" => '2001-12-14'",
        "2001-12-14t21:59:43.10-05:00 => 2001-12-14 21:59:43.100000-05:00",
        "2001-1-1 1:02:03 Z => 2001-01-01 01:02:03+00:00",
        "2001-1-1 1:02:03.000 => 2001-01-01 01:02:03",
        "\"=\" => '='",
        "\"<<\" => '<<'",
        "\"a: b\" => 'a: b'",
        "\"it's\" => it's",
        "é => \"\\xE9\"",
        "😀 => \"\\U0001F600\"",
        "\"a\\tb\" => \"a\\tb\"",
        "[] => []",
        "{} => {}"
      })
  void valuesAreWrittenAsPythonWritesThem(String yaml, String wanted) {
    assertEquals("a: " + wanted + "\n", rewritten("a: " + yaml));
  }

  @Test
  void keysAreSortedAndListsAreNotIndented() {
    assertEquals(
        "B: 1\na:\n- x\n- y: 1\n  z: 2\n- - 1\n",
        rewritten("# gone\na: [x, {z: 2, y: 1}, [1]]\nB: 1 # gone\n"));
    assertEquals("2: b\n10: a\n", rewritten("10: a\n2: b\n"));
    assertEquals("b: 1\n5: 2\n", rewritten("b: 1\n5: 2\n"));
    assertEquals("true: 2\n", rewritten("ON: 1\ntrue: 2\n"));
    assertEquals("8: 2\n", rewritten("010: 1\n8: 2\n"));
  }

  @Test
  void documentsAreSeparatedAndEmptyOnesNamed() {
    assertEquals("a: 1\n---\nb: 2\n", rewritten("---\na: 1\n---\nb: 2\n"));
    assertEquals("a: 1\n--- null\n...\n", rewritten("a: 1\n---\n"));
  }

  @Test
  void longTextIsBrokenAndLinesAreFolded() {
    assertEquals(
        "a: " + "word ".repeat(16).strip() + "\n  " + "word ".repeat(14).strip() + "\n",
        rewritten("a: " + "word ".repeat(30).strip()));
    assertEquals("a: 'one\n\n  two\n\n  '\n", rewritten("a: |\n  one\n  two\n"));
  }

  @Test
  void sharedValuesStaySharedAndMergedOnesArePlaced() {
    assertEquals("a: &id001\n  x: 1\nb: *id001\n", rewritten("a: &base {x: 1}\nb: *base\n"));
    assertEquals(
        "a:\n  l: &id001\n  - 1\nb:\n  l: *id001\n  m: 2\n",
        rewritten("a: &base {l: [1]}\nb: {m: 2, <<: *base}\n"));
    assertEquals("a: t\nb: t\n", rewritten("a: &t t\nb: *t\n"));
  }
}
