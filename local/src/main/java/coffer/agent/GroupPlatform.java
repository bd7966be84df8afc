package coffer.agent;

import coffer.group.DocumentClient;
import coffer.group.GroupFolder;
import coffer.group.PlatformNames;
import coffer.group.PlatformService;
import coffer.skr.AkvClient;
import coffer.skr.HttpDocuments;
import coffer.skr.KeyReleaser;
import coffer.skr.KeyRequest;
import coffer.skr.MaaClient;
import coffer.skr.ReportSource;
import coffer.skr.SkrServer;
import coffer.skr.Trust;
import coffer.skr.VaultClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a group sees of the platform: the names of its services, and the sidecar that talks to
/// them.
record GroupPlatform(PlatformNames names, GroupFolder folder) {
  /// The vault that this program keeps for the group's own secrets, as an `akv_endpoint`.
  private static final String OWN_VAULT = "local";

  /// For the hosts file: public names by the address that they have inside the group.
  Map<String, List<String>> hosts() {
    Map<String, List<String>> hosts = new LinkedHashMap<>();
    for (PlatformService service : PlatformService.values()) {
      List<String> known = names.of(service);
      if (!known.isEmpty()) {
        hosts.put(service.address(), known);
      }
    }
    return hosts;
  }

  /// The sidecar on `port` of the group's loopback address.
  SkrServer sidecar(int port, ReportSource hardware) throws IOException {
    List<Path> authorities = names.isEmpty() ? List.of() : List.of(folder.authority());
    Trust trust = Trust.of(authorities);
    HttpDocuments http = new HttpDocuments(table(), trust, Duration.ofSeconds(10));
    MaaClient attestation = new MaaClient(hardware, http);
    AkvClient vault = new AkvClient(attestation, http, trust, Map.of());
    VaultClient own =
        new VaultClient(
            hardware, request -> DocumentClient.exchange(folder.vaultSocket(), request));
    KeyReleaser keys =
        request -> isOwn(request) ? own.release(request.kid()) : vault.release(request);
    return SkrServer.start(port, hardware, attestation, keys);
  }

  private static boolean isOwn(KeyRequest request) {
    return request.akvEndpoint().equals(OWN_VAULT);
  }

  /// This process does not read the container's hosts file.
  private Map<String, URI> table() {
    Map<String, URI> table = new HashMap<>();
    hosts()
        .forEach(
            (address, known) ->
                known.forEach(name -> table.put(name, URI.create("https://" + address))));
    return table;
  }
}
