package coffer.group;

import coffer.bytes.Bytes;
import coffer.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a group is asked to be: the content of `group.json`.
///
/// @param hostData SHA-256 of the policy text (32 bytes)
/// @param image the image's file or folder
/// @param imageName which image of an archive that holds several
/// @param peers ports of the host that the group may reach
/// @param secrets what the group may ask for, by name, with the host data (32 bytes) that may have
///   it
/// @param secretStore the folder that holds them
public record GroupSpec(
    String name,
    Instant created,
    Bytes hostData,
    Path image,
    Optional<String> imageName,
    ContainerSettings container,
    List<PublishedPort> ports,
    List<PublishedPort> peers,
    Map<String, Bytes> secrets,
    Path secretStore,
    PlatformNames platform,
    Runtime runtime) {
  public GroupSpec {
    ports = List.copyOf(ports);
    peers = List.copyOf(peers);
    secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
  }

  public static GroupSpec load(GroupFolder folder) throws IOException {
    Json.Obj in = Json.parseObject(Files.readAllBytes(folder.spec()));
    return new GroupSpec(
        in.string("name"),
        Instant.parse(in.string("created")),
        Bytes.parseHex(in.string("hostData")),
        Path.of(in.string("image")),
        in.optionalString("imageName"),
        ContainerSettings.parse(in.object("container")),
        PublishedPort.parse(in.list("ports")),
        PublishedPort.parse(in.list("peers")),
        secrets(in.object("secrets")),
        Path.of(in.string("secretStore")),
        PlatformNames.parse(in.object("platform")),
        Runtime.parse(in.string("runtime")));
  }

  private static Map<String, Bytes> secrets(Json.Obj in) {
    Map<String, Bytes> secrets = new LinkedHashMap<>();
    in.members().keySet().forEach(name -> secrets.put(name, Bytes.parseHex(in.string(name))));
    return secrets;
  }

  private Json secretsJson() {
    Json.ObjectBuilder out = Json.object();
    secrets.forEach((name, owner) -> out.put(name, owner.toHex()));
    return out.build();
  }

  public void save(GroupFolder folder) throws IOException {
    Json.ObjectBuilder out =
        Json.object()
            .put("name", name)
            .put("created", created.toString())
            .put("hostData", hostData.toHex())
            .put("image", image.toString());
    imageName.ifPresent(text -> out.put("imageName", text));
    out.put("container", container.toJson())
        .put("ports", PublishedPort.toJson(ports))
        .put("peers", PublishedPort.toJson(peers))
        .put("secrets", secretsJson())
        .put("secretStore", secretStore.toString())
        .put("platform", platform.toJson())
        .put("runtime", runtime.toString());
    GroupFolder.write(folder.spec(), out.build().toPretty() + "\n");
  }
}
