package coffer.host;

import coffer.agent.GuestAgent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The processes of a group, found by what they are and not by what somebody wrote down: supervisor
/// and guest agent, and the `unshare` between them, have their class and the group's folder among
/// their arguments. The others are in the guest agent's pid namespace and end with it.
record GroupProcesses(Path folder) {
  private static final List<String> MAINS =
      List.of(Supervisor.class.getName(), GuestAgent.class.getName());
  private static final int WAIT_MILLIS = 20;
  private static final int ROUNDS = 250;

  /// Whether the supervisor runs, without which nobody reaches the group.
  boolean areSupervised() throws IOException {
    return !find(List.of(Supervisor.class.getName())).isEmpty();
  }

  /// Those that run, of any kind.
  List<ProcessHandle> find() throws IOException {
    return find(MAINS);
  }

  private List<ProcessHandle> find(List<String> mains) throws IOException {
    List<ProcessHandle> found = new ArrayList<>();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : processes.filter(GroupProcesses::isProcess).toList()) {
        if (belongs(process, mains)) {
          ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
              .filter(handle -> handle.pid() != ProcessHandle.current().pid())
              .ifPresent(found::add);
        }
      }
    }
    return found;
  }

  /// Ends all of them at once, and waits until they are gone.
  void kill() throws IOException, InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      List<ProcessHandle> running = find();
      if (running.isEmpty()) {
        return;
      }
      running.forEach(ProcessHandle::destroyForcibly);
      Thread.sleep(WAIT_MILLIS);
    }
    throw new IOException("%s: processes that do not end: %s".formatted(folder, find()));
  }

  private static boolean isProcess(Path path) {
    return path.getFileName().toString().chars().allMatch(Character::isDigit);
  }

  private boolean belongs(Path process, List<String> mains) throws IOException {
    return commandLine(process)
        .map(text -> List.of(text.split("\0")))
        .map(words -> words.contains(folder.toString()) && mains.stream().anyMatch(words::contains))
        .orElse(false);
  }

  private static Optional<String> commandLine(Path process) {
    try {
      byte[] text = Files.readAllBytes(process.resolve("cmdline"));
      return Optional.of(new String(text, StandardCharsets.UTF_8));
    } catch (IOException ended) {
      return Optional.empty();
    }
  }
}
