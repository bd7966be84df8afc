package coffer.host;

import java.nio.file.Path;
import java.util.Map;

/// Where a user's groups and secrets lie (XDG base directory specification).
///
/// @param state `$XDG_STATE_HOME/coffer`, else `~/.local/state/coffer`
/// @param data `$XDG_DATA_HOME/coffer`, else `~/.local/share/coffer`
public record UserFolders(Path state, Path data) {
  public static UserFolders of(Map<String, String> environment) {
    return new UserFolders(
        folder(environment, "XDG_STATE_HOME", ".local/state"),
        folder(environment, "XDG_DATA_HOME", ".local/share"));
  }

  private static Path folder(Map<String, String> environment, String variable, String fallback) {
    String configured = environment.getOrDefault(variable, "");
    Path base =
        configured.startsWith("/")
            ? Path.of(configured)
            : Path.of(environment.getOrDefault("HOME", "/"), fallback);
    return base.resolve("coffer");
  }

  Path groups() {
    return state.resolve("groups");
  }

  /// The vault's folder for one workload.
  public Path secrets(String workload) {
    return data.resolve("secrets").resolve(workload);
  }
}
