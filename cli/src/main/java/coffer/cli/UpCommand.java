package coffer.cli;

import coffer.bytes.Bytes;
import coffer.enclave.CheckedPackage;
import coffer.group.GroupHardware;
import coffer.group.GroupSpec;
import coffer.group.GroupState;
import coffer.group.PlatformNames;
import coffer.group.PublishedPort;
import coffer.host.Group;
import coffer.host.Groups;
import coffer.host.UserFolders;
import coffer.identity.Identity;
import coffer.javaimage.Folders;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import coffer.vault.SecretStore;
import coffer.workload.Secret;
import coffer.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Does the whole journey on this machine.
@Command(
    name = "up",
    description = {
      "Build a service, compute its identity, run it under its policy, have it prove",
      "itself and give it its secrets. A group of the same name is replaced.",
      "With --tee sgx: the service's enclave package for Occlum is built and checked, and its",
      "files run as the enclave's configuration allows, beside a simulated SGX."
    },
    footer = {
      "",
      "Example: a service, an image of a registry, and one from a file.",
      "  coffer up greeter",
      "  coffer up --image example.azurecr.io/web:1 --port 8080",
      "  coffer up --image python.tar --port 8080 -- python3 -m http.server 8080",
      "Example: an enclave, with the configuration conf/local-config.json inside.",
      "  coffer up operator --tee sgx --config local"
    })
final class UpCommand implements Callable<Integer> {
  private static final Duration GRACE = Duration.ofSeconds(10);

  @Mixin WorkloadOptions options = new WorkloadOptions();

  @Option(
      names = "--tee",
      paramLabel = "snp|sgx",
      description = "A confidential container, or an enclave (default: snp).")
  Tee tee = Tee.SNP;

  @Option(
      names = "--package",
      paramLabel = "FOLDER",
      description = "Enclaves: run this package, which a build left, and build none.")
  @Nullable Path given;

  @Mixin EnclaveBuildOptions enclave = new EnclaveBuildOptions();

  @Option(
      names = "--runtime",
      paramLabel = "RUNTIME",
      description = "Who starts the container: builtin, runc or auto (default: auto).")
  RuntimeChoice runtime = RuntimeChoice.AUTO;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "How long the service may take to listen (default: 60).")
  int wait = 60;

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Workload workload = options.workload();
    PortCheck.check(workload, groups());
    return switch (tee) {
      case SNP -> runGuest(workload);
      case SGX -> runEnclave(workload);
    };
  }

  private static UserFolders folders() {
    return UserFolders.of(System.getenv());
  }

  private static Groups groups() {
    return new Groups(folders());
  }

  private UpReport report() {
    return new UpReport(spec.commandLine().getOut(), spec.commandLine().getErr(), output.json);
  }

  private int runGuest(Workload workload) throws Exception {
    if (given != null) {
      throw new CommandFailure(ExitCode.USAGE, "--package goes with --tee sgx", "");
    }
    enclave.requireNone("it goes with --tee sgx");
    Steps steps = Steps.on(spec.commandLine().getErr());
    // Open until the group has read its image, so that nobody collects it as garbage.
    try (ImageAccess images = options.access(workload)) {
      ImageLocation.OnDisk image =
          Preparation.fetch(images, Preparation.image(options, workload, steps), steps);
      Preparation prepared = Preparation.of(options, workload, images, image, steps);
      Identity identity = prepared.plan().identity();
      GroupSpec wanted =
          new GroupSpec(
              workload.name(),
              Instant.now(),
              new GroupHardware.Snp(identity.hostData(), owners(workload, identity.hostData())),
              image.path().toRealPath(),
              image.name(),
              prepared.plan().container(),
              published(workload),
              peers(workload),
              folders().secrets(workload.name()),
              platform(workload),
              runtime.resolve());
      return run(
          new Launch(
              workload,
              wanted,
              prepared.plan().policy(),
              prepared.output(),
              new GuestProof(identity)),
          steps);
    }
  }

  private int runEnclave(Workload workload) throws Exception {
    Steps steps = Steps.on(spec.commandLine().getErr());
    EnclaveUp up =
        new EnclaveUp(workload, options, enclave, runtime, steps, spec.commandLine().getErr());
    Path work = Files.createTempDirectory("coffer-up-");
    try {
      Path root = work.resolve("root");
      CheckedPackage checked = up.check(up.packageFolder(given), work, root);
      return checked.findings().isEmpty()
          ? run(up.launch(checked, root), steps)
          : report().refused(checked);
    } finally {
      Folders.delete(work);
    }
  }

  private int run(Launch launch, Steps steps) throws Exception {
    storeSecrets(launch.workload(), launch.spec().secretStore());
    Group old = groups().find(launch.workload().name()).orElse(null);
    if (old != null) {
      old.remove(GRACE);
    }
    Startup startup = new Startup(launch, steps, wait);
    return switch (startup.run(() -> groups().start(launch.spec(), launch.policy()))) {
      case Startup.Outcome.Up up -> report().up(up, launch, steps);
      case Startup.Outcome.Denied(GroupState.Denied denied) -> report().denied(denied, launch);
    };
  }

  static List<PublishedPort> published(Workload workload) {
    return workload.ports().stream()
        .map(port -> new PublishedPort(port.container(), port.host()))
        .toList();
  }

  static List<PublishedPort> peers(Workload workload) {
    return workload.peers().stream()
        .map(peer -> new PublishedPort(peer.container(), peer.host()))
        .toList();
  }

  static PlatformNames platform(Workload workload) {
    return new PlatformNames(workload.platform().attestation(), workload.platform().vault());
  }

  /// Who may have each secret: the approved identity, or else whatever is started now.
  private static Map<String, Bytes> owners(Workload workload, Bytes hostData) throws IOException {
    Map<String, Bytes> owners = new LinkedHashMap<>();
    for (Secret secret : workload.secrets()) {
      Bytes owner =
          secret instanceof Secret.FromFile(_, _, String identity) && identity != null
              ? Identity.parse(Files.readAllBytes(workload.resolve(identity))).hostData()
              : hostData;
      owners.put(secret.name(), owner);
    }
    return owners;
  }

  private static void storeSecrets(Workload workload, Path folder) throws IOException {
    SecretStore store = SecretStore.open(folder);
    for (Secret secret : workload.secrets()) {
      switch (secret) {
        case Secret.Generated(String name, int bytes) -> store.generate(name, bytes);
        case Secret.FromFile(String name, String file, _) ->
            store.importFile(name, workload.resolve(file));
      }
    }
  }
}
