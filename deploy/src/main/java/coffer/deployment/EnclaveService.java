package coffer.deployment;

import coffer.bytes.MalformedException;
import coffer.identity.SgxIdentity;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A service in an enclave under Occlum, as every target must know it.
///
/// @param identity what was built
/// @param image the container image around the package; empty where none is started
/// @param command what Occlum starts inside the enclave: an absolute path and its arguments
/// @param ports the TCP ports; the first one is the service's own
/// @param variables variables that the host gives, by name; no secrets
/// @param secrets variables whose values are secrets
/// @param enclaveMemory protected memory (EPC) that is asked for, in MiB
/// @param machine the size of virtual machine that it must run on, such as `Standard_DC8_v2`
public record EnclaveService(
    SgxIdentity identity,
    String image,
    List<String> command,
    List<ServicePort> ports,
    Map<String, String> variables,
    List<SecretVariable> secrets,
    Probe probe,
    long enclaveMemory,
    Optional<String> machine) {
  /// @param number 1 to 65535
  /// @param host where it appears outside, if that is fixed; 0 if not
  /// @param metrics whether Prometheus reads it
  public record ServicePort(int number, int host, boolean metrics) {
    /// Where it appears outside: the port itself, when nothing else was said.
    int outside() {
      return host == 0 ? number : host;
    }
  }

  /// A variable whose value is kept in a Kubernetes secret, under a key.
  public record SecretVariable(String variable, String secret, String key) {}

  /// How a target sees that the service lives: an HTTP path that answers 200, or just a port that
  /// is open.
  public record Probe(int port, Optional<String> path) {}

  public EnclaveService {
    command = List.copyOf(command);
    ports = List.copyOf(ports);
    variables = Map.copyOf(new TreeMap<>(variables));
    secrets = List.copyOf(secrets);
    if (command.isEmpty() || !command.getFirst().startsWith("/")) {
      throw new MalformedException("command: an absolute path wanted, found " + command);
    }
    Set<String> names = new HashSet<>(variables.keySet());
    for (SecretVariable secret : secrets) {
      if (!names.add(secret.variable())) {
        throw new MalformedException(secret.variable() + ": given twice");
      }
    }
  }

  /// The name of the package, a DNS label.
  public String name() {
    return identity.name();
  }

  Optional<ServicePort> metrics() {
    return ports.stream().filter(ServicePort::metrics).findFirst();
  }
}
