package coffer.sandbox;

import coffer.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A container as runc wants it: a `config.json` (OCI runtime specification 1.0) in the current
/// folder. Host name, IPC and network are the group's: runc makes only the container's own mount
/// and pid namespaces.
final class RuncBundle {
  private static final String VERSION = "1.0.2";

  private RuncBundle() {}

  /// Writes the bundle; `controlGroup` is the path of its control group.
  static void write(ContainerSpec spec, String controlGroup) throws IOException {
    Json.Obj config =
        Json.object()
            .put("ociVersion", VERSION)
            .put("process", process(spec))
            .put(
                "root",
                Json.object()
                    .put("path", Path.of(RootFolder.NAME).toAbsolutePath().toString())
                    .put("readonly", false)
                    .build())
            .put("mounts", mounts())
            .put("linux", linux(controlGroup))
            .build();
    Files.writeString(Path.of("config.json"), config.toPretty());
  }

  private static Json process(ContainerSpec spec) {
    Json user =
        Json.object()
            .put("uid", Integer.toUnsignedLong(spec.uid()))
            .put("gid", Integer.toUnsignedLong(spec.gid()))
            .put("umask", ContainerSpec.UMASK)
            .put(
                "additionalGids",
                spec.groups().stream().map(gid -> Json.of(Integer.toUnsignedLong(gid))).toList())
            .build();
    return Json.object()
        .put("terminal", false)
        .put("user", user)
        .put("args", Json.strings(spec.command()))
        .put("env", Json.strings(spec.env()))
        .put("cwd", spec.workingDir())
        .put("capabilities", spec.capabilities().toJson())
        .put("noNewPrivileges", spec.noNewPrivileges())
        .build();
  }

  private static List<Json> mounts() {
    List<Json> mounts = new ArrayList<>();
    mounts.add(mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev"));
    mounts.add(mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"));
    mounts.add(
        mount(
            "/dev/pts",
            "devpts",
            "devpts",
            "nosuid",
            "noexec",
            "newinstance",
            "ptmxmode=0666",
            "mode=0620",
            "gid=5"));
    mounts.add(
        mount("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"));
    mounts.add(mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"));
    mounts.add(mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"));
    for (String name : EtcFiles.present()) {
      String source = EtcFiles.FOLDER.resolve(name).toAbsolutePath().toString();
      mounts.add(mount("/etc/" + name, "bind", source, "rbind", "rw"));
    }
    return mounts;
  }

  private static Json mount(String destination, String type, String source, String... options) {
    return Json.object()
        .put("destination", destination)
        .put("type", type)
        .put("source", source)
        .put("options", Json.strings(List.of(options)))
        .build();
  }

  private static Json linux(String controlGroup) {
    return Json.object()
        .put("cgroupsPath", controlGroup)
        .put(
            "namespaces",
            List.of(
                Json.object().put("type", "pid").build(),
                Json.object().put("type", "mount").build()))
        .put(
            "resources",
            Json.object()
                .put(
                    "devices",
                    List.of(Json.object().put("allow", false).put("access", "rwm").build()))
                .build())
        .put("maskedPaths", Json.strings(ContainerMounts.COVERED))
        .put("readonlyPaths", Json.strings(ContainerMounts.READ_ONLY))
        .build();
  }
}
