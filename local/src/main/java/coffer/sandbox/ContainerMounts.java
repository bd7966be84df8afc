package coffer.sandbox;

import static coffer.linux.Linux.MS_NODEV;
import static coffer.linux.Linux.MS_NOEXEC;
import static coffer.linux.Linux.MS_NOSUID;
import static coffer.linux.Linux.MS_RDONLY;
import static coffer.linux.Linux.MS_STRICTATIME;

import coffer.group.ContainerMount;
import coffer.linux.Linux;
import coffer.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/// What is mounted in a container besides its layers, by the built-in launcher: the kernel's file
/// systems, the harmless devices, the files of [EtcFiles]. What would let a container reach beyond
/// itself is covered or read-only (OCI runtime specification, "Default Filesystems", "Default
/// Devices", masked and read-only paths as container engines have them).
record ContainerMounts(String root, Ownership ownership) {
  private static final long QUIET = MS_NOSUID | MS_NOEXEC | MS_NODEV;
  private static final List<String> DEVICES =
      List.of("null", "zero", "full", "random", "urandom", "tty");
  static final List<String> COVERED =
      List.of(
          "/proc/acpi",
          "/proc/asound",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/proc/sysrq-trigger",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/sys/firmware");
  static final List<String> READ_ONLY = List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys");

  /// Mounts all of it, and `more`; the calling process is the first of the container's pid
  /// namespace.
  void mount(List<ContainerMount> more) throws IOException {
    folder("/proc");
    Linux.mount("proc", root + "/proc", "proc", QUIET, "");
    devices();
    folder("/sys");
    sys();
    for (String path : COVERED) {
      cover(path);
    }
    for (String path : READ_ONLY) {
      if (Files.exists(Path.of(root + path))) {
        Linux.bind(root + path, root + path);
        Linux.makeReadOnly(root + path, QUIET);
      }
    }
    etc();
    for (ContainerMount mount : more) {
      mount(mount);
    }
  }

  private void mount(ContainerMount mount) throws IOException {
    Path target = place(mount);
    if (mount.source().isEmpty()) {
      Linux.mount("tmpfs", target.toString(), "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
      return;
    }
    Linux.bind(mount.source(), target.toString());
    if (!mount.writable()) {
      Linux.makeReadOnly(target.toString(), MS_NOSUID | MS_NODEV);
    }
  }

  /// A file or folder for a mount, made when it is missing, with no link on the way to it.
  private Path place(ContainerMount mount) throws IOException {
    Path target = Path.of(mount.target()).normalize();
    for (int i = 1; i < target.getNameCount(); i++) {
      folder("/" + target.subpath(0, i));
    }
    Path place = Path.of(root + target);
    if (mount.source().isEmpty() || Files.isDirectory(Path.of(mount.source()))) {
      folder(target.toString());
    } else if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      Files.createFile(place);
    } else if (Files.isSymbolicLink(place)) {
      throw new IOException("the image's %s is a link".formatted(target));
    }
    return place;
  }

  private void devices() throws IOException {
    folder("/dev");
    String dev = root + "/dev";
    Linux.mount("tmpfs", dev, "tmpfs", MS_NOSUID | MS_NODEV | MS_STRICTATIME, "mode=755,size=64k");
    for (String device : DEVICES) {
      Files.createFile(Path.of(dev, device));
      Linux.bind("/dev/" + device, dev + "/" + device);
    }
    Linux.makeFolder(dev + "/pts", 0755);
    String tty = ownership.keepsOwners() ? ",gid=5" : "";
    Linux.mount(
        "devpts",
        dev + "/pts",
        "devpts",
        MS_NOSUID | MS_NOEXEC,
        "newinstance,ptmxmode=0666,mode=0620" + tty);
    Linux.makeFolder(dev + "/shm", 01777);
    Linux.mount("shm", dev + "/shm", "tmpfs", QUIET, "mode=1777,size=64m");
    Linux.makeFolder(dev + "/mqueue", 0755);
    if (ownership.keepsOwners()) {
      Linux.mount("mqueue", dev + "/mqueue", "mqueue", QUIET, "");
    }
    Linux.symlink("pts/ptmx", dev + "/ptmx");
    Linux.symlink("/proc/self/fd", dev + "/fd");
    Linux.symlink("/proc/self/fd/0", dev + "/stdin");
    Linux.symlink("/proc/self/fd/1", dev + "/stdout");
    Linux.symlink("/proc/self/fd/2", dev + "/stderr");
  }

  /// A namespace with one id is nested in the one that owns the group's network, and may not mount
  /// a view of it: it gets the view that is there.
  private void sys() throws LinuxException {
    if (ownership.keepsOwners()) {
      Linux.mount("sysfs", root + "/sys", "sysfs", QUIET | MS_RDONLY, "");
    } else {
      Linux.bind("/sys", root + "/sys");
      Linux.makeReadOnly(root + "/sys", QUIET);
    }
  }

  private void cover(String path) throws IOException {
    Path file = Path.of(root + path);
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      Linux.mount("tmpfs", file.toString(), "tmpfs", QUIET | MS_RDONLY, "size=0");
    } else if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      Linux.bind("/dev/null", file.toString());
    }
  }

  private void etc() throws IOException {
    folder("/etc");
    for (String name : EtcFiles.present()) {
      Path target = Path.of(root + "/etc/" + name);
      if (Files.isSymbolicLink(target)) {
        Files.delete(target);
      }
      if (!Files.exists(target)) {
        Files.createFile(target);
      }
      Linux.bind(EtcFiles.FOLDER.resolve(name).toString(), target.toString());
    }
  }

  /// A folder of the container's root that must be one: following a link here would leave it.
  private void folder(String path) throws IOException {
    Path folder = Path.of(root + path);
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException("the image's %s is no folder".formatted(path));
      }
    } else {
      Linux.makeFolder(Linux.utf8(folder.toString()), 0755);
    }
  }
}
