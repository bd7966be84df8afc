package coffer.group;

import coffer.bytes.Bytes;
import coffer.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a group is asked to be: the content of `group.json`.
///
/// @param hostData SHA-256 of the policy text (32 bytes)
/// @param image the image's file or folder
/// @param imageName which image of an archive that holds several
/// @param secrets the names of the secrets that the group may ask for
/// @param secretStore the folder that holds them
public record GroupSpec(
    String name,
    Instant created,
    Bytes hostData,
    Path image,
    Optional<String> imageName,
    ContainerSettings container,
    List<PublishedPort> ports,
    List<String> secrets,
    Path secretStore,
    Runtime runtime) {
  public GroupSpec {
    ports = List.copyOf(ports);
    secrets = List.copyOf(secrets);
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
        in.strings("secrets"),
        Path.of(in.string("secretStore")),
        Runtime.parse(in.string("runtime")));
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
        .put("secrets", Json.strings(secrets))
        .put("secretStore", secretStore.toString())
        .put("runtime", runtime.toString());
    GroupFolder.write(folder.spec(), out.build().toPretty() + "\n");
  }
}
