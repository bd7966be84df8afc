package coffer.akv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseDecisionTest {
  private static final String CLAIMS =
      """
      {"text":"abc","number":7,"yes":true,"no":false,"list":[1],"big":"18446744073709551615",
       "a.b":"literal","a":{"b":"nested","c":{"d":3}},"x.y":{"z":"mixed"},"svn":"104"}\
      """;

  private static ReleaseDecision decide(String condition) {
    byte[] policy =
        "{\"version\":\"1.0.0\",\"anyOf\":[{\"authority\":\"https://a.test\",\"allOf\":[%s]}]}"
            .formatted(condition)
            .getBytes(StandardCharsets.UTF_8);
    return ReleaseDecision.of(
        ReleasePolicy.parse(policy).anyOf().getFirst().condition(),
        Json.parseObject(CLAIMS.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"claim\":\"text\",\"equals\":\"abc\"}|true",
        "{\"claim\":\"text\",\"equals\":\"ABC\"}|false",
        "{\"claim\":\"text\",\"notEquals\":\"abd\"}|true",
        "{\"claim\":\"number\",\"equals\":7}|true",
        "{\"claim\":\"number\",\"equals\":\"7\"}|true",
        "{\"claim\":\"number\",\"equals\":7.0}|true",
        "{\"claim\":\"number\",\"equals\":8}|false",
        "{\"claim\":\"yes\",\"equals\":true}|true",
        "{\"claim\":\"yes\",\"equals\":\"true\"}|true",
        "{\"claim\":\"no\",\"equals\":\"false\"}|true",
        "{\"claim\":\"no\",\"equals\":false}|true",
        "{\"claim\":\"no\",\"equals\":true}|false",
        "{\"claim\":\"svn\",\"greaterOrEquals\":104}|true",
        "{\"claim\":\"svn\",\"greater\":104}|false",
        "{\"claim\":\"number\",\"less\":8}|true",
        "{\"claim\":\"number\",\"lessOrEquals\":\"7\"}|true",
        "{\"claim\":\"number\",\"less\":7}|false",
        "{\"claim\":\"big\",\"greater\":9007199254740993}|true",
        "{\"claim\":\"text\",\"less\":8}|false",
        "{\"claim\":\"text\",\"exists\":true}|true",
        "{\"claim\":\"gone\",\"exists\":true}|false",
        "{\"claim\":\"gone\",\"exists\":false}|true",
        "{\"claim\":\"gone\",\"equals\":\"x\"}|false",
        "{\"claim\":\"gone\",\"notEquals\":\"x\"}|false",
        "{\"claim\":\"list\",\"equals\":1}|false",
        "{\"claim\":\"list\",\"notEquals\":2}|false",
        "{\"claim\":\"a.b\",\"equals\":\"literal\"}|true",
        "{\"claim\":\"a.c.d\",\"equals\":3}|true",
        "{\"claim\":\"x.y.z\",\"equals\":\"mixed\"}|true",
        "{\"anyOf\":[{\"claim\":\"text\",\"equals\":\"no\"},{\"claim\":\"number\",\"equals\":7}]}|true",
        "{\"anyOf\":[{\"claim\":\"text\",\"equals\":\"no\"},{\"claim\":\"number\",\"equals\":8}]}|false",
        "{\"allOf\":[{\"claim\":\"text\",\"equals\":\"abc\"},{\"claim\":\"number\",\"equals\":8}]}|false"
      })
  void conditionsAreMetAsTheGrammarSays(String condition, boolean met) {
    assertEquals(met, decide(condition).met(), condition);
  }

  @Test
  void eachFailedComparisonIsAFinding() {
    ReleaseDecision decision =
        decide("{\"claim\":\"text\",\"equals\":\"x\"},{\"claim\":\"gone\",\"equals\":\"y\"}");
    assertEquals(2, decision.findings().size());
    assertEquals("text: equals x wanted, found abc", decision.findings().getFirst());
    assertEquals("gone: equals y wanted, found no such claim", decision.findings().getLast());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"claim\":\"a\"}",
        "{\"claim\":\"a\",\"equals\":1,\"less\":2}",
        "{\"claim\":\"a\",\"condition\":\"equals\",\"value\":1}",
        "{\"claim\":\"a\",\"like\":1}",
        "{\"claim\":\"a\",\"equals\":[1]}",
        "{\"claim\":\"a\",\"equals\":null}",
        "{\"claim\":1,\"equals\":1}",
        "{\"allOf\":[],\"anyOf\":[]}",
        "{\"allOf\":[]}",
        "{\"allOf\":{}}",
        "7"
      })
  void whatIsNoConditionIsNamedWithItsPlace(String condition) {
    MalformedException refused = assertThrows(MalformedException.class, () -> decide(condition));
    assertTrue(
        refused.getMessage().contains("anyOf[0]") || refused.getMessage().contains("member"),
        refused::getMessage);
  }
}
