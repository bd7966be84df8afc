package coffer.group;

import coffer.json.Json;
import java.util.ArrayList;
import java.util.List;

/// Something of the host that a container gets beside its image.
///
/// @param source a file or folder of the host, absolute; empty for a folder in memory
/// @param target an absolute path inside the container
public record ContainerMount(String source, String target, boolean writable) {
  /// Without source: a folder in memory.
  public static ContainerMount inMemory(String target) {
    return new ContainerMount("", target, true);
  }

  public static Json toJson(List<ContainerMount> mounts) {
    return new Json.Arr(mounts.stream().map(ContainerMount::toJson).toList());
  }

  private Json toJson() {
    return Json.object()
        .put("source", source)
        .put("target", target)
        .put("writable", writable)
        .build();
  }

  public static List<ContainerMount> parse(List<Json> items) {
    List<ContainerMount> mounts = new ArrayList<>();
    for (Json item : items) {
      if (item instanceof Json.Obj mount) {
        mounts.add(
            new ContainerMount(
                mount.string("source"),
                mount.string("target"),
                mount.get("writable").orElse(Json.NULL).equals(Json.of(true))));
      }
    }
    return mounts;
  }
}
