package coffer.compare;

import coffer.json.Json;
import coffer.python.PythonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Finds what differs between two values. Items of lists that differ are taken for each other when
/// they are near enough, or when they stand at the same position.
final class Differences {
  private final List<Change> changes = new ArrayList<>();

  private Differences() {}

  static List<Change> between(Json before, Json after) {
    Differences differences = new Differences();
    differences.compare(List.of(), before, after);
    return differences.withItemsOfOnePlaceJoined();
  }

  private void compare(List<String> path, Json before, Json after) {
    if (!Shape.type(before).equals(Shape.type(after))) {
      changes.add(new Change.Type(path, before, after));
    } else if (before instanceof Json.Obj(var first) && after instanceof Json.Obj(var second)) {
      members(path, first, second);
    } else if (before instanceof Json.Arr(var first) && after instanceof Json.Arr(var second)) {
      items(path, first, second);
    } else if (!Shape.key(before).equals(Shape.key(after))) {
      changes.add(new Change.Value(path, before, after));
    }
  }

  private void members(List<String> path, Map<String, Json> before, Map<String, Json> after) {
    TreeSet<String> names = new TreeSet<>(PythonText.CODE_POINT_ORDER);
    names.addAll(after.keySet());
    for (String name : names) {
      if (!before.containsKey(name)) {
        changes.add(new Change.MemberAdded(longer(path, name), value(after, name)));
      }
    }
    before.forEach(
        (name, value) -> {
          if (!after.containsKey(name)) {
            changes.add(new Change.MemberRemoved(longer(path, name), value));
          }
        });
    for (String name : names) {
      if (before.containsKey(name)) {
        compare(longer(path, name), value(before, name), value(after, name));
      }
    }
  }

  private static Json value(Map<String, Json> members, String name) {
    return members.getOrDefault(name, Json.NULL);
  }

  private void items(List<String> path, List<Json> before, List<Json> after) {
    Map<String, Integer> first = positions(before);
    Map<String, Integer> second = positions(after);
    List<Integer> added = others(second, first);
    List<Integer> removed = others(first, second);
    int differing = added.size() + removed.size();
    boolean pairing = differing <= Pairs.MOST_DIFFERING * (first.size() + second.size() + 1);
    Map<Integer, Integer> pairs = pairing ? Pairs.nearest(added, removed, after, before) : Map.of();
    for (int position : added) {
      Integer other = pairs.get(position);
      if (other == null) {
        changes.add(new Change.ItemAdded(longer(path, position), after.get(position)));
      } else {
        compare(longer(path, other), before.get(other), after.get(position));
      }
    }
    for (int position : removed) {
      if (!pairs.containsValue(position)) {
        changes.add(new Change.ItemRemoved(longer(path, position), before.get(position)));
      }
    }
  }

  /// The first position of each distinct item.
  private static Map<String, Integer> positions(List<Json> items) {
    Map<String, Integer> positions = new LinkedHashMap<>();
    for (int i = 0; i < items.size(); i++) {
      positions.putIfAbsent(Shape.key(items.get(i)), i);
    }
    return positions;
  }

  private static List<Integer> others(Map<String, Integer> these, Map<String, Integer> those) {
    return these.entrySet().stream()
        .filter(item -> !those.containsKey(item.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static List<String> longer(List<String> path, Object step) {
    List<String> longer = new ArrayList<>(path);
    longer.add(step.toString());
    return List.copyOf(longer);
  }

  /// An item added where another one was removed is one value that changed; these come last.
  private List<Change> withItemsOfOnePlaceJoined() {
    Map<List<String>, Json> added = new LinkedHashMap<>();
    Map<List<String>, Json> removed = new LinkedHashMap<>();
    for (Change change : changes) {
      switch (change) {
        case Change.ItemAdded(var path, var item) -> added.put(path, item);
        case Change.ItemRemoved(var path, var item) -> removed.put(path, item);
        case Change.Value _, Change.Type _, Change.MemberAdded _, Change.MemberRemoved _ -> {}
      }
    }
    List<Change> joined = new ArrayList<>(changes);
    joined.removeIf(
        change ->
            (change instanceof Change.ItemAdded || change instanceof Change.ItemRemoved)
                && added.containsKey(change.path())
                && removed.containsKey(change.path()));
    removed.forEach(
        (path, item) -> {
          Json after = added.get(path);
          if (after != null) {
            joined.add(new Change.Value(path, item, after));
          }
        });
    return joined;
  }
}
