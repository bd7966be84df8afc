package coffer.lint;

import static coffer.lint.Samples.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class SarifTest {
  @Test
  void theSarifLogNamesRulesAndPlaces() {
    List<Finding> findings = Linter.plain().lint("f", rule("re2", "^A=.+$"));
    Json.Obj log = Sarif.log(findings, "1.2.3");
    assertEquals("2.1.0", log.string("version"));
    Json.Obj run = (Json.Obj) log.list("runs").getFirst();
    Json.Obj driver = run.object("tool").object("driver");
    assertEquals(Lint.all().size(), driver.list("rules").size());
    Json.Obj result = (Json.Obj) run.list("results").getFirst();
    int rule = (int) result.number("ruleIndex");
    assertEquals(result.string("ruleId"), ((Json.Obj) driver.list("rules").get(rule)).string("id"));
    assertEquals("a%20b/%C3%BC.json", Sarif.uri("a b/ü.json"));
  }
}
