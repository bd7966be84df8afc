package coffer.define;

import coffer.cce.EnvRule;
import coffer.cce.ImageDefaults;
import coffer.cce.ImageFacts;
import coffer.cce.MountRule;
import coffer.cce.ServiceDefaults;
import coffer.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The definition of a container that does what its image says.
public final class ImageDefinition {
  /// Where the container is to run.
  public enum Service {
    CONTAINER_INSTANCES,
    VIRTUAL_NODE
  }

  private static final List<Json> ANY_STOP_SIGNAL = List.of(Json.of(3));

  private ImageDefinition() {}

  /// Members in the order of the reference generator; those that the image leaves open are missing.
  /// An entry point hides the image's command, and any stop signal counts as SIGQUIT.
  public static Json.Obj of(String image, ImageFacts facts, Service service) {
    ImageDefaults defaults = facts.defaults();
    Json.ObjectBuilder out =
        Json.object()
            .put("id", image)
            .put("name", image)
            .put("layers", Json.strings(facts.layers()))
            .put("platform", facts.platform())
            .put("mounts", mounts(service));
    List<String> command =
        defaults.entrypoint().isEmpty() ? defaults.command() : defaults.entrypoint();
    if (!command.isEmpty()) {
      out.put("command", Json.strings(command));
    }
    if (!defaults.env().isEmpty()) {
      out.put(
          "env_rules", defaults.env().stream().map(text -> EnvRule.string(text).toJson()).toList());
    }
    if (!defaults.workingDir().isEmpty()) {
      out.put("working_dir", defaults.workingDir());
    }
    if (!defaults.stopSignal().isEmpty()) {
      out.put("signals", ANY_STOP_SIGNAL);
    }
    return out.build();
  }

  private static List<Json.Obj> mounts(Service service) {
    return switch (service) {
      case CONTAINER_INSTANCES ->
          ServiceDefaults.CONTAINER_INSTANCES.mounts().stream().map(MountRule::toJson).toList();
      case VIRTUAL_NODE ->
          ServiceDefaults.VIRTUAL_NODE.mounts().stream().map(ImageDefinition::sorted).toList();
    };
  }

  /// A mount with its members in alphabetical order, as those of pods are written.
  static Json.Obj sorted(MountRule mount) {
    Map<String, Json> members = new LinkedHashMap<>();
    mount.toJson().members().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(member -> members.put(member.getKey(), member.getValue()));
    return new Json.Obj(members);
  }
}
