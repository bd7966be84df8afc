package coffer.managedidentity;

import coffer.signing.KeyFile;
import coffer.signing.KeyRing;
import coffer.simulator.PemFiles;
import coffer.tls.DevelopmentCa;
import coffer.web.WebAnswer;
import coffer.web.WebLimits;
import coffer.web.WebRequest;
import coffer.web.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A [ManagedIdentity] on a loopback port, without TLS as the real ones are.
public final class ManagedIdentityServer implements AutoCloseable {
  /// The directory that the tokens are of. Clients of key vaults look for one in a challenge's
  /// path.
  private static final String TENANT = "/00000000-0000-0000-0000-000000000000";

  private final WebServer server;
  private final String url;
  private final String header;

  private ManagedIdentityServer(WebServer server, String url, String header) {
    this.server = server;
    this.url = url;
    this.header = header;
  }

  /// Listens on 127.0.0.1; port 0 takes any free one. `folder` keeps its key and the secret of its
  /// second form.
  public static ManagedIdentityServer start(int port, Path folder) throws IOException {
    KeyFile keys =
        KeyFile.open(
            folder.resolve("keys.json"),
            DevelopmentCa.subject("managed identity"),
            KeyRing.Rotation.DEFAULT,
            Clock.systemUTC());
    String header = header(folder.resolve("identity-header"));
    AtomicReference<@Nullable ManagedIdentity> service = new AtomicReference<>();
    WebServer server =
        WebServer.start(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port),
            null,
            WebLimits.DEFAULT,
            request -> answer(service, request));
    String url = "http://127.0.0.1:" + server.port();
    service.set(new ManagedIdentity(url + TENANT, keys, header, Clock.systemUTC()));
    return new ManagedIdentityServer(server, url, header);
  }

  private static WebAnswer answer(
      AtomicReference<@Nullable ManagedIdentity> service, WebRequest request) {
    return Objects.requireNonNull(service.get(), "started").answer(request);
  }

  private static String header(Path file) throws IOException {
    if (!Files.exists(file)) {
      PemFiles.write(file, UUID.randomUUID().toString());
    }
    return Files.readString(file).strip();
  }

  /// Where it listens.
  public String url() {
    return url;
  }

  /// The issuer of the tokens.
  public String issuer() {
    return url + TENANT;
  }

  /// For `IDENTITY_ENDPOINT` in the environment of clients.
  public String identityEndpoint() {
    return url + "/msi/token";
  }

  /// For `IDENTITY_HEADER`.
  public String identityHeader() {
    return header;
  }

  @Override
  public void close() {
    server.close();
  }
}
