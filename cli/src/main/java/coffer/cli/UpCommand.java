package coffer.cli;

import coffer.bytes.Bytes;
import coffer.evidence.Verdict;
import coffer.group.GroupSpec;
import coffer.group.GroupState;
import coffer.group.PlatformNames;
import coffer.group.PublishedPort;
import coffer.host.Group;
import coffer.host.Groups;
import coffer.host.UserFolders;
import coffer.identity.Identity;
import coffer.json.Json;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import coffer.vault.SecretStore;
import coffer.workload.Secret;
import coffer.workload.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
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
      "itself and give it its secrets. A group of the same name is replaced."
    },
    footer = {
      "",
      "Example: a service, an image of a registry, and one from a file.",
      "  coffer up greeter",
      "  coffer up --image example.azurecr.io/web:1 --port 8080",
      "  coffer up --image python.tar --port 8080 -- python3 -m http.server 8080"
    })
final class UpCommand implements Callable<Integer> {
  private static final Duration GRACE = Duration.ofSeconds(10);

  @Mixin WorkloadOptions options = new WorkloadOptions();

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
    Steps steps = Steps.on(spec.commandLine().getErr());
    Workload workload = options.workload();
    UserFolders folders = UserFolders.of(System.getenv());
    Groups groups = new Groups(folders);
    PortCheck.check(workload, groups);
    // Open until the group has read its image, so that nobody collects it as garbage.
    try (ImageAccess images = options.access(workload)) {
      ImageLocation.OnDisk image =
          Preparation.fetch(images, Preparation.image(options, workload, steps), steps);
      Preparation prepared = Preparation.of(options, workload, images, image, steps);
      GroupSpec wanted = groupSpec(prepared, image, folders);
      storeSecrets(workload, wanted.secretStore());
      Group old = groups.find(workload.name()).orElse(null);
      if (old != null) {
        old.remove(GRACE);
      }
      Startup startup = new Startup(prepared, steps, wait);
      return switch (startup.run(() -> groups.start(wanted, prepared.plan().policy()))) {
        case Startup.Outcome.Up up -> report(up, prepared, steps);
        case Startup.Outcome.Denied(GroupState.Denied denied) -> reportDenial(denied, prepared);
      };
    }
  }

  private GroupSpec groupSpec(Preparation prepared, ImageLocation.OnDisk image, UserFolders folders)
      throws IOException, InterruptedException {
    Workload workload = prepared.workload();
    return new GroupSpec(
        workload.name(),
        Instant.now(),
        prepared.plan().identity().hostData(),
        image.path().toRealPath(),
        image.name(),
        prepared.plan().container(),
        workload.ports().stream()
            .map(port -> new PublishedPort(port.container(), port.host()))
            .toList(),
        workload.peers().stream()
            .map(peer -> new PublishedPort(peer.container(), peer.host()))
            .toList(),
        owners(workload, prepared.plan().identity().hostData()),
        folders.secrets(workload.name()),
        new PlatformNames(workload.platform().attestation(), workload.platform().vault()),
        runtime.resolve());
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

  private int report(Startup.Outcome.Up up, Preparation prepared, Steps steps) throws IOException {
    Bytes hostData = prepared.plan().identity().hostData();
    boolean trusted = up.verdict() instanceof Verdict.Trusted;
    PrintWriter out = spec.commandLine().getOut();
    if (output.json) {
      out.println(
          Json.object()
              .put("name", prepared.workload().name())
              .put("urls", Json.strings(urls(up.ports())))
              .put("identity", prepared.plan().identity().toJson())
              .put("verdict", up.verdict().toJson())
              .put("released", Json.strings(List.copyOf(up.released())))
              .build()
              .toCompact());
    } else {
      spec.commandLine().getErr().print(checks(up.verdict()));
      spec.commandLine().getErr().flush();
      urls(up.ports()).forEach(url -> out.println("url       " + url));
      out.println("identity  host_data " + hostData.toHex());
      out.println("verdict   " + up.verdict().summary());
      out.flush();
      PrintWriter err = spec.commandLine().getErr();
      notAskedFor(prepared.workload(), up.released(), err);
      err.println(
          "done in %s; coffer logs -f %s, coffer down %2$s"
              .formatted(steps.total(), prepared.workload().name()));
    }
    return trusted ? ExitCode.OK : ExitCode.REJECTED;
  }

  /// Every check that was made, and what was not checked.
  private static String checks(Verdict verdict) {
    VerdictTable table = new VerdictTable();
    verdict.checks().forEach(table::line);
    verdict.notChecked().forEach(table::notChecked);
    return table.toString();
  }

  private static void notAskedFor(Workload workload, Set<String> released, PrintWriter err) {
    List<String> open =
        workload.secrets().stream().map(Secret::name).filter(s -> !released.contains(s)).toList();
    if (!open.isEmpty()) {
      err.println("secrets that the service did not ask for yet: " + String.join(", ", open));
    }
  }

  static List<String> urls(List<PublishedPort> ports) {
    return ports.stream().map(port -> "http://127.0.0.1:" + port.host()).toList();
  }

  private int reportDenial(GroupState.Denied denied, Preparation prepared) {
    PrintWriter err = spec.commandLine().getErr();
    Path suggestion = prepared.output().resolve(Startup.SUGGESTION);
    if (output.json) {
      spec.commandLine()
          .getOut()
          .println(
              Json.object()
                  .put("name", prepared.workload().name())
                  .put("denied", true)
                  .put("nearest", denied.nearest())
                  .put("differences", Json.strings(denied.differences()))
                  .put("changes", Json.strings(denied.changes()))
                  .build()
                  .toCompact());
    }
    err.println("error: the policy denies the container; nothing was started");
    err.println("nearest container of the policy: " + denied.nearest());
    denied.differences().forEach(difference -> err.println("  " + difference));
    if (Files.exists(suggestion)) {
      err.println("this change allows it (and makes it another identity):");
      denied.changes().forEach(change -> err.println("  " + change));
      err.println("hint: read and approve %s, then run with --policy %1$s".formatted(suggestion));
    } else {
      err.println("hint: no change of a policy allows this");
    }
    return ExitCode.REJECTED;
  }
}
