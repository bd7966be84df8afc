package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.group.ContainerMount;
import coffer.group.GroupHardware;
import coffer.identity.SgxIdentity;
import coffer.occlum.Mount;
import coffer.occlum.RunConfig;
import coffer.workload.Secret;
import coffer.workload.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an enclave's configuration lets a host decide, applied to what this host wants.
record EnclaveRules(Workload workload, RunConfig config) {
  /// Refuses a program that the enclave would not start.
  void requireEntryPoint(String program) {
    if (!config.mayStart(program)) {
      throw new CommandFailure(
          ExitCode.REJECTED,
          "%s is below none of the enclave's entry points: %s"
              .formatted(program, String.join(", ", config.entryPoints())),
          "entry_points of Occlum.json names what may be started");
    }
  }

  /// The enclave's own variables, and those of `given` in their place.
  Map<String, String> environment(Map<String, String> given) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (String variable : config.environment().defaults()) {
      String[] parts = variable.split("=", 2);
      environment.put(parts[0], parts.length == 2 ? parts[1] : "");
    }
    for (String name : given.keySet()) {
      requireUntrusted("--env", name);
    }
    environment.putAll(given);
    return environment;
  }

  private void requireUntrusted(String what, String name) {
    if (!untrusted().contains(name)) {
      throw new CommandFailure(
          ExitCode.REJECTED,
          "%s: the enclave takes no variable %s from the host; it takes: %s"
              .formatted(
                  what, name, untrusted().isEmpty() ? "none" : String.join(", ", untrusted())),
          "add it to env.untrusted of Occlum.json and build again");
    }
  }

  private List<String> untrusted() {
    return config.environment().untrusted();
  }

  /// The variables that the host's environment decides: nothing else has.
  List<String> hostVariables(
      Map<String, String> given, List<GroupHardware.SecretVariable> secrets) {
    return untrusted().stream()
        .filter(name -> !given.containsKey(name))
        .filter(name -> secrets.stream().noneMatch(secret -> secret.variable().equals(name)))
        .toList();
  }

  /// The variable of each secret, for the enclave `identity`: the one of its name, in which `-` and
  /// `_`, lower and upper case are the same.
  List<GroupHardware.SecretVariable> secrets(SgxIdentity identity) throws IOException {
    List<GroupHardware.SecretVariable> variables = new ArrayList<>();
    for (Secret secret : workload.secrets()) {
      String variable =
          untrusted().stream()
              .filter(name -> plain(name).equals(plain(secret.name())))
              .findFirst()
              .orElse(plain(secret.name()));
      requireUntrusted("secret " + secret.name(), variable);
      var found =
          new GroupHardware.SecretVariable(
              variable, secret.name(), secret instanceof Secret.Generated);
      if (secret instanceof Secret.FromFile(_, String file, String owner)) {
        found.value(Files.readAllBytes(workload.resolve(file)));
        requireOwner(secret.name(), owner, identity);
      }
      variables.add(found);
    }
    return variables;
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  private void requireOwner(String secret, @Nullable String owner, SgxIdentity identity)
      throws IOException {
    if (owner == null) {
      return;
    }
    Path file = workload.resolve(owner);
    SgxIdentity wanted;
    try {
      wanted = SgxIdentity.parse(Files.readAllBytes(file));
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
    if (!wanted.mrEnclave().equals(identity.mrEnclave())) {
      throw new CommandFailure(
          ExitCode.REJECTED,
          "secret %s: MRENCLAVE %s may have it, found %s"
              .formatted(secret, wanted.mrEnclave(), identity.mrEnclave()),
          "%s says who may".formatted(file));
    }
  }

  /// What the enclave sees of the host. A folder of the system is read-only here, and what an
  /// enclave keeps on the host's disk is kept in memory; both are told.
  List<ContainerMount> mounts(PrintWriter err) {
    List<ContainerMount> mounts = new ArrayList<>();
    for (Mount mount : config.mounts()) {
      switch (mount.type()) {
        case HOSTFS -> mounts.add(ofHost(mount, err));
        case RAMFS -> mounts.add(ContainerMount.inMemory(mount.target()));
        case SEFS, UNIONFS, EXT2 -> {
          if (!mount.target().equals("/")) {
            err.println(
                "note: %s is kept in memory, until the group ends".formatted(mount.target()));
            mounts.add(ContainerMount.inMemory(mount.target()));
          }
        }
        case PROCFS, DEVFS -> {}
      }
    }
    return mounts;
  }

  private ContainerMount ofHost(Mount mount, PrintWriter err) {
    String source = mount.source() == null ? "." : mount.source();
    Path folder = workload.resolve(source);
    if (!Files.exists(folder)) {
      throw new CommandFailure(
          ExitCode.ENVIRONMENT,
          "%s: mounted at %s of the enclave, and not there".formatted(folder, mount.target()),
          "mkdir %s".formatted(folder));
    }
    boolean own = !Path.of(source).isAbsolute();
    if (!own) {
      err.println("note: %s, the host's %s, is read-only here".formatted(mount.target(), source));
    }
    return new ContainerMount(folder.toString(), mount.target(), own);
  }
}
