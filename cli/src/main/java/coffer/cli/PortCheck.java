package coffer.cli;

import coffer.group.PublishedPort;
import coffer.host.Group;
import coffer.host.Groups;
import coffer.workload.Port;
import coffer.workload.Workload;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds out before any long work whether a wanted port of this machine is free.
final class PortCheck {
  private PortCheck() {}

  /// A port of the group that is about to be replaced counts as free.
  static void check(Workload workload, Groups groups) throws IOException {
    Group old = groups.find(workload.name()).orElse(null);
    Set<Integer> own =
        old == null
            ? Set.of()
            : old.ports().stream().map(PublishedPort::host).collect(Collectors.toSet());
    for (Port port : workload.ports()) {
      if (port.host() != 0 && !own.contains(port.host())) {
        check(port);
      }
    }
  }

  private static void check(Port port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.host()));
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.ENVIRONMENT,
          "port %d of 127.0.0.1, wanted for port %d of the service: %s"
              .formatted(port.host(), port.container(), e.getMessage()),
          "take another, or any: --port " + port.container());
    }
  }
}
