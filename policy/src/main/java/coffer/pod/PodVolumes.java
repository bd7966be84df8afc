package coffer.pod;

import coffer.cce.MountRule;
import coffer.cce.VolumeSource;
import coffer.json.Json;
import coffer.python.PythonText;
import coffer.template.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The mounts of a pod's containers. Some kinds of volume are read-only whatever the pod says.
final class PodVolumes {
  static final Set<String> READ_ONLY = Set.of("configMap", "secret", "downwardAPI", "projected");

  private final List<Json> volumes;
  private final List<Json> claims;

  PodVolumes(Workload workload) {
    this.volumes = Members.list(workload.spec(), "volumes");
    this.claims = workload.volumeClaimTemplates();
  }

  List<MountRule> mounts(Json container) {
    List<MountRule> mounts = new ArrayList<>();
    for (Json mount : Members.list(container, "volumeMounts")) {
      mounts.add(
          MountRule.bind(
              Members.text(mount, "mountPath"),
              VolumeSource.EMPTY_DIR.source(),
              isReadOnly(Members.get(mount, "name")) || readOnly(mount)));
    }
    return mounts;
  }

  private static boolean readOnly(Json mount) {
    return switch (Members.something(mount, "readOnly")) {
      case Json.Null() -> false;
      case Json.Bool(boolean value) -> value;
      case Json other -> throw Members.wanted("readOnly", "a boolean", other);
    };
  }

  private boolean isReadOnly(Json name) {
    for (Json volume : volumes) {
      if (Members.get(volume, "name").equals(name)) {
        return volume instanceof Json.Obj(Map<String, Json> members)
            && (members.keySet().stream().anyMatch(READ_ONLY::contains)
                || PythonText.truthy(members.getOrDefault("readOnly", Json.NULL)));
      }
    }
    return claims.stream()
        .filter(claim -> Members.get(Members.get(claim, "metadata"), "name").equals(name))
        .findFirst()
        .filter(PodVolumes::isReadOnlyMany)
        .isPresent();
  }

  private static boolean isReadOnlyMany(Json claim) {
    return switch (Members.get(Members.get(claim, "spec"), "accessModes")) {
      case Json.Arr(List<Json> modes) -> modes.contains(Json.of("ReadOnlyMany"));
      case Json.Str(String mode) -> mode.contains("ReadOnlyMany");
      case Json.Null() -> false;
      case Json other -> throw Members.wanted("accessModes", "a list", other);
    };
  }
}
