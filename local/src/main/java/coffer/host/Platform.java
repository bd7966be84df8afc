package coffer.host;

import coffer.akv.VaultServer;
import coffer.group.DocumentServer;
import coffer.group.GroupFolder;
import coffer.group.GroupSpec;
import coffer.group.PlatformService;
import coffer.group.Relay;
import coffer.maa.AttestationServer;
import coffer.managedidentity.ManagedIdentityServer;
import coffer.signing.KeyRing;
import coffer.simulator.DevelopmentRoot;
import coffer.simulator.PemFiles;
import coffer.skr.HttpDocuments;
import coffer.skr.Trust;
import coffer.tls.DevelopmentCa;
import coffer.tls.ServerIdentity;
import coffer.web.WebLimits;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The services of the laptop's Azure that one group asked for, in the supervisor's process and
/// under the development root: an attestation service that believes simulated hardware, and a key
/// vault with the managed identity of its callers. Each has a port of the host's loopback address,
/// and the group reaches it through a socket. Keys and stores are the user's, so all groups share
/// them.
final class Platform implements Closeable {
  private static final long MINIMUM_UVM_SVN = 100;

  private final Map<PlatformService, Integer> ports = new EnumMap<>(PlatformService.class);
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final GroupSpec spec;
  private final Path data;
  private final DevelopmentCa ca;

  private Platform(GroupSpec spec, Path data, DevelopmentCa ca) {
    this.spec = spec;
    this.data = data;
    this.ca = ca;
  }

  /// Starts what `spec` asks for; `data` is the user's folder ([UserFolders#data]).
  static Closeable start(GroupSpec spec, GroupFolder folder, Path data) throws IOException {
    if (spec.platform().isEmpty()) {
      return () -> {};
    }
    Platform platform =
        new Platform(spec, data, DevelopmentCa.loadOrCreate(data.resolve("development-ca")));
    try {
      GroupFolder.write(folder.authority(), PemFiles.pem(platform.ca.certificate()));
      if (spec.platform().has(PlatformService.ATTESTATION)) {
        platform.attestation();
      }
      if (spec.platform().has(PlatformService.VAULT)) {
        platform.vault();
      }
      platform.running.push(DocumentServer.listen(folder.platformSocket(), platform::lead));
      return platform;
    } catch (IOException | RuntimeException e) {
      platform.close();
      throw e;
    }
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private void attestation() throws IOException {
    DevelopmentRoot root = DevelopmentRoot.loadOrCreate(DevelopmentRoot.folder(System.getenv()));
    List<String> names = spec.platform().attestation();
    AttestationServer server =
        AttestationServer.start(
            new AttestationServer.Setup(
                anyPort(),
                identity(PlatformService.ATTESTATION, false),
                names.stream().map(name -> "https://" + name).toList(),
                data.resolve("attestation"),
                root.certificate(),
                MINIMUM_UVM_SVN,
                Optional.empty(),
                Duration.ofHours(8),
                KeyRing.Rotation.DEFAULT,
                WebLimits.DEFAULT));
    running.push(server);
    ports.put(PlatformService.ATTESTATION, server.port());
  }

  private void vault() throws IOException {
    ManagedIdentityServer tokens = ManagedIdentityServer.start(0, data.resolve("managed-identity"));
    running.push(tokens);
    ports.put(PlatformService.IDENTITY, URI.create(tokens.url()).getPort());
    ServerIdentity identity = identity(PlatformService.VAULT, true);
    Path folder = data.resolve("vaults").resolve(spec.name());
    VaultServer server =
        VaultServer.start(
            new VaultServer.Setup(
                anyPort(),
                identity,
                identity,
                folder,
                new VaultServer.MasterKey.InFile(folder.resolveSibling(spec.name() + ".key")),
                tokens.issuer(),
                "https://vault.azure.net",
                Set.of(),
                authorities(),
                WebLimits.DEFAULT));
    running.push(server);
    ports.put(PlatformService.VAULT, server.port());
  }

  /// The vault finds the attestation service of this platform by its public names.
  private HttpDocuments authorities() {
    Map<String, URI> table = new HashMap<>();
    Integer port = ports.get(PlatformService.ATTESTATION);
    if (port != null) {
      spec.platform()
          .attestation()
          .forEach(name -> table.put(name, URI.create("https://127.0.0.1:" + port)));
    }
    return new HttpDocuments(table, Trust.with(List.of(ca.certificate())), Duration.ofSeconds(10));
  }

  /// Of the public names, of the address inside the group, and of the host's own.
  private ServerIdentity identity(PlatformService service, boolean rsa) {
    List<String> names = new ArrayList<>(spec.platform().of(service));
    names.addAll(List.of("localhost", "127.0.0.1", service.address()));
    return rsa ? ca.issueRsa(names) : ca.issue(names);
  }

  private void lead(SocketChannel group) throws IOException {
    ByteBuffer number = ByteBuffer.allocate(1);
    if (group.read(number) != 1) {
      return;
    }
    Integer port = ports.get(PlatformService.ofNumber(number.get(0)));
    if (port != null) {
      Relay.join(group, SocketChannel.open(new InetSocketAddress("127.0.0.1", port)));
    }
  }

  @Override
  public void close() throws IOException {
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
