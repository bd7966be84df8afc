package coffer.agent;

import coffer.cce.CapabilitySets;
import coffer.enforcement.ContainerRequest;
import coffer.enforcement.DefaultMounts;
import coffer.enforcement.RequestedMount;
import coffer.group.ContainerSettings;
import coffer.group.GroupSpec;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What Azure's host asks of the agent for a container: what the user wants, and what the service
/// itself mounts.
final class HostRequest {
  private static final String SANDBOX_MOUNTS = "/run/gcs/c/%s/sandboxMounts";

  /// The mounts of every container that both launchers make.
  private static final Set<String> MOUNTED =
      Set.of("/proc", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue", "/sys");

  private HostRequest() {}

  /// `layers` are the root hashes that were found, not those that the host says.
  static ContainerRequest of(GroupSpec spec, List<String> layers, Accounts.Identity user) {
    ContainerSettings container = spec.container();
    String folder = SANDBOX_MOUNTS.formatted(spec.name());
    RequestedMount resolver =
        new RequestedMount(
            "/etc/resolv.conf",
            folder + "/tmp/atlas/resolvconf/" + spec.name(),
            "bind",
            List.of("rbind", "rshared", "rw"));
    List<RequestedMount> mounts =
        Stream.concat(
                DefaultMounts.ALL.stream().filter(mount -> MOUNTED.contains(mount.destination())),
                Stream.of(resolver))
            .toList();
    return ContainerRequest.of(layers, container.command())
        .env(container.env())
        .workingDir(container.workingDir())
        .user(user.user(), user.groups())
        .mounts(mounts)
        .capabilities(CapabilitySets.UNPRIVILEGED)
        .folders(new ContainerRequest.Folders(folder, folder + "/hugepages", Set.of()))
        .build();
  }
}
