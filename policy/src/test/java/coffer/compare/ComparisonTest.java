package coffer.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.json.Json;
import coffer.python.PythonJson;
import coffer.python.PythonJson.Form;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
  private static Json.Obj object(String json) {
    return (Json.Obj) Json.parse(json.replace('\'', '"'));
  }

  private static String reasons(String policy, String tested) {
    return PythonJson.dumps(
            Comparison.of(
                    List.of(object("{'name':'c'," + policy + "}")),
                    List.of(object("{'name':'c'," + tested + "}")))
                .toJson(),
            Form.COMPACT_SORTED)
        .replace('"', '\'');
  }

  /// Found with DeepDiff 6.2.2, `ignore_order`, and the names that the generator gives them.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'l':['a','b'] | 'l':['b','a'] | {}",
        "'l':['a','a'] | 'l':['a'] | {}",
        "'l':['a','b'] | 'l':['a','c','d'] | {'c':{'values_added':{'l':['d']},"
            + "'values_changed':{'l':[{'policy_value':'b','tested_value':'c'}]}}}",
        "'l':['a','b','x'] | 'l':['a'] | {'c':{'values_removed':{'l':['b','x']}}}",
        "'l':['a','b','c'] | 'l':['x','a','b'] | {'c':{'values_added':{'l':['x']},"
            + "'values_removed':{'l':['c']}}}",
        "'l':null | 'l':['a'] | {'c':{'type_changes':{'l':[{'new_type':'list',"
            + "'old_type':'NoneType','policy_value':null,'tested_value':['a']}]}}}",
        "'m':[{'d':'a','o':['x','y']}] | 'm':[{'d':'a','o':['x','z']}] |"
            + " {'c':{'values_changed':{'m':[{'policy_value':'y','tested_value':'z'}]}}}",
        "'m':[{'d':'a','o':['x','y']}] | 'm':[{'d':'b','o':['x','z']},{'d':'c','o':[]}] |"
            + " {'c':{'values_added':{'m':[{'d':'c','o':[]}]},'values_changed':{'m':["
            + "{'policy_value':{'d':'a','o':['x','y']},'tested_value':{'d':'b','o':['x','z']}}]}}}",
        "'u':{'p':'','s':'any'} | 'u':{'p':'1','s':'id'} | {'c':{'values_changed':{'u':["
            + "{'policy_value':'','tested_value':'1'},{'policy_value':'any','tested_value':'id'}]}}}",
        "'s':[9,15] | 's':[9,10] |"
            + " {'c':{'values_changed':{'s':[{'policy_value':15,'tested_value':10}]}}}",
        "'g':[{'p':'','s':'any'}] | 'g':[{'p':'5','s':'id'}] | {'c':{'values_changed':{'g':["
            + "{'policy_value':'','tested_value':'5'},{'policy_value':'any','tested_value':'id'}]}}}",
        "'a':1 | 'b':1 | {}",
      })
  void differencesAreGroupedByKindAndMember(String policy, String tested, String wanted) {
    assertEquals(wanted, reasons(policy, tested));
  }

  @Test
  void variablesAreAllowedByTextOrByExpression() {
    String policy =
        "'env_rules':[{'pattern':'A=1','strategy':'string'},{'pattern':'B=.+','strategy':'re2'}]";
    assertEquals(
        "{}",
        reasons(
            policy,
            "'env_rules':[{'pattern':'xB=2','strategy':'string'},"
                + "{'pattern':'B=.+','strategy':'re2'}]"));
    assertEquals(
        "{'c':{'env_rules':['environment variable with rule 'A=2' does not match strings or regex"
            + " in policy rules','environment variable with rule 'C=.*' is not in the policy']}}",
        reasons(
            policy,
            "'env_rules':[{'pattern':'A=2','strategy':'string'},"
                + "{'pattern':'C=.*','strategy':'re2'}]"));
  }

  @Test
  void theNearestCandidateCountsAndNoneIsSaid() {
    Json.Obj far = object("{'id':'i','name':'x','l':['q'],'w':'/'}");
    Json.Obj near = object("{'id':'other','name':'c','l':['a'],'w':'/b'}");
    Json.Obj tested = object("{'id':'i','name':'c','l':['a'],'w':'/'}");
    assertEquals(
        "{\"c\":{\"values_changed\":{\"w\":[{\"policy_value\":\"/b\",\"tested_value\":\"/\"}]}}}",
        Comparison.of(List.of(far, near), List.of(tested)).toJson().toCompact());
    assertEquals(
        "{\"c\":\"i not found in policy\"}",
        Comparison.of(List.of(), List.of(tested)).toJson().toCompact());
    assertTrue(Comparison.of(List.of(tested, far), List.of(tested)).isSame());
  }

  @Test
  void coverageLooksAtEverythingButLayersAndId() {
    Json.Obj container = object("{'id':'i','layers':['a'],'w':'/','env_rules':[]}");
    assertTrue(Comparison.covers(object("{'layers':['b'],'w':'/'}"), container));
    assertFalse(Comparison.covers(object("{'layers':['a'],'w':'/b'}"), container));
    assertFalse(Comparison.covers(object("{'layers':['a']}"), container));
  }

  @Test
  void listsAreFoundInTheTextByTheirBrackets() {
    String rego =
        "package policy\n\nfragments := [\n\t{'feed': 'f',},\n]\n\ncontainers := [{'id':'a[0]'}]\nx := 1\n"
            .replace('\'', '"');
    assertEquals(List.of(object("{'id':'a[0]'}")), RegoContainers.containers(rego));
    assertEquals(List.of(object("{'feed':'f'}")), RegoContainers.fragments(rego));
    assertEquals(List.of(), RegoContainers.containers("package policy\nallow := true"));
    assertEquals(List.of(), RegoContainers.containers("containers := [{\"a\": "));
  }
}
