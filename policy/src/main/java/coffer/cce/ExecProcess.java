package coffer.cce;

import coffer.json.Json;
import java.util.List;

/// A further process that may be started in a running container, such as a probe.
///
/// @param command the argument vector; text, but templates may hold other values
/// @param signals numbers of the signals that it may be sent
public record ExecProcess(List<Json> command, List<Json> signals) {
  public ExecProcess {
    command = List.copyOf(command);
    signals = List.copyOf(signals);
  }

  public static ExecProcess of(String... command) {
    return new ExecProcess(PolicyContainer.texts(List.of(command)), List.of());
  }

  public Json.Obj toJson() {
    return Json.object().put("command", command).put("signals", signals).build();
  }
}
