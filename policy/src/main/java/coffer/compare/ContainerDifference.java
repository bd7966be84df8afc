package coffer.compare;

import coffer.json.Json;
import coffer.python.PythonText;
import coffer.template.Members;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What keeps one container from being the one that a policy allows; ids do not count.
///
/// @param members by kind of change and member: the values on both sides
/// @param envRules messages on variables that no rule of the policy allows
record ContainerDifference(Map<String, Map<String, List<Json>>> members, List<String> envRules) {
  static ContainerDifference between(Json.Obj policy, Json.Obj tested) {
    Map<String, Map<String, List<Json>>> members = new TreeMap<>();
    for (Change change : Differences.between(comparable(policy), comparable(tested))) {
      Map<String, List<Json>> kind = members.computeIfAbsent(kind(change), _ -> new TreeMap<>());
      if (!(change instanceof Change.MemberAdded || change instanceof Change.MemberRemoved)) {
        kind.computeIfAbsent(change.path().getFirst(), _ -> new ArrayList<>()).add(shown(change));
      }
    }
    return new ContainerDifference(members, variables(policy, tested));
  }

  private static Json comparable(Json.Obj container) {
    Map<String, Json> members = new LinkedHashMap<>(container.members());
    members.remove("id");
    members.remove("env_rules");
    return new Json.Obj(members);
  }

  private static String kind(Change change) {
    return switch (change) {
      case Change.Value _ -> "values_changed";
      case Change.Type _ -> "type_changes";
      case Change.ItemAdded _ -> "values_added";
      case Change.ItemRemoved _ -> "values_removed";
      case Change.MemberAdded _ -> "dictionary_item_added";
      case Change.MemberRemoved _ -> "dictionary_item_removed";
    };
  }

  private static Json shown(Change change) {
    return switch (change) {
      case Change.Value(_, Json before, Json after) -> values(before, after).build();
      case Change.Type(_, Json before, Json after) ->
          values(before, after)
              .put("old_type", Shape.type(before))
              .put("new_type", Shape.type(after))
              .build();
      case Change.ItemAdded(_, Json item) -> item;
      case Change.ItemRemoved(_, Json item) -> item;
      case Change.MemberAdded(_, Json value) -> value;
      case Change.MemberRemoved(_, Json value) -> value;
    };
  }

  private static Json.ObjectBuilder values(Json policy, Json tested) {
    return Json.object().put("policy_value", policy).put("tested_value", tested);
  }

  private static List<String> variables(Json.Obj policy, Json.Obj tested) {
    List<Json> allowed = Members.list(policy, "env_rules");
    List<String> texts = patterns(allowed, "string");
    List<String> expressions = patterns(allowed, "re2");
    List<String> messages = new ArrayList<>();
    for (Json rule : Members.list(tested, "env_rules")) {
      String pattern = PythonText.str(Members.get(rule, "pattern"));
      Json strategy = Members.get(rule, "strategy");
      if (strategy.equals(Json.of("string"))
          && !texts.contains(pattern)
          && expressions.stream().noneMatch(expression -> matches(expression, pattern))) {
        messages.add(message(pattern, "does not match strings or regex in policy rules"));
      } else if (strategy.equals(Json.of("re2")) && !expressions.contains(pattern)) {
        messages.add(message(pattern, "is not in the policy"));
      }
    }
    return messages;
  }

  private static List<String> patterns(List<Json> rules, String strategy) {
    return rules.stream()
        .filter(rule -> Members.get(rule, "strategy").equals(Json.of(strategy)))
        .map(rule -> PythonText.str(Members.get(rule, "pattern")))
        .toList();
  }

  private static boolean matches(String expression, String variable) {
    try {
      return Pattern.compile(expression).matcher(variable).find();
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  private static String message(String pattern, String problem) {
    return "environment variable with rule '%s' %s".formatted(pattern, problem);
  }

  /// Whether nothing differs, also nothing that has no weight.
  boolean isNone() {
    return members.isEmpty() && envRules.isEmpty();
  }

  /// How many members and variables differ. Members that only one side has do not count.
  int size() {
    return members.values().stream().mapToInt(Map::size).sum() + envRules.size();
  }

  Json toJson() {
    Json.ObjectBuilder json = Json.object();
    members.forEach(
        (kind, fields) -> {
          Json.ObjectBuilder inner = Json.object();
          fields.forEach(inner::put);
          json.put(kind, inner.build());
        });
    if (!envRules.isEmpty()) {
      json.put("env_rules", Json.strings(envRules));
    }
    return json.build();
  }
}
