package coffer.host;

import coffer.bytes.Bytes;
import coffer.bytes.SecretBytes;
import coffer.group.DocumentServer;
import coffer.group.GroupFolder;
import coffer.group.GroupHardware;
import coffer.json.Json;
import coffer.simulator.SgxDevelopmentRoot;
import coffer.simulator.SimulatedEnclave;
import coffer.simulator.SimulatedSgx;
import coffer.simulator.SimulatedSgxPlatform;
import coffer.vault.SecretStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The host of one simulated enclave: signs its quotes, and hands it the variables that it takes
/// from a host.
final class EnclaveHost {
  private final GroupHardware.Sgx enclave;
  private final SecretStore secrets;
  private final SimulatedSgx machine;
  private final SimulatedEnclave simulated;

  private EnclaveHost(GroupHardware.Sgx enclave, SecretStore secrets, SimulatedSgx machine) {
    this.enclave = enclave;
    this.secrets = secrets;
    this.machine = machine;
    this.simulated =
        new SimulatedEnclave(
            enclave.mrEnclave(),
            enclave.mrSigner(),
            enclave.isvProdId(),
            enclave.isvSvn(),
            enclave.debug());
  }

  /// Answers on the sockets of `folder` until it is closed.
  static Closeable start(GroupHardware.Sgx enclave, SecretStore secrets, GroupFolder folder)
      throws IOException {
    SgxDevelopmentRoot root =
        SgxDevelopmentRoot.loadOrCreate(SgxDevelopmentRoot.folder(System.getenv()));
    SimulatedSgx machine = new SimulatedSgx(root, SimulatedSgxPlatform.standard());
    EnclaveHost host = new EnclaveHost(enclave, secrets, machine);
    DocumentServer quotes = DocumentServer.start(folder.quotesSocket(), host::quote);
    DocumentServer variables =
        DocumentServer.start(folder.variablesSocket(), _ -> host.variables(System.getenv()));
    return () -> {
      try (quotes;
          variables) {
        // both are closed
      }
    };
  }

  /// A quote over 64 bytes of report data.
  private byte[] quote(byte[] reportData) throws IOException {
    if (reportData.length != 64) {
      throw new IOException("report data: 64 bytes wanted, found " + reportData.length);
    }
    return machine.quote(simulated, Bytes.of(reportData)).toBytes();
  }

  /// What `host` has of the variables that the enclave takes, and the secrets.
  byte[] variables(Map<String, String> host) throws IOException {
    Json.ObjectBuilder variables = Json.object();
    for (String name : enclave.variables()) {
      String value = host.get(name);
      if (value != null) {
        variables.put(name, value);
      }
    }
    for (GroupHardware.SecretVariable secret : enclave.secrets()) {
      variables.put(secret.variable(), content(secret));
    }
    return variables.build().toCompact().getBytes(StandardCharsets.UTF_8);
  }

  private String content(GroupHardware.SecretVariable secret) throws IOException {
    try (SecretBytes content =
        secrets
            .read(secret.secret())
            .orElseThrow(() -> new IOException("secret %s is gone".formatted(secret.secret())))) {
      return secret.value(content.reveal());
    }
  }
}
