package coffer.sandbox;

import coffer.cce.CapabilitySets;
import coffer.group.ContainerMount;
import coffer.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// One container that was allowed, ready to be started.
///
/// @param command the argument vector
/// @param env `NAME=value`
/// @param groups supplementary groups
/// @param mounts what it sees of the host
/// @param addressSpace what the command may have of it, in bytes; 0 for any number
/// @param moreEnv whether more variables come on the standard input, as an object of JSON
public record ContainerSpec(
    List<String> command,
    List<String> env,
    String workingDir,
    int uid,
    int gid,
    List<Integer> groups,
    CapabilitySets capabilities,
    boolean noNewPrivileges,
    List<ContainerMount> mounts,
    long addressSpace,
    boolean moreEnv) {
  /// The file mode creation mask that policies expect.
  public static final int UMASK = 0022;

  static final Path FILE = Path.of("container.json");

  public ContainerSpec {
    command = List.copyOf(command);
    env = List.copyOf(env);
    groups = List.copyOf(groups);
    mounts = List.copyOf(mounts);
  }

  static ContainerSpec load() throws IOException {
    Json.Obj in = Json.parseObject(Files.readAllBytes(FILE));
    Json.Obj sets = in.object("capabilities");
    return new ContainerSpec(
        in.strings("command"),
        in.strings("env"),
        in.string("workingDir"),
        (int) in.number("uid"),
        (int) in.number("gid"),
        in.strings("groups").stream().map(Integer::parseUnsignedInt).toList(),
        new CapabilitySets(
            sets.strings("ambient"),
            sets.strings("bounding"),
            sets.strings("effective"),
            sets.strings("inheritable"),
            sets.strings("permitted")),
        isTrue(in, "noNewPrivileges"),
        ContainerMount.parse(in.list("mounts")),
        in.number("addressSpace"),
        isTrue(in, "moreEnv"));
  }

  private static boolean isTrue(Json.Obj in, String member) {
    return in.get(member).orElse(Json.NULL).equals(Json.of(true));
  }

  void save() throws IOException {
    Json.Obj out =
        Json.object()
            .put("command", Json.strings(command))
            .put("env", Json.strings(env))
            .put("workingDir", workingDir)
            .put("uid", uid)
            .put("gid", gid)
            .put("groups", Json.strings(groups.stream().map(Integer::toUnsignedString).toList()))
            .put("capabilities", capabilities.toJson())
            .put("noNewPrivileges", noNewPrivileges)
            .put("mounts", ContainerMount.toJson(mounts))
            .put("addressSpace", addressSpace)
            .put("moreEnv", moreEnv)
            .build();
    Files.writeString(FILE, out.toCompact());
  }
}
