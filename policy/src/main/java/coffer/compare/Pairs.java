package coffer.compare;

import coffer.json.Json;
import coffer.python.PythonText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Which items of one list are changed items of another. The distance of two items is the number of
/// values in their differences, over the number of values that both are made of.
final class Pairs {
  /// Lists of which a larger part differs have no pairs.
  static final double MOST_DIFFERING = 0.7;

  private static final double NEAR = 0.3;

  private Pairs() {}

  /// Positions in `after` with the positions in `before` that they belong to: the nearest first.
  static Map<Integer, Integer> nearest(
      List<Integer> added, List<Integer> removed, List<Json> after, List<Json> before) {
    TreeMap<Double, Map<Integer, List<Integer>>> byDistance = new TreeMap<>();
    for (int to : added) {
      for (int from : removed) {
        double distance = distance(before.get(from), after.get(to));
        if (distance < NEAR) {
          byDistance
              .computeIfAbsent(distance, _ -> new LinkedHashMap<>())
              .computeIfAbsent(to, _ -> new ArrayList<>())
              .add(from);
        }
      }
    }
    Map<Integer, Integer> pairs = new HashMap<>();
    Set<Integer> used = new HashSet<>();
    for (Map<Integer, List<Integer>> candidates : byDistance.values()) {
      candidates.forEach(
          (to, froms) -> {
            if (!pairs.containsKey(to)) {
              // Of several at this distance the last one is taken, and none of the others later.
              froms.stream().filter(used::add).forEach(from -> pairs.put(to, from));
            }
          });
    }
    return pairs;
  }

  private static double distance(Json before, Json after) {
    if (isNumber(before) && isNumber(after)) {
      return distance(number(before), number(after));
    }
    int changed = Differences.between(before, after).stream().mapToInt(Pairs::weight).sum();
    return (double) changed / (Shape.size(before) + Shape.size(after));
  }

  private static double distance(double before, double after) {
    if (before == after) {
      return 0;
    }
    double divisor = (before + after) / NEAR;
    return divisor == 0 ? NEAR : Math.min(NEAR, Math.abs((before - after) / divisor));
  }

  private static boolean isNumber(Json value) {
    return value instanceof Json.Num || value instanceof Json.Bool;
  }

  private static double number(Json value) {
    return switch (value) {
      case Json.Bool(boolean flag) -> flag ? 1 : 0;
      case Json other -> Double.parseDouble(PythonText.str(other));
    };
  }

  /// Only what the second value has counts, and both types where they differ; a value that is the
  /// first one in another type does not.
  private static int weight(Change change) {
    return switch (change) {
      case Change.Value(_, _, Json after) -> Shape.leaves(after);
      case Change.Type(_, Json before, Json after) ->
          Json.of(PythonText.str(before)).equals(after) ? 2 : 2 + Shape.leaves(after);
      case Change.ItemAdded(_, Json item) -> Shape.leaves(item);
      case Change.ItemRemoved(_, Json item) -> Shape.leaves(item);
      case Change.MemberAdded(_, Json value) -> Shape.leaves(value);
      case Change.MemberRemoved(_, Json value) -> Shape.leaves(value);
    };
  }
}
