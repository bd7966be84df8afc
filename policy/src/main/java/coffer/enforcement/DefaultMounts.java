package coffer.enforcement;

import java.util.List;
import java.util.stream.Stream;

/// Mounts that every container may have, whatever its policy says (hcsshim,
/// `pkg/securitypolicy/securitypolicy_linux.go`).
public final class DefaultMounts {
  /// For all containers. The control group file system stands here in both versions.
  public static final List<RequestedMount> ALL =
      Stream.concat(
              Stream.of(
                  mount("/proc", "proc", "proc", "nosuid noexec nodev"),
                  mount("/dev", "tmpfs", "tmpfs", "nosuid strictatime mode=755 size=65536k"),
                  mount(
                      "/dev/pts",
                      "devpts",
                      "devpts",
                      "nosuid noexec newinstance ptmxmode=0666 mode=0620 gid=5"),
                  mount("/dev/shm", "tmpfs", "shm", "nosuid noexec nodev mode=1777 size=65536k"),
                  mount("/dev/mqueue", "mqueue", "mqueue", "nosuid noexec nodev"),
                  mount("/sys", "sysfs", "sysfs", "nosuid noexec nodev ro"),
                  mount("/run", "tmpfs", "tmpfs", "nosuid strictatime mode=755 size=65536k")),
              controlGroups("ro"))
          .toList();

  /// For containers that may be privileged.
  public static final List<RequestedMount> PRIVILEGED =
      Stream.concat(controlGroups("rw"), Stream.of(writableSys())).toList();

  /// For the pause container.
  public static final List<RequestedMount> SANDBOX = List.of(writableSys());

  private DefaultMounts() {}

  private static Stream<RequestedMount> controlGroups(String access) {
    return Stream.of("cgroup", "cgroup2")
        .map(type -> mount("/sys/fs/cgroup", type, type, "nosuid noexec nodev relatime " + access));
  }

  private static RequestedMount writableSys() {
    return mount("/sys", "sysfs", "sysfs", "nosuid noexec nodev rw");
  }

  private static RequestedMount mount(
      String destination, String type, String source, String options) {
    return new RequestedMount(destination, source, type, List.of(options.split(" ")));
  }
}
