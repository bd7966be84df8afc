package coffer.group;

import coffer.bytes.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The folder of one group and the names in it. It is the owner's alone (0700) and the current
/// folder of the supervisor and the guest agent, so that the sockets in it have short names.
public record GroupFolder(Path path) {
  /// What was asked for: a [GroupSpec].
  public Path spec() {
    return path.resolve("group.json");
  }

  /// How far it has come: a [GroupState].
  public Path state() {
    return path.resolve("state.json");
  }

  /// Which port of the host leads to which of the group.
  public Path ports() {
    return path.resolve("ports.json");
  }

  /// The names of secrets that were given out, or refused, one JSON document a line.
  public Path releases() {
    return path.resolve("releases.jsonl");
  }

  /// The policy text under which the group runs.
  public Path policy() {
    return path.resolve("policy.rego");
  }

  /// The policy text that would have allowed what was denied.
  public Path suggestedPolicy() {
    return path.resolve("policy.suggested.rego");
  }

  /// What the container wrote to its outputs.
  public Path containerLog() {
    return path.resolve("container.log");
  }

  public Path supervisorLog() {
    return path.resolve("supervisor.log");
  }

  public Path agentLog() {
    return path.resolve("agent.log");
  }

  /// The supervisor's: reports of the simulated hardware.
  public Path hardwareSocket() {
    return path.resolve("hardware.sock");
  }

  /// The supervisor's: the vault.
  public Path vaultSocket() {
    return path.resolve("vault.sock");
  }

  /// The supervisor's: quotes of the simulated hardware.
  public Path quotesSocket() {
    return path.resolve("quotes.sock");
  }

  /// The supervisor's: the variables that it hands to an enclave.
  public Path variablesSocket() {
    return path.resolve("variables.sock");
  }

  /// The supervisor's: connections to services of the platform.
  public Path platformSocket() {
    return path.resolve("platform.sock");
  }

  /// The supervisor's: connections to peers on the host.
  public Path peersSocket() {
    return path.resolve("peers.sock");
  }

  /// The certificate of those who issue the platform's certificates.
  public Path authority() {
    return path.resolve("ca.pem");
  }

  /// The agent's: questions from outside.
  public Path agentSocket() {
    return path.resolve("agent.sock");
  }

  /// The agent's: connections to ports inside.
  public Path portsSocket() {
    return path.resolve("ports.sock");
  }

  /// The name of its control group under runc, which groups of one name and of two owners do not
  /// share.
  ///
  /// @throws IOException when the folder is not there
  public String controlGroup() throws IOException {
    Path real = path.toRealPath();
    Digest digest = Digest.sha256Of(real.toString().getBytes(StandardCharsets.UTF_8));
    return "coffer-" + real.getFileName() + "-" + digest.hex().substring(0, 12);
  }

  /// Writes `file` of this folder whole or not at all.
  public static void write(Path file, String text) throws IOException {
    Path draft = file.resolveSibling("." + file.getFileName() + ".new");
    Files.writeString(draft, text, StandardCharsets.UTF_8);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
