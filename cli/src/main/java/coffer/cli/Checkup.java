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
          new Program("unshare", "util-linux", true, "makes the sandbox of a container group"),
          new Program("runc", "runc", false, "starts containers; else the built-in launcher does"),
          new Program("newuidmap", "uidmap", false, "several user ids without root"),
          new Program("buildah", "buildah", false, "RUN steps of a Dockerfile"),
          new Program("skopeo", "skopeo", false, "copies images between formats"));

  private Checkup() {}

  static List<Finding> ofThisMachine() {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(kernel());
    findings.add(userNamespaces());
    PROGRAMS.forEach(program -> findings.add(program(program)));
    findings.add(device("sev-guest", "AMD SEV-SNP guest", "/dev/sev-guest", "/dev/sev"));
    findings.add(device("sgx", "Intel SGX", "/dev/sgx_enclave", "/dev/sgx/enclave"));
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

  private static Finding userNamespaces() {
    String name = "namespaces";
    if ("root".equals(System.getProperty("user.name"))) {
      return new Finding(name, State.THERE, "running as root", "");
    }
    Optional<String> limit = firstLine(Path.of("/proc/sys/user/max_user_namespaces"));
    Optional<String> clone = firstLine(Path.of("/proc/sys/kernel/unprivileged_userns_clone"));
    boolean allowed = !limit.orElse("0").equals("0") && !clone.orElse("1").equals("0");
    return allowed
        ? new Finding(name, State.THERE, "user namespaces for ordinary users", "")
        : new Finding(
            name,
            State.MISSING,
            "this kernel gives ordinary users no user namespaces",
            clone.isPresent()
                ? "sysctl -w kernel.unprivileged_userns_clone=1 (as root)"
                : "sysctl -w user.max_user_namespaces=15000 (as root)");
  }

  private static Finding program(Program program) {
    Optional<Path> path = onPath(program.name());
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

  private static Optional<Path> onPath(String program) {
    String folders = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/sbin:/sbin";
    return Stream.of(folders.split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Optional<String> firstLine(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.findFirst();
    } catch (IOException | java.io.UncheckedIOException absent) {
      return Optional.empty();
    }
  }
}
