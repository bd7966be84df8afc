package coffer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What this machine has of what Coffer uses.
final class Checkup {
  enum State {
    THERE,
    /// Not there, and only some things need it.
    OPTIONAL,
    /// Not there, and the local target needs it.
    MISSING
  }

  /// `found` says what was seen and what it is for; `mend` is what to do, empty when nothing is.
  record Finding(String name, State state, String found, String mend) {
    boolean blocks() {
      return state == State.MISSING;
    }
  }

  private record Program(String name, String debianPackage, boolean needed, String purpose) {}

  private static final List<Program> PROGRAMS =
      List.of(
          new Program("unshare", "util-linux", true, "makes the namespaces of a container group"),
          new Program("setsid", "util-linux", true, "lets a container group outlive the command"),
          new Program("runc", "runc", false, "starts containers; else the built-in launcher does"),
          new Program("newuidmap", "uidmap", false, "several user ids without root"),
          new Program("buildah", "buildah", false, "RUN steps of a Dockerfile"),
          new Program("skopeo", "skopeo", false, "copies images between formats"));

  private Checkup() {}

  static List<Finding> ofThisMachine() {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(kernel());
    findings.add(namespaces());
    findings.add(overlay());
    PROGRAMS.forEach(program -> findings.add(program(program)));
    findings.add(device("sev-guest", "AMD SEV-SNP guest", "/dev/sev-guest", "/dev/sev"));
    findings.addAll(new SgxCheckup(Path.of("/")).findings());
    return findings;
  }

  private static Finding java() {
    return new Finding(
        "jdk", State.THERE, Runtime.version() + " in " + System.getProperty("java.home"), "");
  }

  private static Finding kernel() {
    boolean linux = System.getProperty("os.name", "").equals("Linux");
    String found = System.getProperty("os.name") + " " + System.getProperty("os.version");
    return linux
        ? new Finding("kernel", State.THERE, found, "")
        : new Finding(
            "kernel",
            State.MISSING,
            found + "; the local target needs Linux",
            "use a Linux machine or VM");
  }

  /// Makes the namespaces of a group once, which is the only way to know.
  private static Finding namespaces() {
    String name = "namespaces";
    String[] own = {"unshare", "--mount", "--pid", "--ipc", "--uts", "--net", "--fork", "true"};
    if (Programs.succeeds(own)) {
      return new Finding(name, State.THERE, "made as the superuser", "");
    }
    if (Programs.succeeds(
        Stream.concat(Stream.of("unshare", "--user", "--map-root-user"), Stream.of(own).skip(1))
            .toArray(String[]::new))) {
      return new Finding(name, State.THERE, "made as an ordinary user", "");
    }
    boolean debian = Files.exists(Path.of("/proc/sys/kernel/unprivileged_userns_clone"));
    return new Finding(
        name,
        State.MISSING,
        "this kernel does not let you make them",
        debian
            ? "sysctl -w kernel.unprivileged_userns_clone=1 (as root)"
            : "sysctl -w user.max_user_namespaces=15000 (as root); inside a container: run it"
                + " privileged");
  }

  private static Finding overlay() {
    boolean there =
        lines(Path.of("/proc/filesystems")).stream().anyMatch(line -> line.endsWith("\toverlay"));
    return new Finding(
        "overlayfs",
        there ? State.THERE : State.OPTIONAL,
        there ? "in this kernel" : "not loaded; the kernel may load it when it is needed",
        there ? "" : "modprobe overlay (as root)");
  }

  private static Finding program(Program program) {
    Optional<Path> path = Programs.find(program.name());
    if (path.isPresent()) {
      return new Finding(program.name(), State.THERE, path.get().toString(), "");
    }
    return new Finding(
        program.name(),
        program.needed() ? State.MISSING : State.OPTIONAL,
        "not on the PATH; " + program.purpose(),
        "apt-get install " + program.debianPackage());
  }

  private static Finding device(String name, String what, String... paths) {
    for (String path : paths) {
      if (Files.exists(Path.of(path))) {
        return new Finding(name, State.THERE, path, "");
      }
    }
    return new Finding(name, State.OPTIONAL, what + ": none; the local target simulates it", "");
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException absent) {
      return List.of();
    }
  }
}
