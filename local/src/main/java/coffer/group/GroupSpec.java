package coffer.group;

import coffer.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a group is asked to be: the content of `group.json`.
///
/// @param hardware what is simulated
/// @param image the image's file or folder
/// @param imageName which image of an archive that holds several
/// @param peers ports of the host that the group may reach
/// @param secretStore the folder that holds them
public record GroupSpec(
    String name,
    Instant created,
    GroupHardware hardware,
    Path image,
    Optional<String> imageName,
    ContainerSettings container,
    List<PublishedPort> ports,
    List<PublishedPort> peers,
    Path secretStore,
    PlatformNames platform,
    Runtime runtime) {
  public GroupSpec {
    ports = List.copyOf(ports);
    peers = List.copyOf(peers);
  }

  public static GroupSpec load(GroupFolder folder) throws IOException {
    Json.Obj in = Json.parseObject(Files.readAllBytes(folder.spec()));
    return new GroupSpec(
        in.string("name"),
        Instant.parse(in.string("created")),
        GroupHardware.parse(in.object("hardware")),
        Path.of(in.string("image")),
        in.optionalString("imageName"),
        ContainerSettings.parse(in.object("container")),
        PublishedPort.parse(in.list("ports")),
        PublishedPort.parse(in.list("peers")),
        Path.of(in.string("secretStore")),
        PlatformNames.parse(in.object("platform")),
        Runtime.parse(in.string("runtime")));
  }

  public void save(GroupFolder folder) throws IOException {
    Json.ObjectBuilder out =
        Json.object()
            .put("name", name)
            .put("created", created.toString())
            .put("hardware", hardware.toJson())
            .put("image", image.toString());
    imageName.ifPresent(text -> out.put("imageName", text));
    out.put("container", container.toJson())
        .put("ports", PublishedPort.toJson(ports))
        .put("peers", PublishedPort.toJson(peers))
        .put("secretStore", secretStore.toString())
        .put("platform", platform.toJson())
        .put("runtime", runtime.toString());
    GroupFolder.write(folder.spec(), out.build().toPretty() + "\n");
  }
}
