package coffer.oci;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The configuration of an image (OCI config; Docker's is the same but for members that do not
/// matter here): what runs, how, and the digests of its layers as uncompressed tars, base first.
///
/// A text that the document leaves out is empty, a list that it leaves out is empty. `env` holds
/// `NAME=value` in the document's order; `exposedPorts` (such as `8080/tcp`) and `volumes` are
/// sorted. `created` is RFC 3339 text or empty.
public record ImageConfig(
    Platform platform,
    String created,
    List<String> env,
    List<String> entrypoint,
    List<String> cmd,
    String workingDir,
    String user,
    String stopSignal,
    List<String> exposedPorts,
    List<String> volumes,
    SortedMap<String, String> labels,
    List<Digest> diffIds,
    List<History> history) {
  /// How one layer, or an empty step between layers, came about.
  public record History(String created, String createdBy, boolean emptyLayer) {
    static History read(Json.Obj in) {
      return new History(
          in.optionalString("created").orElse(""),
          in.optionalString("created_by").orElse(""),
          in.get("empty_layer").orElse(Json.NULL).equals(Json.of(true)));
    }

    Json.Obj toJson() {
      Json.ObjectBuilder out = Json.object();
      Members.putText(out, "created", created);
      Members.putText(out, "created_by", createdBy);
      if (emptyLayer) {
        out.put("empty_layer", true);
      }
      return out.build();
    }
  }

  public ImageConfig {
    env = List.copyOf(env);
    entrypoint = List.copyOf(entrypoint);
    cmd = List.copyOf(cmd);
    exposedPorts = exposedPorts.stream().sorted().toList();
    volumes = volumes.stream().sorted().toList();
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    diffIds = List.copyOf(diffIds);
    history = List.copyOf(history);
  }

  public String os() {
    return platform.os();
  }

  public String architecture() {
    return platform.architecture();
  }

  /// What the image starts: the entry point, then `Cmd`.
  public List<String> command() {
    return Stream.concat(entrypoint.stream(), cmd.stream()).toList();
  }

  /// Parses the document.
  public static ImageConfig parse(byte[] json) {
    Json.Obj in = Json.parseObject(json);
    Json.Obj config = Members.isAbsent(in, "config") ? Json.object().build() : in.object("config");
    return new ImageConfig(
        Platform.read(in),
        in.optionalString("created").orElse(""),
        config.strings("Env"),
        config.strings("Entrypoint"),
        config.strings("Cmd"),
        config.optionalString("WorkingDir").orElse(""),
        config.optionalString("User").orElse(""),
        config.optionalString("StopSignal").orElse(""),
        Members.keys(config, "ExposedPorts"),
        Members.keys(config, "Volumes"),
        Members.texts(config, "Labels"),
        Members.object(in, "rootfs", ImageConfig::diffIds),
        Members.objects(in, "history", History::read));
  }

  private static List<Digest> diffIds(Json.Obj rootfs) {
    String type = rootfs.string("type");
    if (!type.equals("layers")) {
      throw new MalformedException("member 'type': 'layers' wanted, found '" + type + "'");
    }
    return Members.digests(rootfs, "diff_ids");
  }

  /// The canonical document: compact, members in a fixed order, empty members left out.
  public byte[] toBytes() {
    Json.ObjectBuilder out = Json.object();
    Members.putText(out, "created", created);
    platform.toJson().members().forEach(out::put);
    out.put("config", configJson())
        .put(
            "rootfs",
            Json.object()
                .put("type", "layers")
                .put("diff_ids", Json.strings(diffIds.stream().map(Digest::toString).toList()))
                .build());
    if (!history.isEmpty()) {
      out.put("history", history.stream().map(History::toJson).toList());
    }
    return SchemaVersion.utf8(out.build());
  }

  private Json.Obj configJson() {
    Json.ObjectBuilder out = Json.object();
    Members.putText(out, "User", user);
    Members.putSet(out, "ExposedPorts", exposedPorts);
    Members.putStrings(out, "Env", env);
    Members.putStrings(out, "Entrypoint", entrypoint);
    Members.putStrings(out, "Cmd", cmd);
    Members.putSet(out, "Volumes", volumes);
    Members.putText(out, "WorkingDir", workingDir);
    Members.putTexts(out, "Labels", labels);
    Members.putText(out, "StopSignal", stopSignal);
    return out.build();
  }
}
