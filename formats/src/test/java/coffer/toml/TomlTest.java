package coffer.toml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.testkit.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class TomlTest {
  /// A document, and the text that Python's tomllib and tomli-w 1.2 make of it.
  static final List<String[]> ACCEPTED =
      List.of(
          new String[] {"a = 1", "a = 1\n"},
          new String[] {"a.b = 1\na.c = 2", "[a]\nb = 1\nc = 2\n"},
          new String[] {"[a]\nb = 1\n[a.c]\nd = 2", "[a]\nb = 1\n\n[a.c]\nd = 2\n"},
          new String[] {"[a.b.c]\nz=9\n[a]\nb.x = 1", "[a.b]\nx = 1\n\n[a.b.c]\nz = 9\n"},
          new String[] {
            "[[a]]\nb=1\n[[a]]\nb=2\n[a.c]\nd=3",
            "a = [\n    { b = 1 },\n    { b = 2, c = { d = 3 } },\n]\n"
          },
          new String[] {"a = [1, 2, ]", "a = [\n    1,\n    2,\n]\n"},
          new String[] {"a = {}", "[a]\n"},
          new String[] {"a = { b.c = 1, b.d = 2 }", "[a.b]\nc = 1\nd = 2\n"},
          new String[] {"a = \"x\\ty\\u00e9\\U0001F600\"", "a = \"x\ty\u00e9\ud83d\ude00\"\n"},
          new String[] {"a = 'C:\\x'", "a = \"C:\\\\x\"\n"},
          new String[] {"a = \"\"\"\nx\ny\"\"\"", "a = \"x\\ny\"\n"},
          new String[] {"a = \"\"\"x \\\n   y\"\"\"", "a = \"x y\"\n"},
          new String[] {"a = \"\"\"a\"\"b\"\"\"", "a = \"a\\\"\\\"b\"\n"},
          new String[] {"a = \"\"\"\"\"two\"\"\"\"\"", "a = \"\\\"\\\"two\\\"\\\"\"\n"},
          new String[] {"a = '''\nx'y'''", "a = \"x'y\"\n"},
          new String[] {"\"\" = 1", "\"\" = 1\n"},
          new String[] {"\"a b\".c = 1", "[\"a b\"]\nc = 1\n"},
          new String[] {"'q' = 1", "q = 1\n"},
          new String[] {"a = 1 # c", "a = 1\n"},
          new String[] {"# only", ""},
          new String[] {"a = true", "a = true\n"},
          new String[] {"a = 0x1F", "a = 31\n"},
          new String[] {"a = 0o17", "a = 15\n"},
          new String[] {"a = 0b101", "a = 5\n"},
          new String[] {"a = 1_000", "a = 1000\n"},
          new String[] {"a = +5", "a = 5\n"},
          new String[] {"a = -0", "a = 0\n"},
          new String[] {
            "a = [[1, \"x\"], [{b = 1}, []]]",
            "a = [\n    [\n        1,\n        \"x\",\n    ],\n    [\n        { b = 1 },\n        [],\n    ],\n]\n"
          },
          new String[] {"a = [\n 1, # one\n 2\n]", "a = [\n    1,\n    2,\n]\n"},
          new String[] {"a = \"tab\there\"", "a = \"tab\there\"\n"},
          new String[] {"[ a . b ]\nc=1", "[a.b]\nc = 1\n"},
          new String[] {"a = 9223372036854775807", "a = 9223372036854775807\n"},
          new String[] {"a = -9223372036854775808", "a = -9223372036854775808\n"},
          new String[] {
            "[fruit]\napple.color = \"red\"\n[fruit.apple.texture]\nx=1",
            "[fruit.apple]\ncolor = \"red\"\n\n[fruit.apple.texture]\nx = 1\n"
          },
          new String[] {"a=[{x=1},{x=2}]", "a = [\n    { x = 1 },\n    { x = 2 },\n]\n"},
          new String[] {
            "a=[{x=\"yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\"},{x=2}]",
            "[[a]]\nx = \"yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\"\n\n[[a]]\nx = 2\n"
          },
          new String[] {"a=\"q\\\"u\\\\o\"\n\"k\\n\"=1", "a = \"q\\\"u\\\\o\"\n\"k\\n\" = 1\n"},
          new String[] {"a = {b = {c = {}}}", "[a.b.c]\n"},
          new String[] {"[a]\n[a.b]\n", "[a.b]\n"},
          new String[] {"x=1\r\ny=2\r\n", "x = 1\ny = 2\n"},
          new String[] {
            "[t]\n[[t.l]]\n[t.l.m]\nq=1\n[[t.l]]",
            "[t]\nl = [\n    { m = { q = 1 } },\n    {},\n]\n"
          });

  /// What Python's tomllib refuses.
  static final List<String> REFUSED =
      List.of(
          "[a.b.c]\nz=9\n[a]\nb.c.t = 1",
          "[a]\n[a]",
          "a = 1\na = 2",
          "a = {b = 1}\na.c = 2",
          "[a.b]\n[a]\nb = 1",
          "a = []\n[[a]]",
          "[a]\nb=1\n[[a]]",
          "[[a]]\n[a]",
          "a = [1,, 2]",
          "a = {b = 1,}",
          "a = {b = 1, b = 2}",
          "a = \"\\q\"",
          "a = \"\\ud800\"",
          "a = \"x\ny\"",
          "a = \"",
          "= 1",
          "a =",
          "a = 1 b = 2",
          "a = True",
          "a = 1__0",
          "a = _1",
          "a = 01",
          "a = 0x_1",
          "a = \"\u0001\"",
          "# \u0001",
          "a = \"\u007f\"",
          "[a",
          "[a]]",
          "[[a]",
          "[a.]",
          "a..b = 1",
          "a = nothing",
          "\ufeffa = 1",
          "[fruit]\napple.color = \"red\"\napple.taste.sweet = true\n[fruit.apple]",
          "a = \"\"\"\\\"\"\"",
          "a = \"a\\",
          "a.b.c=1\n[a]\nd=1",
          "a=1\n[a.b]",
          "[a]\nb=1\n[a.b.c]");

  private static Toml.Table parse(String text) {
    return Toml.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String written(Toml.Table table) {
    return new String(Toml.write(table), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @FieldSource("ACCEPTED")
  void documentsAreReadAndWrittenAsElsewhere(String text, String wanted) {
    Toml.Table read = parse(text);
    assertEquals(wanted, written(read));
    assertEquals(read, parse(wanted));
  }

  @ParameterizedTest
  @FieldSource("REFUSED")
  void whatIsNoTomlIsRefused(String text) {
    MalformedException e = assertThrows(MalformedException.class, () -> parse(text));
    assertTrue(e.getMessage().startsWith("line "), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "a = 1.5, floats are not supported",
    "a = inf, floats are not supported",
    "a = 1e6, floats are not supported",
    "a = 2026-01-01, dates and times are not supported",
    "a = 07:32:00, dates and times are not supported",
    "a = 9223372036854775808, an integer of 64 bits wanted",
  })
  void whatConfigurationHasNoUseForIsRefusedByName(String text, String wanted) {
    String found = assertThrows(MalformedException.class, () -> parse(text)).getMessage();
    assertTrue(found.contains(wanted), found);
  }

  @Test
  void damagedTextIsReadOrRefused() {
    byte[] whole =
        """
        a."b c" = [1, 'x', { y = true }] # comment
        [t.u]
        k = \"""
        lines \\
          more\"""
        [[l]]
        n = 0x1F
        """
            .getBytes(StandardCharsets.UTF_8);
    Stream.concat(Mutations.truncations(whole), Mutations.bitFlips(whole, 0, whole.length))
        .forEach(
            damaged -> {
              try {
                Toml.Table read = Toml.parse(damaged);
                assertEquals(read, Toml.parse(Toml.write(read)));
              } catch (MalformedException _) {
                // The one exception that is allowed.
              }
            });
  }

  @Test
  void errorsNameTheirPlace() {
    assertEquals(
        "line 3, column 5: a value wanted, found '?'",
        assertThrows(MalformedException.class, () -> parse("[a]\n# comment\nb = ?")).getMessage());
    assertEquals(
        "TOML: not UTF-8 text",
        assertThrows(MalformedException.class, () -> Toml.parse(new byte[] {(byte) 0xFF}))
            .getMessage());
  }

  @Test
  void depthIsLimited() {
    String deep = "a = " + "[".repeat(10_000) + "]".repeat(10_000);
    assertTrue(
        assertThrows(MalformedException.class, () -> parse(deep)).getMessage().contains("at most"));
    String keys = "a" + ".a".repeat(10_000) + " = 1";
    assertThrows(MalformedException.class, () -> parse(keys));
    assertThrows(MalformedException.class, () -> parse("[a" + ".a".repeat(10_000) + "]"));
  }

  @Test
  void membersAreFoundWithTheirKind() {
    Toml.Table table = parse("a = 1\n[b]\nc = \"x\"");
    assertEquals(1L, table.number("a", "a").orElseThrow());
    assertEquals(
        "b.c: an integer wanted, found a string",
        assertThrows(
                MalformedException.class,
                () -> table.table("b", "b").orElseThrow().number("c", "b.c"))
            .getMessage());
  }
}
