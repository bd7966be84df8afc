package coffer.cce;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.python.PythonJson;
import coffer.python.PythonJson.Form;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// One change of a policy's containers, small enough to be read, exact enough to be applied.
public sealed interface PolicyEdit {
  /// Where the change is made, from a container on: member names, and positions in lists as
  /// numbers.
  List<String> path();

  /// Position of the container in the policy.
  int container();

  /// Gives the member at `path` the value `value`.
  record Replace(int container, List<String> path, Json value) implements PolicyEdit {
    public Replace {
      path = List.copyOf(path);
    }

    @Override
    public String toString() {
      return "set %s to %s".formatted(place(this), PythonJson.dumps(value, Form.COMPACT_SORTED));
    }
  }

  /// Appends `value` to the list at `path`.
  record Add(int container, List<String> path, Json value) implements PolicyEdit {
    public Add {
      path = List.copyOf(path);
    }

    @Override
    public String toString() {
      return "add %s to %s".formatted(PythonJson.dumps(value, Form.COMPACT_SORTED), place(this));
    }
  }

  private static String place(PolicyEdit edit) {
    StringBuilder place = new StringBuilder("containers[" + edit.container() + "]");
    for (String step : edit.path()) {
      place.append(isPosition(step) ? "[" + step + "]" : "." + step);
    }
    return place.toString();
  }

  private static boolean isPosition(String step) {
    return step.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// The policy text with this change made and everything outside its containers untouched. An
  /// error when the text has no such place.
  default PolicyText applyTo(PolicyText policy) {
    return applyTo(policy, List.of(this));
  }

  /// The policy text with all of the changes made, one after the other.
  static PolicyText applyTo(PolicyText policy, List<PolicyEdit> edits) {
    String text = policy.text();
    RegoAssignments assignments = RegoAssignments.of(text);
    RegoAssignments.Span span =
        assignments
            .span("containers")
            .orElseThrow(() -> new MalformedException("the policy text has no containers"));
    Json containers = assignments.value("containers").orElse(Json.NULL);
    for (PolicyEdit edit : edits) {
      List<String> path = new ArrayList<>(List.of(Integer.toString(edit.container())));
      path.addAll(edit.path());
      containers = change(containers, path, operation(edit), edit);
    }
    boolean indented = text.substring(span.start(), span.end()).contains("\n");
    Form form = indented ? Form.INDENTED_SORTED : Form.COMPACT_SORTED;
    return new PolicyText(
        text.substring(0, span.start())
            + PythonJson.dumps(containers, form)
            + text.substring(span.end()));
  }

  private static UnaryOperator<Json> operation(PolicyEdit edit) {
    return switch (edit) {
      case Replace replace -> _ -> replace.value();
      case Add add -> list -> append(list, add);
    };
  }

  private static Json append(Json list, Add edit) {
    if (!(list instanceof Json.Arr(List<Json> items))) {
      throw new MalformedException(place(edit) + ": a list wanted, found " + list.kind());
    }
    List<Json> longer = new ArrayList<>(items);
    longer.add(edit.value());
    return new Json.Arr(longer);
  }

  private static Json change(
      Json value, List<String> path, UnaryOperator<Json> operation, PolicyEdit edit) {
    if (path.isEmpty()) {
      return operation.apply(value);
    }
    String step = path.getFirst();
    List<String> rest = path.subList(1, path.size());
    return switch (value) {
      case Json.Arr(List<Json> items)
          when isPosition(step) && Integer.parseInt(step) < items.size() -> {
        List<Json> changed = new ArrayList<>(items);
        changed.set(
            Integer.parseInt(step),
            change(items.get(Integer.parseInt(step)), rest, operation, edit));
        yield new Json.Arr(changed);
      }
      case Json.Obj(Map<String, Json> members) -> {
        Map<String, Json> changed = new LinkedHashMap<>(members);
        changed.put(step, change(members.getOrDefault(step, Json.NULL), rest, operation, edit));
        yield new Json.Obj(changed);
      }
      case Json other ->
          throw new MalformedException(
              place(edit) + ": there is no '" + step + "' in " + other.kind());
    };
  }
}
