package coffer.occlum;

import coffer.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A document of Occlum 0.17 to 0.27 as one of today, which means the same: members that came later
/// get the value that keeps the old behaviour, members that went are left out.
final class OcclumUpgrade {
  private static final Json.Obj NO_ID = Json.object().put("high", "0x0").put("low", "0x0").build();

  private final List<String> changes = new ArrayList<>();

  /// @param changes what was changed, one line each; empty when the document is one of today
  record Result(Json.Obj document, List<String> changes) {}

  static Result of(Json.Obj document) {
    OcclumUpgrade upgrade = new OcclumUpgrade();
    Map<String, Json> members = new LinkedHashMap<>(document.members());
    boolean old = !members.containsKey("feature");
    members.computeIfPresent("metadata", (_, value) -> upgrade.metadata(value));
    if (old) {
      members.put("feature", Json.object().build());
      upgrade.changes.add("feature: added, {}");
    }
    members.computeIfPresent("mount", (_, value) -> upgrade.mounts("mount", value, old));
    return new Result(new Json.Obj(members), List.copyOf(upgrade.changes));
  }

  private Json metadata(Json value) {
    if (!(value instanceof Json.Obj(Map<String, Json> given))) {
      return value;
    }
    Map<String, Json> members = new LinkedHashMap<>(given);
    add(members, "enable_kss", Json.of(false));
    add(members, "family_id", NO_ID);
    add(members, "ext_prod_id", NO_ID);
    return new Json.Obj(members);
  }

  private void add(Map<String, Json> members, String name, Json value) {
    if (members.putIfAbsent(name, value) == null) {
      changes.add("metadata.%s: added, %s".formatted(name, value.toCompact()));
    }
  }

  private Json mounts(String path, Json value, boolean withoutSystem) {
    if (!(value instanceof Json.Arr(List<Json> items))) {
      return value;
    }
    List<Json> kept = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String place = "%s[%d]".formatted(path, i);
      if (withoutSystem && isSystem(items.get(i))) {
        changes.add(place + ": left out, every application has " + name(items.get(i)));
      } else {
        kept.add(mount(place, items.get(i)));
      }
    }
    return new Json.Arr(kept);
  }

  private static boolean isSystem(Json mount) {
    return name(mount).equals("procfs at /proc") || name(mount).equals("devfs at /dev");
  }

  private static String name(Json mount) {
    return mount instanceof Json.Obj object
            && object.get("type").orElse(Json.NULL) instanceof Json.Str(String type)
            && object.get("target").orElse(Json.NULL) instanceof Json.Str(String target)
        ? type + " at " + target
        : "";
  }

  private Json mount(String path, Json value) {
    if (!(value instanceof Json.Obj(Map<String, Json> given))
        || !(given.get("options") instanceof Json.Obj(Map<String, Json> old))) {
      return value;
    }
    Map<String, Json> options = new LinkedHashMap<>(old);
    Json integrityOnly = options.remove("integrity_only");
    if (integrityOnly != null) {
      changes.add(path + ".options.integrity_only: left out, MAC says it");
      if (integrityOnly.equals(Json.of(true)) && options.putIfAbsent("MAC", Json.of("")) == null) {
        changes.add(path + ".options.MAC: added, \"\"");
      }
    }
    options.computeIfPresent(
        "layers", (_, layers) -> mounts(path + ".options.layers", layers, false));
    Map<String, Json> members = new LinkedHashMap<>(given);
    members.put("options", new Json.Obj(options));
    return new Json.Obj(members);
  }
}
