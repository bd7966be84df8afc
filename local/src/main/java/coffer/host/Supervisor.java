package coffer.host;

import coffer.agent.GuestAgent;
import coffer.evidence.SnpVerifier;
import coffer.evidence.TrustRoots;
import coffer.evidence.Verdict;
import coffer.group.DocumentServer;
import coffer.group.GroupFolder;
import coffer.group.GroupHardware;
import coffer.group.GroupSpec;
import coffer.group.GroupState;
import coffer.group.PortListeners;
import coffer.group.PortTargets;
import coffer.group.PublishedPort;
import coffer.json.Json;
import coffer.sandbox.GroupNamespaces;
import coffer.sandbox.JavaCommand;
import coffer.simulator.DevelopmentRoot;
import coffer.vault.SecretStore;
import coffer.vault.Vault;
import coffer.vault.VaultService;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;

/// The process that stands outside of one group for as long as it runs: the hardware, the vault,
/// the published ports, and the parent of the guest agent. The group's folder is its current
/// folder.
public final class Supervisor {
  private static final GroupFolder FOLDER = new GroupFolder(Path.of(""));
  private static final int AGENT_MEGABYTES = 384;

  private final GroupSpec spec;

  private Supervisor(GroupSpec spec) {
    this.spec = spec;
  }

  /// The arguments are for readers of the process list, and for [GroupProcesses].
  public static void main(String[] args) throws IOException, InterruptedException {
    try {
      new Supervisor(GroupSpec.load(FOLDER)).run(Path.of(args[0]));
    } catch (IOException | RuntimeException e) {
      new GroupState.Failed(String.valueOf(e.getMessage())).save(FOLDER);
      throw e;
    }
  }

  private void run(Path group) throws IOException, InterruptedException {
    Path data = UserFolders.of(System.getenv()).data();
    try (Closeable _ = Platform.start(spec, FOLDER, data);
        PortListeners ports = PortListeners.published(spec.ports(), FOLDER.portsSocket());
        DocumentServer _ =
            DocumentServer.listen(FOLDER.peersSocket(), PortTargets.peers(spec.peers())::serve);
        Closeable _ = hardware()) {
      GroupFolder.write(FOLDER.ports(), PublishedPort.toJson(ports.bound()).toCompact());
      int exit = runAgent(group);
      if (GroupState.load(FOLDER) instanceof GroupState.Starting) {
        new GroupState.Failed(agentProblem(exit)).save(FOLDER);
      } else if (GroupState.load(FOLDER) instanceof GroupState.Running) {
        new GroupState.Failed("the guest agent was ended from outside").save(FOLDER);
      }
    }
  }

  /// The hardware, and with it those who hand out secrets.
  private Closeable hardware() throws IOException {
    SecretStore secrets = SecretStore.open(spec.secretStore());
    return switch (spec.hardware()) {
      case GroupHardware.Snp snp -> guest(snp, secrets);
      case GroupHardware.Sgx sgx -> EnclaveHost.start(sgx, secrets, FOLDER);
    };
  }

  private static Closeable guest(GroupHardware.Snp snp, SecretStore secrets) throws IOException {
    DevelopmentRoot root = DevelopmentRoot.loadOrCreate(DevelopmentRoot.folder(System.getenv()));
    Hardware hardware = new Hardware(SimulatedGuestReports.of(root, snp.hostData()));
    VaultService vault = vault(snp, root, secrets);
    DocumentServer reports = DocumentServer.start(FOLDER.hardwareSocket(), hardware::answer);
    DocumentServer releases = DocumentServer.start(FOLDER.vaultSocket(), vault::handle);
    return () -> {
      try (reports;
          releases) {
        // both are closed
      }
    };
  }

  private static VaultService vault(
      GroupHardware.Snp snp, DevelopmentRoot root, SecretStore secrets) {
    SnpVerifier verifier =
        new SnpVerifier(TrustRoots.amd().withDevelopmentRoot(root.certificate()));
    Vault vault = new Vault(secrets, verifier, Clock.systemUTC());
    return new VaultService(vault, snp.secrets(), Supervisor::record);
  }

  private static synchronized void record(String secret, Verdict verdict) {
    String line =
        Json.object()
                .put("secret", secret)
                .put("released", verdict instanceof Verdict.Trusted)
                .put("verdict", verdict.summary())
                .build()
                .toCompact()
            + "\n";
    try {
      Files.writeString(
          FOLDER.releases(), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static int runAgent(Path group) throws IOException, InterruptedException {
    List<String> agent = JavaCommand.of(GuestAgent.class, AGENT_MEGABYTES, group.toString());
    ProcessBuilder builder =
        new ProcessBuilder(GroupNamespaces.enter(agent))
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(FOLDER.agentLog().toFile());
    builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
    // Names of files in images are UTF-8 wherever they are unpacked.
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    java.lang.Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process.waitFor();
  }

  private static String agentProblem(int exit) throws IOException {
    String log = Files.readString(FOLDER.agentLog()).strip();
    return log.isEmpty()
        ? "the guest agent ended with exit code " + exit
        : "the guest agent ended with exit code %d: %s"
            .formatted(exit, log.lines().findFirst().orElse(""));
  }
}
