package coffer.difference;

import coffer.cce.PolicyContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// Which containers of two policies belong together: by name, else by image, else by layers.
final class ContainerPairs {
  private static final List<BiPredicate<PolicyContainer, PolicyContainer>> TESTS =
      List.of(
          (a, b) -> a.name() != null && Objects.equals(a.name(), b.name()),
          (a, b) -> a.id() != null && Objects.equals(a.id(), b.id()),
          (a, b) -> repository(a) != null && Objects.equals(repository(a), repository(b)),
          (a, b) -> a.layers().equals(b.layers()) && Objects.equals(a.command(), b.command()),
          (a, b) -> a.layers().equals(b.layers()),
          (a, b) ->
              a.name() == null
                  && b.name() == null
                  && a.id() == null
                  && b.id() == null
                  && Objects.equals(a.command(), b.command()));

  /// One of the two is null for a container that only one policy has.
  record Pair(@Nullable PolicyContainer before, @Nullable PolicyContainer after) {}

  private ContainerPairs() {}

  static List<Pair> of(List<PolicyContainer> first, List<PolicyContainer> second) {
    List<PolicyContainer> left = new ArrayList<>(first);
    List<PolicyContainer> right = new ArrayList<>(second);
    List<Pair> pairs = new ArrayList<>();
    for (BiPredicate<PolicyContainer, PolicyContainer> test : TESTS) {
      for (PolicyContainer before : List.copyOf(left)) {
        for (int i = 0; i < right.size(); i++) {
          if (test.test(before, right.get(i))) {
            pairs.add(new Pair(before, right.remove(i)));
            removeOne(left, before);
            break;
          }
        }
      }
    }
    left.forEach(before -> pairs.add(new Pair(before, null)));
    right.forEach(after -> pairs.add(new Pair(null, after)));
    return pairs;
  }

  private static void removeOne(List<PolicyContainer> list, PolicyContainer container) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) == container) {
        list.remove(i);
        return;
      }
    }
  }

  /// The image's name without tag and digest.
  private static @Nullable String repository(PolicyContainer container) {
    String id = container.id();
    if (id == null) {
      return null;
    }
    String name = id.contains("@") ? id.substring(0, id.indexOf('@')) : id;
    int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
    return colon < 0 ? name : name.substring(0, colon);
  }

  static String label(@Nullable PolicyContainer container) {
    if (container == null) {
      return "";
    }
    String name = container.name();
    String id = container.id();
    return name != null ? name : id != null ? id : "a container without a name";
  }
}
