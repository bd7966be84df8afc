package coffer.cli;

import coffer.bytes.Bytes;
import coffer.host.SimulatedGuestReports;
import coffer.json.Json;
import coffer.maa.AttestationServer;
import coffer.signing.KeyRing;
import coffer.simulator.DevelopmentRoot;
import coffer.skr.HttpDocuments;
import coffer.skr.MaaClient;
import coffer.skr.Sidecar;
import coffer.skr.SkrServer;
import coffer.skr.TokenSource;
import coffer.skr.Trust;
import coffer.tls.DevelopmentCa;
import coffer.web.WebLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An attestation service, and the sidecar of a simulated guest, in this process.
final class LocalServices implements AutoCloseable {
  static final Bytes IDENTITY = Bytes.parseHex("a1".repeat(32));

  final Path root;
  final Path authority;
  final String issuer;

  private final AttestationServer attestation;
  private final SkrServer sidecar;
  private final TokenSource tokens;

  LocalServices(Path folder) throws IOException {
    DevelopmentRoot development = DevelopmentRoot.loadOrCreate(folder.resolve("root"));
    DevelopmentCa ca = DevelopmentCa.loadOrCreate(folder.resolve("ca"));
    int port = Served.freePort();
    root = folder.resolve("root").resolve("ark.pem");
    authority = ca.certificateFile();
    issuer = "https://localhost:" + port;
    attestation =
        AttestationServer.start(
            new AttestationServer.Setup(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                ca.issue(List.of("localhost")),
                List.of(issuer),
                folder.resolve("keys"),
                development.certificate(),
                100,
                Optional.empty(),
                Duration.ofHours(8),
                KeyRing.Rotation.DEFAULT,
                WebLimits.DEFAULT));
    SimulatedGuestReports reports = SimulatedGuestReports.of(development, IDENTITY);
    sidecar = Sidecar.start(0, reports, Json.object().build(), Map.of(), List.of(authority));
    tokens =
        new MaaClient(
            reports,
            new HttpDocuments(Map.of(), Trust.of(List.of(authority)), Duration.ofSeconds(20)));
  }

  String url() {
    return "http://127.0.0.1:" + sidecar.port();
  }

  /// A token over runtime data that have this nonce.
  String token(String nonce) throws IOException {
    byte[] data =
        Json.object().put("nonce", nonce).build().toCompact().getBytes(StandardCharsets.UTF_8);
    return switch (tokens.token(issuer.substring("https://".length()), data)) {
      case TokenSource.Attested.Token(String jwt) -> jwt;
      case TokenSource.Attested.Refused(String reason) -> throw new AssertionError(reason);
    };
  }

  @Override
  public void close() {
    sidecar.close();
    attestation.close();
  }
}
