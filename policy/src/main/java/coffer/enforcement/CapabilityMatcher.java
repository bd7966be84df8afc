package coffer.enforcement;

import coffer.cce.CapabilitySets;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyEdit;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The capability sets of a request held against those of one container (framework.rego,
/// `caps_ok`).
final class CapabilityMatcher {
  private final int container;
  private final boolean stated;
  private final CapabilitySets wanted;
  private final CapabilitySets found;

  CapabilityMatcher(int index, PolicyContainer container, ContainerRequest request) {
    CapabilitySets sets = container.capabilities();
    this.container = index;
    this.stated = sets != null;
    this.wanted =
        sets != null
            ? sets
            : CapabilitySets.of(
                container.allowElevated() && request.privileged(), List.of(), List.of());
    this.found = request.capabilities();
  }

  /// What is left of the request when only capabilities of this container are kept.
  CapabilitySets kept() {
    return new CapabilitySets(
        kept(found.ambient(), wanted.ambient()),
        kept(found.bounding(), wanted.bounding()),
        kept(found.effective(), wanted.effective()),
        kept(found.inheritable(), wanted.inheritable()),
        kept(found.permitted(), wanted.permitted()));
  }

  private static List<String> kept(List<String> found, List<String> wanted) {
    return found.stream().filter(wanted::contains).distinct().toList();
  }

  static int size(CapabilitySets sets) {
    return byName(sets).values().stream().mapToInt(List::size).sum();
  }

  static boolean same(CapabilitySets one, CapabilitySets other) {
    Map<String, List<String>> others = byName(other);
    return byName(one).entrySet().stream()
        .allMatch(set -> sameSet(set.getValue(), others.getOrDefault(set.getKey(), List.of())));
  }

  private static boolean sameSet(List<String> one, List<String> other) {
    return one.size() == other.size() && new HashSet<>(one).equals(new HashSet<>(other));
  }

  boolean accepts(CapabilitySets sets) {
    return same(wanted, sets);
  }

  /// Why the sets are not accepted. With `dropping`, capabilities beyond the container's do not
  /// count.
  List<Difference> differences(boolean dropping) {
    return accepts(dropping ? kept() : found) ? List.of() : changes();
  }

  /// The changes after which the sets of the request are the container's own.
  List<Difference> changes() {
    if (!stated) {
      return same(wanted, found)
          ? List.of()
          : List.of(difference("the default sets", "other sets", List.of(), found.toJson()));
    }
    List<Difference> changes = new ArrayList<>();
    Map<String, List<String>> requested = byName(found);
    byName(wanted)
        .forEach(
            (set, names) -> {
              List<String> other = requested.getOrDefault(set, List.of());
              if (!sameSet(names, other)) {
                changes.add(
                    difference(
                        text(set, names, other),
                        text(set, other, names),
                        List.of(set),
                        Json.strings(other)));
              }
            });
    return changes;
  }

  /// What one list has beyond the other, else what it lacks.
  private static String text(String set, List<String> names, List<String> other) {
    Set<String> more = onlyIn(names, other);
    return more.isEmpty()
        ? set + " without " + String.join(" ", onlyIn(other, names))
        : set + " with " + String.join(" ", more);
  }

  private static Set<String> onlyIn(List<String> names, List<String> other) {
    Set<String> only = new TreeSet<>(names);
    only.removeAll(other);
    return only;
  }

  /// The capabilities of `sets` that are not in `kept`, as `SET: NAME`.
  static List<String> onlyInFirst(CapabilitySets sets, CapabilitySets kept) {
    Map<String, List<String>> keptNames = byName(kept);
    List<String> only = new ArrayList<>();
    byName(sets)
        .forEach(
            (set, names) ->
                onlyIn(names, keptNames.getOrDefault(set, List.of()))
                    .forEach(name -> only.add(set + ": " + name)));
    return only;
  }

  private Difference difference(String want, String got, List<String> set, Json value) {
    List<String> path = new ArrayList<>(List.of("capabilities"));
    path.addAll(set);
    return new Difference(
        Field.CAPABILITIES, want, got, new PolicyEdit.Replace(container, path, value));
  }

  private static Map<String, List<String>> byName(CapabilitySets sets) {
    Map<String, List<String>> byName = new LinkedHashMap<>();
    byName.put("ambient", sets.ambient());
    byName.put("bounding", sets.bounding());
    byName.put("effective", sets.effective());
    byName.put("inheritable", sets.inheritable());
    byName.put("permitted", sets.permitted());
    return byName;
  }
}
