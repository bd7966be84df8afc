package coffer.difference;

import coffer.cce.FragmentImport;
import coffer.cce.Policy;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyFlags;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The differences between two policies.
public final class PolicyDifference {
  private final Policy first;
  private final Policy second;
  private final List<Change> changes = new ArrayList<>();
  private final List<LayerPair> layers = new ArrayList<>();

  private PolicyDifference(Policy first, Policy second) {
    this.first = first;
    this.second = second;
  }

  /// Compares what `first` and `second` allow.
  public static PolicyDifference of(Policy first, Policy second) {
    PolicyDifference difference = new PolicyDifference(first, second);
    difference.whole();
    for (ContainerPairs.Pair pair : ContainerPairs.of(first.containers(), second.containers())) {
      difference.pair(pair);
    }
    return difference;
  }

  /// What differs; nothing when both allow the same.
  public List<Change> changes() {
    return List.copyOf(changes);
  }

  /// The layers that differ, for those who have the images.
  public List<LayerPair> layers() {
    return List.copyOf(layers);
  }

  private void whole() {
    text("form", first.form().toString(), second.form().toString());
    text("api_version", first.apiVersion(), second.apiVersion());
    text("framework_version", first.frameworkVersion(), second.frameworkVersion());
    flags(first.flags(), second.flags());
    Set<String> before = fragments(first);
    Set<String> after = fragments(second);
    for (String fragment : before) {
      if (!after.contains(fragment)) {
        add("", "fragments", Effect.NARROWER, fragment, "");
      }
    }
    for (String fragment : after) {
      if (!before.contains(fragment)) {
        add("", "fragments", Effect.WIDER, "", fragment);
      }
    }
  }

  private void text(String field, String before, String after) {
    if (!before.equals(after)) {
      add("", field, Effect.OTHER, before, after);
    }
  }

  private void add(String container, String field, Effect effect, String before, String after) {
    changes.add(new Change(container, field, effect, before, after));
  }

  private void flags(PolicyFlags before, PolicyFlags after) {
    flag("allow_properties_access", before.propertiesAccess(), after.propertiesAccess());
    flag("allow_dump_stacks", before.dumpStacks(), after.dumpStacks());
    flag("allow_runtime_logging", before.runtimeLogging(), after.runtimeLogging());
    flag(
        "allow_environment_variable_dropping",
        before.environmentVariableDropping(),
        after.environmentVariableDropping());
    flag("allow_unencrypted_scratch", before.unencryptedScratch(), after.unencryptedScratch());
    flag("allow_capability_dropping", before.capabilityDropping(), after.capabilityDropping());
  }

  private void flag(String name, boolean before, boolean after) {
    if (before != after) {
      add("", name, Effect.of(before, after), Boolean.toString(before), Boolean.toString(after));
    }
  }

  private static Set<String> fragments(Policy policy) {
    return policy.fragments().stream()
        .map(PolicyDifference::fragment)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String fragment(FragmentImport fragment) {
    return "%s from version %s on by %s: %s"
        .formatted(
            fragment.feed(),
            fragment.minimumSvn(),
            fragment.issuer(),
            String.join(", ", new TreeSet<>(fragment.includes())));
  }

  private void pair(ContainerPairs.Pair pair) {
    PolicyContainer before = pair.before();
    PolicyContainer after = pair.after();
    if (before == null || after == null) {
      String name = ContainerPairs.label(before == null ? after : before);
      add(
          name,
          "containers",
          Effect.of(before != null, after != null),
          before == null ? "" : name,
          after == null ? "" : name);
      return;
    }
    ContainerDifference container = new ContainerDifference(before, after);
    changes.addAll(container.changes());
    layers.addAll(container.layers());
  }

  /// The differences as one document.
  public Json toJson() {
    List<Json> pairs = new ArrayList<>();
    for (LayerPair pair : layers) {
      String before = pair.before();
      String after = pair.after();
      pairs.add(
          Json.object()
              .put("container", pair.container())
              .put("position", pair.position())
              .put("before", before == null ? Json.NULL : Json.of(before))
              .put("after", after == null ? Json.NULL : Json.of(after))
              .build());
    }
    return Json.object()
        .put("changes", changes.stream().map(Change::toJson).toList())
        .put("layers", pairs)
        .build();
  }
}
