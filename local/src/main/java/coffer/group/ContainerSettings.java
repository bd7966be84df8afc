package coffer.group;

import coffer.json.Json;
import java.util.List;

/// What a host asks the guest to start from an image.
///
/// @param command the argument vector
/// @param env `NAME=value`
/// @param workingDir absolute
/// @param user `uid`, `uid:gid` or names of the image; empty is root
public record ContainerSettings(
    List<String> command, List<String> env, String workingDir, String user) {
  public ContainerSettings {
    command = List.copyOf(command);
    env = List.copyOf(env);
  }

  static ContainerSettings parse(Json.Obj in) {
    return new ContainerSettings(
        in.strings("command"), in.strings("env"), in.string("workingDir"), in.string("user"));
  }

  Json.Obj toJson() {
    return Json.object()
        .put("command", Json.strings(command))
        .put("env", Json.strings(env))
        .put("workingDir", workingDir)
        .put("user", user)
        .build();
  }
}
