package coffer.difference;

import coffer.cce.CapabilitySets;
import coffer.cce.EnvRule;
import coffer.cce.ExecProcess;
import coffer.cce.IdRule;
import coffer.cce.MountRule;
import coffer.cce.PolicyContainer;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The differences between two definitions of one container.
final class ContainerDifference {
  private final PolicyContainer before;
  private final PolicyContainer after;
  private final String label;
  private final List<Change> changes = new ArrayList<>();
  private final List<LayerPair> layers = new ArrayList<>();

  ContainerDifference(PolicyContainer before, PolicyContainer after) {
    this.before = before;
    this.after = after;
    this.label = ContainerPairs.label(before);
    compare();
  }

  List<Change> changes() {
    return changes;
  }

  List<LayerPair> layers() {
    return layers;
  }

  private void compare() {
    value("name", String.valueOf(before.name()), String.valueOf(after.name()));
    value("id", String.valueOf(before.id()), String.valueOf(after.id()));
    layerByLayer();
    value("mounted_cim", before.mountedCim().toString(), after.mountedCim().toString());
    value("command", command(before), command(after));
    value("working_dir", before.workingDir(), after.workingDir());
    variables();
    sets("mounts", before.mounts(), after.mounts(), ContainerDifference::mount);
    user();
    capabilities();
    flag("allow_elevated", before.allowElevated(), after.allowElevated());
    flag("allow_stdio_access", before.allowStdioAccess(), after.allowStdioAccess());
    if (before.noNewPrivileges() != after.noNewPrivileges()) {
      add(
          "no_new_privileges",
          Effect.of(after.noNewPrivileges(), before.noNewPrivileges()),
          Boolean.toString(before.noNewPrivileges()),
          Boolean.toString(after.noNewPrivileges()));
    }
    value("seccomp_profile_sha256", before.seccompProfileSha256(), after.seccompProfileSha256());
    sets("signals", before.signals(), after.signals(), Json::toCompact);
    sets(
        "exec_processes",
        before.execProcesses(),
        after.execProcesses(),
        ContainerDifference::process);
  }

  private void add(String field, Effect effect, String was, String is) {
    changes.add(new Change(label, field, effect, was, is));
  }

  private void value(String field, String was, String is) {
    if (!was.equals(is)) {
      add(field, Effect.OTHER, was.equals("null") ? "" : was, is.equals("null") ? "" : is);
    }
  }

  private void flag(String field, boolean was, boolean is) {
    if (was != is) {
      add(field, Effect.of(was, is), Boolean.toString(was), Boolean.toString(is));
    }
  }

  private <T> void sets(
      String field, Collection<T> was, Collection<T> is, Function<T, String> text) {
    Set<String> first = texts(was, text);
    Set<String> second = texts(is, text);
    first.stream()
        .filter(one -> !second.contains(one))
        .forEach(one -> add(field, Effect.NARROWER, one, ""));
    second.stream()
        .filter(one -> !first.contains(one))
        .forEach(one -> add(field, Effect.WIDER, "", one));
  }

  private static <T> Set<String> texts(Collection<T> values, Function<T, String> text) {
    Set<String> texts = new LinkedHashSet<>();
    values.forEach(value -> texts.add(text.apply(value)));
    return texts;
  }

  private void layerByLayer() {
    int count = Math.max(before.layers().size(), after.layers().size());
    for (int i = 0; i < count; i++) {
      String was = at(before.layers(), i);
      String is = at(after.layers(), i);
      if (!Objects.equals(was, is)) {
        layers.add(new LayerPair(label, i, was, is));
        add("layers[%d]".formatted(i), Effect.OTHER, was == null ? "" : was, is == null ? "" : is);
      }
    }
  }

  private static @Nullable String at(List<String> list, int i) {
    return i < list.size() ? list.get(i) : null;
  }

  private static String command(PolicyContainer container) {
    List<Json> command = container.command();
    return command == null ? "null" : new Json.Arr(command).toCompact();
  }

  /// Rules for one variable belong together, so that a changed value is one change.
  private void variables() {
    Map<String, Set<EnvRule>> first = byName(before.envRules());
    Map<String, Set<EnvRule>> second = byName(after.envRules());
    Set<String> names = new LinkedHashSet<>(first.keySet());
    names.addAll(second.keySet());
    for (String name : names) {
      Set<EnvRule> gone = minus(first.get(name), second.get(name));
      Set<EnvRule> come = minus(second.get(name), first.get(name));
      if (gone.size() == 1 && come.size() == 1) {
        EnvRule was = gone.iterator().next();
        EnvRule is = come.iterator().next();
        add("env_rules", changed(was, is), rule(was), rule(is));
      } else {
        gone.forEach(rule -> add("env_rules", Effect.NARROWER, rule(rule), ""));
        come.forEach(rule -> add("env_rules", Effect.WIDER, "", rule(rule)));
      }
    }
  }

  private static Effect changed(EnvRule was, EnvRule is) {
    boolean same = was.pattern().equals(is.pattern()) && was.strategy().equals(is.strategy());
    return same ? Effect.of(!was.required(), !is.required()) : Effect.OTHER;
  }

  private static Map<String, Set<EnvRule>> byName(List<EnvRule> rules) {
    Map<String, Set<EnvRule>> byName = new LinkedHashMap<>();
    rules.forEach(
        rule -> byName.computeIfAbsent(rule.name(), _ -> new LinkedHashSet<>()).add(rule));
    return byName;
  }

  private static Set<EnvRule> minus(@Nullable Set<EnvRule> all, @Nullable Set<EnvRule> others) {
    Set<EnvRule> left = new LinkedHashSet<>(all == null ? Set.of() : all);
    left.removeAll(others == null ? Set.of() : others);
    return left;
  }

  private static String rule(EnvRule rule) {
    String kind = rule.strategy().equals("string") ? "" : " (" + rule.strategy() + ")";
    return rule.pattern() + kind + (rule.required() ? " (required)" : "");
  }

  private static String mount(MountRule mount) {
    return "%s from %s (%s: %s)"
        .formatted(
            mount.destination(),
            mount.source(),
            mount.type(),
            String.join(",", new TreeSet<>(mount.options())));
  }

  private static String process(ExecProcess process) {
    String command = new Json.Arr(process.command()).toCompact();
    return process.signals().isEmpty()
        ? command
        : command + " signals " + new Json.Arr(process.signals()).toCompact();
  }

  private void user() {
    value("user.user_idname", id(before.user().user()), id(after.user().user()));
    sets(
        "user.group_idnames",
        before.user().groups(),
        after.user().groups(),
        ContainerDifference::id);
    value("user.umask", before.user().umask(), after.user().umask());
  }

  private static String id(IdRule rule) {
    return rule.pattern().isEmpty() ? rule.strategy() : rule.strategy() + " " + rule.pattern();
  }

  private void capabilities() {
    CapabilitySets was = before.capabilities();
    CapabilitySets is = after.capabilities();
    if (was == null || is == null) {
      value(
          "capabilities",
          was == null ? "the platform's defaults" : was.toJson().toCompact(),
          is == null ? "the platform's defaults" : is.toJson().toCompact());
      return;
    }
    sets("capabilities.ambient", was.ambient(), is.ambient(), Function.identity());
    sets("capabilities.bounding", was.bounding(), is.bounding(), Function.identity());
    sets("capabilities.effective", was.effective(), is.effective(), Function.identity());
    sets("capabilities.inheritable", was.inheritable(), is.inheritable(), Function.identity());
    sets("capabilities.permitted", was.permitted(), is.permitted(), Function.identity());
  }
}
