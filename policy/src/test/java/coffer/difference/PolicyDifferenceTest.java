package coffer.difference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.cce.FragmentImport;
import coffer.cce.Policy;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyFlags;
import coffer.cce.PolicyText;
import coffer.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyDifferenceTest {
  private static final String TEXT =
      """
      package policy
      api_version := "0.11.0"
      framework_version := "0.2.3"
      fragments := []
      containers := [
        {"name": "one", "id": "r/one:1", "layers": ["aa", "bb"], "command": ["/one", "-x"],
         "env_rules": [{"pattern": "A=1", "strategy": "string", "required": false},
                       {"pattern": "B=.+", "strategy": "re2", "required": true}],
         "working_dir": "/", "mounts": [{"destination": "/m", "source": "s", "type": "bind",
                                         "options": ["rbind", "ro"]}],
         "user": {"user_idname": {"pattern": "", "strategy": "any"}, "group_idnames": [],
                  "umask": "0022"},
         "capabilities": {"ambient": [], "bounding": ["CAP_A"], "effective": [],
                          "inheritable": [], "permitted": []},
         "allow_elevated": false, "allow_stdio_access": true, "no_new_privileges": true,
         "seccomp_profile_sha256": "", "signals": [9, 15],
         "exec_processes": [{"command": ["p"], "signals": []}]},
        {"name": "two", "layers": ["cc"], "command": ["/two"], "env_rules": [],
         "working_dir": "/", "mounts": []}]
      allow_dump_stacks := false
      """;

  private static List<String> changes(String before, String after) {
    return PolicyDifference.of(new PolicyText(before).model(), new PolicyText(after).model())
        .changes()
        .stream()
        .map(
            change ->
                "%s %s %s: %s -> %s"
                    .formatted(
                        change.container(),
                        change.field(),
                        change.effect(),
                        change.before(),
                        change.after()))
        .toList();
  }

  private static List<String> changed(String old, String fresh) {
    assertTrue(TEXT.contains(old), old);
    return changes(TEXT, TEXT.replace(old, fresh));
  }

  @Test
  void orderFormattingAndRepetitionDoNotCount() {
    assertEquals(List.of(), changes(TEXT, TEXT));
    assertEquals(List.of(), changed("\"rbind\", \"ro\"", "\"ro\", \"rbind\""));
    assertEquals(List.of(), changed("[9, 15]", "[15, 9, 9]"));
    assertEquals(
        List.of(),
        changed(
            "[{\"command\": [\"p\"], \"signals\": []}]",
            "[{\"command\": [\"p\"], \"signals\": []}, {\"signals\": [], \"command\": [\"p\"]}]"));
    Policy policy = new PolicyText(TEXT).model();
    Policy reversed =
        Policy.of(
            policy.form(), policy.fragments(), policy.containers().reversed(), policy.flags());
    Policy same = Policy.of(policy.form(), policy.fragments(), policy.containers(), policy.flags());
    assertEquals(List.of(), PolicyDifference.of(same, reversed).changes());
  }

  @Test
  void everyFieldIsCompared() {
    assertEquals(List.of("one env_rules other: A=1 -> A=2"), changed("\"A=1\"", "\"A=2\""));
    assertEquals(
        List.of("one env_rules wider: B=.+ (re2) (required) -> B=.+ (re2)"),
        changed("\"required\": true", "\"required\": false"));
    assertEquals(
        List.of("one command other: [\"/one\",\"-x\"] -> [\"-x\",\"/one\"]"),
        changed("[\"/one\", \"-x\"]", "[\"-x\", \"/one\"]"));
    assertEquals(List.of("one layers[1] other: bb -> dd"), changed("\"bb\"", "\"dd\""));
    assertEquals(List.of("one layers[1] other: bb -> "), changed(", \"bb\"", ""));
    assertEquals(
        List.of(
            "one mounts narrower: /m from s (bind: rbind,ro) -> ",
            "one mounts wider:  -> /m from s (bind: rbind,rw)"),
        changed("\"ro\"", "\"rw\""));
    assertEquals(
        List.of("one capabilities.bounding wider:  -> CAP_B"),
        changed("[\"CAP_A\"]", "[\"CAP_A\", \"CAP_B\"]"));
    assertEquals(
        List.of("one allow_elevated wider: false -> true"),
        changed("\"allow_elevated\": false", "\"allow_elevated\": true"));
    assertEquals(
        List.of("one allow_stdio_access narrower: true -> false"),
        changed("\"allow_stdio_access\": true", "\"allow_stdio_access\": false"));
    assertEquals(
        List.of("one no_new_privileges wider: true -> false"),
        changed("\"no_new_privileges\": true", "\"no_new_privileges\": false"));
    assertEquals(List.of("one signals narrower: 9 -> "), changed("[9, 15]", "[15]"));
    assertEquals(
        List.of("one exec_processes narrower: [\"p\"] -> "),
        changed("{\"command\": [\"p\"], \"signals\": []}", ""));
    assertEquals(List.of("one user.umask other: 0022 -> 0077"), changed("0022", "0077"));
    assertEquals(List.of("one id other: r/one:1 -> r/one:2"), changed("r/one:1", "r/one:2"));
    assertEquals(List.of("one name other: one -> uno"), changed("\"one\"", "\"uno\""));
    assertEquals(
        List.of(" allow_dump_stacks wider: false -> true"),
        changed("stacks := false", "stacks := true"));
    assertEquals(List.of(" api_version other: 0.11.0 -> 0.10.0"), changed("0.11.0", "0.10.0"));
    assertEquals(
        List.of("two containers narrower: two -> "),
        changes(TEXT, TEXT.replaceAll("(?s),\\s*\\{\"name\": \"two\".*?\\}\\]", "]")));
  }

  @Test
  void fragmentsCountByWhatTheyAccept() {
    PolicyContainer pause = PolicyContainer.pause(true);
    Policy before =
        Policy.ofGroup(List.of(pause), List.of(FragmentImport.INFRASTRUCTURE), PolicyFlags.DEFAULT);
    Policy after = Policy.ofGroup(List.of(pause), List.of(), PolicyFlags.DEFAULT);
    PolicyDifference difference = PolicyDifference.of(before, after);
    assertEquals("fragments", difference.changes().getFirst().field());
    assertEquals(Effect.NARROWER, difference.changes().getFirst().effect());
    assertEquals(Effect.WIDER, PolicyDifference.of(after, before).changes().getFirst().effect());
  }

  @Test
  void layersAreToldForThoseWhoHaveTheImages() {
    PolicyDifference difference =
        PolicyDifference.of(
            new PolicyText(TEXT).model(), new PolicyText(TEXT.replace("\"bb\"", "\"dd\"")).model());
    assertEquals(List.of(new LayerPair("one", 1, "bb", "dd")), difference.layers());
    Json.Obj json = (Json.Obj) difference.toJson();
    assertEquals(1, json.list("layers").size());
    assertEquals(1, json.list("changes").size());
  }
}
