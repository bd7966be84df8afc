package coffer.cli;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.evidence.SnpEvidence;
import coffer.evidence.SnpExpectations;
import coffer.evidence.SnpVerifier;
import coffer.evidence.TrustRoots;
import coffer.evidence.Verdict;
import coffer.group.GroupState;
import coffer.group.PublishedPort;
import coffer.host.Group;
import coffer.json.Json;
import coffer.simulator.DevelopmentRoot;
import coffer.skr.GuestEvidence;
import coffer.workload.Port;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// Starts a group and stays with it until it answers and has proved itself. A group that does not
/// get that far is taken away again, also when this process is interrupted.
final class Startup {
  /// The policy that would have allowed what was denied, in the output folder.
  static final String SUGGESTION = "policy.suggested.rego";

  private static final int NONCE_BYTES = 32;
  private static final int LOG_LINES = 10;
  private static final long POLL_MILLIS = 20;

  private final Preparation prepared;
  private final Steps steps;
  private final int waitSeconds;

  Startup(Preparation prepared, Steps steps, int waitSeconds) {
    this.prepared = prepared;
    this.steps = steps;
    this.waitSeconds = waitSeconds;
  }

  /// How it ended.
  sealed interface Outcome {
    /// It runs and has been judged.
    record Up(List<PublishedPort> ports, Verdict verdict, Set<String> released)
        implements Outcome {}

    /// The policy does not allow it.
    record Denied(GroupState.Denied denial) implements Outcome {}
  }

  Outcome run(Callable<Group> starting) throws Exception {
    Files.deleteIfExists(prepared.output().resolve(SUGGESTION));
    DevelopmentRoot root =
        steps.step(
            "hardware",
            _ -> DevelopmentRoot.loadOrCreate(DevelopmentRoot.folder(System.getenv())),
            _ -> "simulated SEV-SNP, development root");
    Group group = starting.call();
    Thread interrupted = new Thread(() -> remove(group));
    java.lang.Runtime.getRuntime().addShutdownHook(interrupted);
    boolean up = false;
    try {
      Outcome outcome = run(group, root);
      up = outcome instanceof Outcome.Up;
      return outcome;
    } finally {
      java.lang.Runtime.getRuntime().removeShutdownHook(interrupted);
      if (!up) {
        remove(group);
      }
    }
  }

  private static void remove(Group group) {
    try {
      group.remove(Duration.ZERO);
    } catch (IOException e) {
      System.getLogger(Startup.class.getName())
          .log(System.Logger.Level.WARNING, "what was started stays; coffer down removes it", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Outcome run(Group group, DevelopmentRoot root) throws Exception {
    GroupState state =
        steps.step("start", doing -> started(group, doing), reached -> words(reached));
    switch (state) {
      case GroupState.Denied denied -> {
        if (Files.exists(group.suggestedPolicy())) {
          prepared.writeWhole(SUGGESTION, Files.readAllBytes(group.suggestedPolicy()));
        }
        return new Outcome.Denied(denied);
      }
      case GroupState.Malformed(String problem) -> throw new MalformedException(problem);
      case GroupState.Failed(String problem) ->
          throw new CommandFailure(
              ExitCode.ENVIRONMENT, problem, "coffer doctor looks at this machine");
      case GroupState.Exited(int code) -> throw ended(group, code);
      case GroupState.Starting _, GroupState.Running _ -> {}
    }
    List<PublishedPort> ports = group.ports();
    if (!ports.isEmpty()) {
      steps.step("answer", doing -> listening(group, doing), open -> "port %d".formatted(open));
    }
    if (!prepared.workload().secrets().isEmpty()) {
      steps.step(
          "secret",
          _ -> group.released(),
          names -> names.isEmpty() ? "not asked for yet" : String.join(", ", names) + " released");
    }
    Verdict verdict = steps.step("verify", _ -> judge(group, root), judged -> judged.summary());
    return new Outcome.Up(ports, verdict, group.released());
  }

  private static String words(GroupState state) {
    return switch (state) {
      case GroupState.Running(List<String> dropped) ->
          dropped.isEmpty()
              ? "allowed by the policy"
              : "allowed by the policy, without " + String.join(", ", dropped);
      case GroupState.Denied _ -> "denied by the policy";
      default -> state.word();
    };
  }

  /// The first state that is not about to change.
  private static GroupState started(Group group, Consumer<String> doing) throws Exception {
    while (true) {
      GroupState state = group.state();
      if (state instanceof GroupState.Starting(String step)) {
        doing.accept(step);
        Thread.sleep(POLL_MILLIS);
      } else {
        return state;
      }
    }
  }

  /// The first port of the service, once something listens on it.
  private int listening(Group group, Consumer<String> doing) throws Exception {
    Port port = prepared.workload().ports().getFirst();
    long end = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
    doing.accept("waiting for port " + port.container());
    while (System.nanoTime() < end) {
      if (group.state() instanceof GroupState.Exited(int code)) {
        throw ended(group, code);
      }
      if (isOpen(group, port)) {
        return port.container();
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new CommandFailure(
        ExitCode.REJECTED,
        "the service does not listen on port %d after %d seconds%s"
            .formatted(port.container(), waitSeconds, lastLines(group)),
        "another port with --port, more time with --wait");
  }

  private static boolean isOpen(Group group, Port port) {
    try {
      return group.isOpen(port.container());
    } catch (IOException justEnded) {
      return false;
    }
  }

  private static CommandFailure ended(Group group, int code) throws IOException {
    return new CommandFailure(
        ExitCode.REJECTED,
        "the container ended at once with exit code %d%s".formatted(code, lastLines(group)),
        "");
  }

  private static String lastLines(Group group) throws IOException {
    if (!Files.exists(group.log())) {
      return "";
    }
    List<String> lines = LogText.last(group.log(), LOG_LINES);
    return lines.isEmpty() ? "; it wrote nothing" : "; it wrote\n  " + String.join("\n  ", lines);
  }

  /// Asks for a report over a fresh nonce, keeps it, and judges it.
  private Verdict judge(Group group, DevelopmentRoot root) throws IOException {
    byte[] random = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(random);
    String nonce = Base64Text.url(random);
    Bytes runtimeData =
        Bytes.of(
            Json.object().put("nonce", nonce).build().toCompact().getBytes(StandardCharsets.UTF_8));
    GuestEvidence shown = group.attest(runtimeData);
    byte[] chain = shown.chainPem().getBytes(StandardCharsets.ISO_8859_1);
    prepared.writeWhole("evidence/report.bin", shown.report().toArray());
    prepared.writeWhole("evidence/chain.pem", chain);
    prepared.writeWhole("evidence/runtime-data.json", runtimeData.toArray());
    SnpExpectations wanted =
        SnpExpectations.strict()
            .withHostData(prepared.plan().identity().hostData())
            .withNonce(runtimeData, nonce);
    Verdict verdict =
        new SnpVerifier(TrustRoots.amd().withDevelopmentRoot(root.certificate()))
            .verify(SnpEvidence.parse(shown.report().toArray(), chain), wanted, Instant.now());
    prepared.writeWhole(
        "verdict.json", (verdict.toJson().toPretty() + "\n").getBytes(StandardCharsets.UTF_8));
    return verdict;
  }
}
