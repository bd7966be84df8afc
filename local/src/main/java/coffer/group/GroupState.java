package coffer.group;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;

/// How far a group has come: the content of `state.json`.
public sealed interface GroupState {
  /// Not yet running; `step` says in words what is being done.
  record Starting(String step) implements GroupState {}

  /// The policy allowed the container, and it was started.
  ///
  /// @param droppedEnv variables that were asked for and that the policy removes
  record Running(List<String> droppedEnv) implements GroupState {
    public Running {
      droppedEnv = List.copyOf(droppedEnv);
    }
  }

  /// The policy does not allow the container; nothing was started.
  ///
  /// @param nearest the container of the policy that is nearest to what was asked for
  /// @param differences `field: wanted x, found y`
  /// @param changes of the policy that would allow it; empty when none can
  record Denied(String nearest, List<String> differences, List<String> changes)
      implements GroupState {
    public Denied {
      differences = List.copyOf(differences);
      changes = List.copyOf(changes);
    }
  }

  /// The image is not what it says it is.
  record Malformed(String problem) implements GroupState {}

  /// The machine did not do its part.
  record Failed(String problem) implements GroupState {}

  /// The container ended by itself, with an exit code (128 and the signal's number when a signal
  /// ended it).
  record Exited(int code) implements GroupState {}

  /// The state of a group whose folder has none yet is [Starting].
  static GroupState load(GroupFolder folder) throws IOException {
    try {
      return parse(Json.parseObject(Files.readAllBytes(folder.state())));
    } catch (NoSuchFileException _) {
      return new Starting("starting");
    }
  }

  private static GroupState parse(Json.Obj in) {
    return switch (in.string("state")) {
      case "starting" -> new Starting(in.string("step"));
      case "running" -> new Running(in.strings("droppedEnv"));
      case "denied" ->
          new Denied(in.string("nearest"), in.strings("differences"), in.strings("changes"));
      case "malformed" -> new Malformed(in.string("problem"));
      case "failed" -> new Failed(in.string("problem"));
      case "exited" -> new Exited((int) in.number("code"));
      case String other -> throw new MalformedException("state: unknown '" + other + "'");
    };
  }

  default void save(GroupFolder folder) throws IOException {
    GroupFolder.write(folder.state(), toJson().toPretty() + "\n");
  }

  /// One word: `starting`, `running`, `denied`, `malformed`, `failed` or `exited`.
  default String word() {
    return toJson().string("state");
  }

  private Json.Obj toJson() {
    return switch (this) {
      case Starting(String step) ->
          Json.object().put("state", "starting").put("step", step).build();
      case Running(List<String> droppedEnv) ->
          Json.object().put("state", "running").put("droppedEnv", Json.strings(droppedEnv)).build();
      case Denied(String nearest, List<String> differences, List<String> changes) ->
          Json.object()
              .put("state", "denied")
              .put("nearest", nearest)
              .put("differences", Json.strings(differences))
              .put("changes", Json.strings(changes))
              .build();
      case Malformed(String problem) ->
          Json.object().put("state", "malformed").put("problem", problem).build();
      case Failed(String problem) ->
          Json.object().put("state", "failed").put("problem", problem).build();
      case Exited(int code) -> Json.object().put("state", "exited").put("code", code).build();
    };
  }
}
