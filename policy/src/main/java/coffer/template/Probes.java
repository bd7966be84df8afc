package coffer.template;

import coffer.bytes.MalformedException;
import coffer.cce.ExecProcess;
import coffer.json.Json;
import java.util.List;
import java.util.Optional;

/// Probes that start a process in the container.
public final class Probes {
  private Probes() {}

  /// The process of the probe `name` in the properties of a container; empty for other probes.
  public static Optional<ExecProcess> process(Json properties, String name) {
    Json exec = Members.something(Members.something(properties, name), "exec");
    if (exec instanceof Json.Null) {
      return Optional.empty();
    }
    List<Json> command = Members.list(exec, "command");
    if (command.isEmpty()) {
      throw new MalformedException("member '" + name + "': its exec has no command");
    }
    return Optional.of(new ExecProcess(command, List.of()));
  }
}
