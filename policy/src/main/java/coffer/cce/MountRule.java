package coffer.cce;

import coffer.json.Json;
import java.util.List;

/// A mount that a container may have.
///
/// @param source literal text or, after `sandbox://` or `hugepages://`, a regular expression
public record MountRule(String destination, String source, String type, List<String> options) {
  public MountRule {
    options = List.copyOf(options);
  }

  /// A bind mount with the options that the service asks for.
  public static MountRule bind(String destination, String source, boolean readOnly) {
    return new MountRule(
        destination, source, "bind", List.of("rbind", "rshared", readOnly ? "ro" : "rw"));
  }

  public Json.Obj toJson() {
    return Json.object()
        .put("destination", destination)
        .put("source", source)
        .put("type", type)
        .put("options", Json.strings(options))
        .build();
  }
}
