package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.evidence.Verdict;
import coffer.group.GroupHardware;
import coffer.group.GroupState;
import coffer.group.PublishedPort;
import coffer.host.Group;
import coffer.workload.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Starts a group and stays with it until it answers and has proved itself. A group that does not
/// get that far is taken away again, also when this process is interrupted.
final class Startup {
  /// The policy that would have allowed what was denied, in the output folder.
  static final String SUGGESTION = "policy.suggested.rego";

  private static final int LOG_LINES = 10;
  private static final long POLL_MILLIS = 20;

  private final Launch launch;
  private final Steps steps;
  private final int waitSeconds;

  Startup(Launch launch, Steps steps, int waitSeconds) {
    this.launch = launch;
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
    Files.deleteIfExists(launch.output().folder().resolve(SUGGESTION));
    steps.step("hardware", _ -> launch.proof().hardware(), words -> words);
    Group group = starting.call();
    Thread interrupted = new Thread(() -> remove(group));
    java.lang.Runtime.getRuntime().addShutdownHook(interrupted);
    boolean up = false;
    try {
      Outcome outcome = run(group);
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

  private Outcome run(Group group) throws Exception {
    GroupState state =
        steps.step("start", doing -> started(group, doing), reached -> words(reached));
    switch (state) {
      case GroupState.Denied denied -> {
        if (Files.exists(group.suggestedPolicy())) {
          launch.output().writeWhole(SUGGESTION, Files.readAllBytes(group.suggestedPolicy()));
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
    if (!launch.workload().secrets().isEmpty()) {
      steps.step(
          "secret",
          _ -> released(group),
          names -> names.isEmpty() ? "not asked for yet" : String.join(", ", names) + handing());
    }
    Verdict verdict =
        steps.step("verify", _ -> launch.proof().judge(group, launch.output()), Verdict::summary);
    return new Outcome.Up(ports, verdict, released(group));
  }

  private String handing() {
    return launch.spec().hardware() instanceof GroupHardware.Sgx ? " handed over" : " released";
  }

  /// A guest asks for its secrets; an enclave was handed them.
  private Set<String> released(Group group) throws IOException {
    return switch (launch.spec().hardware()) {
      case GroupHardware.Snp _ -> group.released();
      case GroupHardware.Sgx sgx ->
          sgx.secrets().stream()
              .map(GroupHardware.SecretVariable::secret)
              .collect(Collectors.toCollection(TreeSet::new));
    };
  }

  private String words(GroupState state) {
    return switch (state) {
      case GroupState.Running(List<String> dropped) ->
          dropped.isEmpty()
              ? launch.proof().permission()
              : launch.proof().permission() + ", without " + String.join(", ", dropped);
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
    Port port = launch.workload().ports().getFirst();
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
}
