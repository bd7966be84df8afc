package coffer.host;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.group.DocumentClient;
import coffer.group.GroupFolder;
import coffer.group.GroupSpec;
import coffer.group.GroupState;
import coffer.group.PublishedPort;
import coffer.json.Json;
import coffer.sandbox.GroupNamespaces;
import coffer.sandbox.JavaCommand;
import coffer.skr.GuestEvidence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A container group on this machine, by its folder.
public final class Group {
  private static final int SUPERVISOR_MEGABYTES = 96;
  private static final int POLL_MILLIS = 20;
  private static final int ATTEMPTS = 250;
  private static final Path CONTROL_GROUPS = Path.of("/sys/fs/cgroup");

  private final GroupFolder folder;
  private final GroupProcesses processes;

  /// Known to whoever started it; a process that has just begun does not yet look like one.
  private @Nullable Process supervisor;

  Group(Path folder) {
    this.folder = new GroupFolder(folder);
    this.processes = new GroupProcesses(folder);
  }

  public String name() {
    return folder.path().getFileName().toString();
  }

  public GroupSpec spec() throws IOException {
    return GroupSpec.load(folder);
  }

  public GroupState state() throws IOException {
    GroupState state = GroupState.load(folder);
    boolean open = state instanceof GroupState.Running || state instanceof GroupState.Starting;
    return open && !isSupervised() ? new GroupState.Failed("its processes were killed") : state;
  }

  private boolean isSupervised() throws IOException {
    return (supervisor != null && supervisor.isAlive()) || processes.areSupervised();
  }

  /// Whether any of its processes runs.
  public boolean isAlive() throws IOException {
    return (supervisor != null && supervisor.isAlive()) || !processes.find().isEmpty();
  }

  /// The ports with the host's numbers; empty before they are known.
  public List<PublishedPort> ports() throws IOException {
    try {
      return PublishedPort.parse(((Json.Arr) Json.parse(Files.readString(folder.ports()))).items());
    } catch (NoSuchFileException _) {
      return List.of();
    }
  }

  /// The secrets that were released, by name.
  public Set<String> released() throws IOException {
    Set<String> released = new TreeSet<>();
    try (Stream<String> lines = Files.lines(folder.releases())) {
      for (String line : lines.toList()) {
        if (Json.parse(line) instanceof Json.Obj release
            && release.get("released").orElse(Json.NULL).equals(Json.of(true))) {
          released.add(release.string("secret"));
        }
      }
    } catch (NoSuchFileException _) {
      return released;
    }
    return released;
  }

  /// What the container wrote; the file may grow.
  public Path log() {
    return folder.containerLog();
  }

  /// The policy that would have allowed what was denied, if there is one.
  public Path suggestedPolicy() {
    return folder.suggestedPolicy();
  }

  /// Starts the group's processes in the background; they outlive this one.
  void start() throws IOException {
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.addAll(
        JavaCommand.of(Supervisor.class, SUPERVISOR_MEGABYTES, folder.path().toString()));
    supervisor =
        new ProcessBuilder(command)
            .directory(folder.path().toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(folder.supervisorLog().toFile())
            .start();
  }

  /// Evidence over `runtimeData`, asked of the guest.
  public GuestEvidence attest(Bytes runtimeData) throws IOException {
    return GuestEvidence.parse(
        ask(
            Json.object()
                .put("method", "attest")
                .put("runtimeData", Base64Text.standard(runtimeData.toArray()))));
  }

  /// A quote over 64 bytes of report data, as a program in the group gets it.
  public Bytes quote(Bytes reportData) throws IOException {
    return Bytes.of(DocumentClient.exchange(folder.quotesSocket(), reportData.toArray()));
  }

  /// Whether something in the group listens on `port`.
  public boolean isOpen(int port) throws IOException {
    Json.Obj answer = ask(Json.object().put("method", "probe").put("port", port));
    return answer.get("open").orElse(Json.NULL).equals(Json.of(true));
  }

  private Json.Obj ask(Json.ObjectBuilder request) throws IOException {
    byte[] text = request.build().toCompact().getBytes(StandardCharsets.UTF_8);
    Json.Obj answer = Json.parseObject(DocumentClient.exchange(folder.agentSocket(), text));
    if (answer.get("error").isPresent()) {
      throw new IOException("the guest agent: " + answer.string("error"));
    }
    return answer;
  }

  /// Ends the group: asks the container to end, waits up to `grace`, kills what is left, removes
  /// what the group had. Whatever state it is in, nothing of it stays.
  public void remove(Duration grace) throws IOException, InterruptedException {
    if (isAlive()) {
      askToStop(grace);
    }
    if (supervisor != null) {
      supervisor.destroyForcibly();
    }
    processes.kill();
    removeControlGroups();
    deleteFolder();
  }

  private void askToStop(Duration grace) throws IOException, InterruptedException {
    try {
      ask(Json.object().put("method", "stop"));
    } catch (IOException | MalformedException noAgent) {
      return;
    }
    long end = System.nanoTime() + grace.toNanos();
    while (isAlive() && System.nanoTime() < end) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  /// runc's, of each hierarchy; a control group without processes is an empty folder.
  private void removeControlGroups() throws IOException, InterruptedException {
    try (Stream<Path> hierarchies = Files.list(CONTROL_GROUPS)) {
      String name = folder.controlGroup();
      for (Path hierarchy : Stream.concat(hierarchies, Stream.of(CONTROL_GROUPS)).toList()) {
        Path group = hierarchy.resolve(name);
        removeControlGroup(group);
      }
    } catch (NoSuchFileException none) {
      return;
    }
  }

  /// The kernel may need a moment until it knows that the last process is gone.
  private static void removeControlGroup(Path group) throws IOException, InterruptedException {
    for (int attempt = 1; Files.isDirectory(group); attempt++) {
      try {
        Files.delete(group);
      } catch (FileSystemException busy) {
        if (attempt == ATTEMPTS) {
          throw busy;
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  /// With its own means first; unpacked files may belong to ids that only their namespace can
  /// delete.
  private void deleteFolder() throws IOException, InterruptedException {
    String said = run(List.of("rm", "-rf", "--", folder.path().toString()));
    if (Files.exists(folder.path())) {
      said = run(GroupNamespaces.delete(folder.path()));
    }
    if (Files.exists(folder.path())) {
      throw new IOException("%s cannot be removed: %s".formatted(folder.path(), said));
    }
  }

  /// What a program said, whether it ended well or not.
  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream out = process.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
      process.waitFor();
      return said;
    }
  }
}
