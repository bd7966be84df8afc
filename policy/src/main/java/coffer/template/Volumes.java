package coffer.template;

import coffer.bytes.MalformedException;
import coffer.cce.MountRule;
import coffer.cce.VolumeSource;
import coffer.json.Json;
import coffer.python.PythonText;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Mounts that a container asks for.
public final class Volumes {
  private Volumes() {}

  /// The mount rule of one entry of `volumeMounts` for a volume of the kind `type`.
  public static MountRule mount(Json mount, Json type) {
    VolumeSource source =
        VolumeSource.of(type instanceof Json.Str(String key) ? key : "")
            .orElseThrow(
                () ->
                    new MalformedException(
                        "the volume's type is not known; one of %s wanted".formatted(types())));
    return MountRule.bind(Members.text(mount, "mountPath"), source.source(), readOnly(mount));
  }

  /// As [#mount], for an entry that names the kind itself and may replace the usual options.
  public static MountRule configuredMount(Json mount) {
    MountRule rule = mount(mount, Members.get(mount, "mountType"));
    List<Json> options = Members.list(mount, "options");
    return options.isEmpty()
        ? rule
        : new MountRule(
            rule.destination(),
            rule.source(),
            rule.type(),
            options.stream().map(PythonText::str).toList());
  }

  private static boolean readOnly(Json mount) {
    return switch (Members.get(mount, "readOnly")) {
      case Json.Null() -> false;
      case Json.Bool(boolean value) -> value;
      case Json other -> throw Members.wanted("readOnly", "a boolean", other);
    };
  }

  private static String types() {
    return Arrays.stream(VolumeSource.values())
        .map(VolumeSource::key)
        .collect(Collectors.joining(", "));
  }

  /// The kind of a volume as an ARM template declares it: the last of its members that names one.
  public static Json type(Json volume) {
    Json type = Json.NULL;
    if (volume instanceof Json.Obj(Map<String, Json> members)) {
      for (String name : members.keySet()) {
        if (VolumeSource.of(name).isPresent()) {
          type = Json.of(name);
        }
      }
    }
    return type;
  }

  /// Where a container finds its configuration map, if it has one.
  public static List<MountRule> configMap(Json properties) {
    return Members.something(properties, "configMap") instanceof Json.Null
        ? List.of()
        : List.of(MountRule.bind("/mnt/configmap", VolumeSource.EMPTY_DIR.source(), false));
  }
}
