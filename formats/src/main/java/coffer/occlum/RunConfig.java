package coffer.occlum;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.nio.file.Path;
import java.util.List;

/// What the library OS takes from its configuration at start, as far as it rules what may run: the
/// content of `.Occlum_sys.json` ([InternalConfig]).
///
/// @param userSpace the most memory that its programs have together, in bytes
/// @param imageMac the root MAC that the service's image must have, 16 bytes
/// @param initMac that of the initfs
/// @param entryPoints folders and programs that may be started, absolute paths
/// @param mounts of the service, in the order of the document
public record RunConfig(
    long userSpace,
    Bytes imageMac,
    Bytes initMac,
    List<String> entryPoints,
    OcclumConfig.Environment environment,
    List<Mount> mounts) {
  public RunConfig {
    entryPoints = List.copyOf(entryPoints);
    mounts = List.copyOf(mounts);
  }

  public static RunConfig parse(byte[] json) {
    Member.Findings findings = new Member.Findings();
    Member in = new Member("", Json.parseObject(json), findings);
    long userSpace = in.object("resource_limits").size("user_space_max_size").bytes();
    OcclumConfig.Environment environment = OcclumReader.environment(in.object("env"));
    List<Member> stages = in.objects("app");
    Member init = stage("init", stages);
    Member app = stage("app", stages);
    List<Mount> mounts = OcclumReader.mounts(app.objects("mount"), findings, 0);
    List<String> entryPoints = app.texts("entry_points");
    List<Mount> initMounts = OcclumReader.mounts(init.objects("mount"), findings, 0);
    if (!findings.problems().isEmpty()) {
      throw new MalformedException(String.join("; ", findings.problems()));
    }
    return new RunConfig(
        userSpace,
        imageMac("app", mounts),
        imageMac("init", initMounts),
        entryPoints,
        environment,
        mounts);
  }

  private static Member stage(String name, List<Member> stages) {
    return stages.stream()
        .filter(stage -> stage.text("stage").equals(name))
        .findFirst()
        .orElseThrow(() -> new MalformedException("app: one of stage '%s' wanted".formatted(name)));
  }

  private static Bytes imageMac(String stage, List<Mount> mounts) {
    String mac =
        mounts.stream()
            .filter(Mount::isRoot)
            .flatMap(root -> root.image().stream())
            .map(image -> image.options().mac())
            .findFirst()
            .orElseThrow(
                () ->
                    new MalformedException(
                        "app: stage '%s': no image with a MAC is mounted as the root"
                            .formatted(stage)));
    return MacText.parse(String.valueOf(mac));
  }

  /// Whether `program` may be started: it is, or lies below, one of the entry points.
  public boolean mayStart(String program) {
    Path path = Path.of(program).normalize();
    return path.isAbsolute() && entryPoints.stream().anyMatch(path::startsWith);
  }
}
