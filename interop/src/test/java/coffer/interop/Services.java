package coffer.interop;

import coffer.akv.VaultServer;
import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.evidence.SgxVerifier;
import coffer.evidence.TrustRoots;
import coffer.json.Json;
import coffer.maa.AttestationServer;
import coffer.maa.KnownCollateral;
import coffer.maa.SgxPlatform;
import coffer.managedidentity.ManagedIdentityServer;
import coffer.signing.KeyRing;
import coffer.simulator.DevelopmentRoot;
import coffer.simulator.SgxDevelopmentRoot;
import coffer.simulator.SimulatedCollateral;
import coffer.simulator.SimulatedEnclave;
import coffer.simulator.SimulatedEndorser;
import coffer.simulator.SimulatedGuest;
import coffer.simulator.SimulatedSgx;
import coffer.simulator.SimulatedSgxPlatform;
import coffer.simulator.SimulatedSnp;
import coffer.skr.AkvClient;
import coffer.skr.GuestEvidence;
import coffer.skr.HttpDocuments;
import coffer.skr.MaaClient;
import coffer.skr.ReportSource;
import coffer.skr.SkrServer;
import coffer.skr.Trust;
import coffer.snp.ReportData;
import coffer.snp.ThimDocument;
import coffer.tls.DevelopmentCa;
import coffer.tls.ServerIdentity;
import coffer.web.WebLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All services as one person runs them on a laptop: attestation, vault, managed identity, and a
/// sidecar beside a simulated guest.
final class Services implements AutoCloseable {
  /// The identity of the simulated guest.
  static final String HOST_DATA = "c0".repeat(32);

  final DevelopmentCa ca;
  final AttestationServer attestation;
  final ManagedIdentityServer identity;
  final VaultServer vault;
  final Path folder;

  private final DevelopmentRoot root;
  private SimulatedSgx sgx;

  Services(Path folder) throws IOException {
    this.folder = folder;
    root = DevelopmentRoot.loadOrCreate(folder.resolve("root"));
    ca = DevelopmentCa.loadOrCreate(folder.resolve("ca"));
    int port = freePort();
    attestation =
        AttestationServer.start(
            new AttestationServer.Setup(
                loopback(port),
                ca.issue(List.of("localhost", "127.0.0.1")),
                List.of("https://localhost:" + port),
                folder.resolve("keys"),
                root.certificate(),
                100,
                Optional.of(enclaves()),
                Duration.ofHours(8),
                KeyRing.Rotation.DEFAULT,
                WebLimits.DEFAULT));
    identity = ManagedIdentityServer.start(0, folder.resolve("identity"));
    ServerIdentity server = ca.issueRsa(List.of("localhost"));
    vault =
        VaultServer.start(
            new VaultServer.Setup(
                loopback(0),
                server,
                server,
                folder.resolve("vault"),
                new VaultServer.MasterKey.InFile(folder.resolve("master.key")),
                identity.issuer(),
                "https://vault.azure.net",
                Set.of(),
                http(),
                WebLimits.DEFAULT));
  }

  private SgxPlatform enclaves() throws IOException {
    SgxDevelopmentRoot sgxRoot = SgxDevelopmentRoot.loadOrCreate(folder.resolve("sgx-root"));
    sgx = new SimulatedSgx(sgxRoot, SimulatedSgxPlatform.standard());
    var collateral =
        SimulatedCollateral.of(SimulatedSgxPlatform.standard(), Instant.now()).sign(sgxRoot);
    return new SgxPlatform(
        new SgxVerifier(TrustRoots.intel().withDevelopmentRoot(sgxRoot.certificate())),
        new KnownCollateral(List.of(collateral), null));
  }

  /// A simulated enclave's quote over `runtimeData`.
  byte[] quote(String mrEnclave, byte[] runtimeData) {
    SimulatedEnclave enclave =
        SimulatedEnclave.of(Bytes.parseHex(mrEnclave), Bytes.parseHex("51".repeat(32)));
    return sgx.quote(enclave, ReportData.of(runtimeData)).toBytes();
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Trust trust() {
    return Trust.with(List.of(ca.certificate()));
  }

  private HttpDocuments http() {
    return new HttpDocuments(Map.of(), trust(), Duration.ofSeconds(10));
  }

  String attestationUrl() {
    return "https://localhost:" + attestation.port();
  }

  String vaultUrl() {
    return "https://localhost:" + vault.port();
  }

  /// A sidecar on `port` for a guest with `hostData`.
  SkrServer sidecar(int port, String hostData) throws IOException {
    SimulatedSnp processor = SimulatedSnp.milan(root);
    SimulatedGuest guest = SimulatedGuest.of(Bytes.parseHex(hostData));
    Bytes endorsement =
        Bytes.of(
            new SimulatedEndorser(root)
                .endorse(guest.measurement(), 104, Instant.now())
                .document()
                .toBytes());
    ReportSource reports =
        reportData -> {
          ThimDocument thim = processor.thim();
          return new GuestEvidence(
              Bytes.of(processor.report(reportData, guest).toBytes()),
              thim.chain(),
              thim.tcbm(),
              endorsement);
        };
    MaaClient maa = new MaaClient(reports, http());
    Map<String, String> environment =
        Map.of(
            "IDENTITY_ENDPOINT",
            identity.identityEndpoint(),
            "IDENTITY_HEADER",
            identity.identityHeader());
    return SkrServer.start(port, reports, maa, new AkvClient(maa, http(), trust(), environment));
  }

  /// A token over `runtimeData`, got through a sidecar's HTTP.
  static String token(SkrServer sidecar, String endpoint, byte[] runtimeData) throws IOException {
    Json request =
        Json.object()
            .put("maa_endpoint", endpoint)
            .put("runtime_data", Base64Text.standard(runtimeData))
            .build();
    HttpDocuments plain =
        new HttpDocuments(Map.of(), Trust.with(List.of()), Duration.ofSeconds(10));
    HttpDocuments.Reply reply =
        plain.post(
            URI.create("http://127.0.0.1:%d/attest/maa".formatted(sidecar.port())),
            request,
            Map.of());
    if (!reply.ok()) {
      throw new IOException(reply.problem());
    }
    return reply.json().string("token");
  }

  /// A trust store with the development CA alone, without a password, for
  /// `javax.net.ssl.trustStore`.
  Path trustStore() throws IOException {
    Path file = folder.resolve("trust.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("ca", ca.certificate());
      store.store(out, "changeit".toCharArray());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    return file;
  }

  @Override
  public void close() throws IOException {
    vault.close();
    identity.close();
    attestation.close();
  }
}
