package coffer.enforcement;

import coffer.cce.MountRule;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyEdit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// The mounts of a request held against those of one container and the default ones
/// (framework.rego, `mountList_ok`).
final class MountMatcher {
  private static final String SANDBOX = "sandbox://";
  private static final String HUGE_PAGES = "hugepages://";
  private static final String PLAN9 = "plan9://";

  private final int container;
  private final List<MountRule> own;
  private final List<MountRule> allowed;
  private final ContainerRequest request;

  MountMatcher(int index, PolicyContainer container, ContainerRequest request) {
    this.container = index;
    this.own = container.mounts();
    this.request = request;
    this.allowed = new ArrayList<>(own);
    addRules(DefaultMounts.ALL);
    if (container.allowElevated()) {
      addRules(DefaultMounts.PRIVILEGED);
    }
    if (request.sandbox()) {
      addRules(DefaultMounts.SANDBOX);
    }
  }

  private void addRules(List<RequestedMount> mounts) {
    for (RequestedMount mount : mounts) {
      allowed.add(
          new MountRule(mount.destination(), mount.source(), mount.type(), mount.options()));
    }
  }

  List<Difference> differences() {
    return request.mounts().stream()
        .filter(mount -> allowed.stream().noneMatch(rule -> matches(rule, mount)))
        .map(this::difference)
        .toList();
  }

  private boolean matches(MountRule rule, RequestedMount mount) {
    return rule.type().equals(mount.type())
        && !mount.destination().isEmpty()
        && rule.destination().equals(mount.destination())
        && sameOptions(rule.options(), mount.options())
        && sourceMatches(rule.source(), mount.source());
  }

  private static boolean sameOptions(List<String> wanted, List<String> found) {
    return wanted.size() == found.size() && new HashSet<>(wanted).equals(new HashSet<>(found));
  }

  private boolean sourceMatches(String wanted, String found) {
    ContainerRequest.Folders folders = request.folders();
    if (wanted.equals(found)) {
      return true;
    }
    if (wanted.startsWith(SANDBOX)) {
      return Patterns.matches(wanted.replace(SANDBOX, folders.sandbox()), found);
    }
    if (wanted.startsWith(HUGE_PAGES)) {
      return Patterns.matches(wanted.replace(HUGE_PAGES, folders.hugePages()), found);
    }
    return wanted.equals(PLAN9) && folders.plan9().contains(found);
  }

  private Difference difference(RequestedMount mount) {
    MountRule exact =
        new MountRule(mount.destination(), mount.source(), mount.type(), mount.options());
    int at = spareRule(mount.destination());
    if (at < 0) {
      return new Difference(
          Field.MOUNTS,
          "no mount at " + mount.destination(),
          text(exact),
          new PolicyEdit.Add(container, List.of("mounts"), exact.toJson()));
    }
    MountRule rule = own.get(at);
    MountRule changed =
        new MountRule(
            mount.destination(),
            sourceMatches(rule.source(), mount.source()) ? rule.source() : mount.source(),
            mount.type(),
            sameOptions(rule.options(), mount.options()) ? rule.options() : mount.options());
    return new Difference(
        Field.MOUNTS,
        text(rule),
        text(exact),
        new PolicyEdit.Replace(
            container, List.of("mounts", Integer.toString(at)), changed.toJson()));
  }

  /// Position of a rule for this destination that no mount of the request needs; -1 if there is
  /// none.
  private int spareRule(String destination) {
    for (int i = 0; i < own.size(); i++) {
      MountRule rule = own.get(i);
      if (rule.destination().equals(destination)
          && request.mounts().stream().noneMatch(mount -> matches(rule, mount))) {
        return i;
      }
    }
    return -1;
  }

  private static String text(MountRule mount) {
    return "%s from %s (%s: %s)"
        .formatted(
            mount.destination(), mount.source(), mount.type(), String.join(",", mount.options()));
  }
}
