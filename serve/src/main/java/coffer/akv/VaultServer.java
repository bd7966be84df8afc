package coffer.akv;

import coffer.skr.HttpDocuments;
import coffer.tls.Development;
import coffer.tls.ServerIdentity;
import coffer.web.Metrics;
import coffer.web.Operations;
import coffer.web.WebLimits;
import coffer.web.WebServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;

/// The key vault on a port, with its store, metrics and health.
public final class VaultServer implements AutoCloseable {
  private final VaultStore store;
  private final WebServer server;
  private final Operations operations;

  private VaultServer(VaultStore store, WebServer server, Operations operations) {
    this.store = store;
    this.server = server;
    this.operations = operations;
  }

  /// Where the master key is.
  public sealed interface MasterKey {
    /// 32 bytes in base64 in a file of mode 0600, which is made when it is missing.
    record InFile(Path file) implements MasterKey {}

    /// An AES key of a PKCS#11 token.
    record InToken(Path configuration, String alias, Path pinFile) implements MasterKey {}
  }

  /// What a server is made of.
  ///
  /// @param identity of TLS
  /// @param signer signs released keys: an RSA key whose certificate has the vault's DNS name
  /// @param folder of the encrypted store
  /// @param tokenIssuer whose bearer tokens are accepted, by its OpenID metadata
  /// @param resource the audience of those tokens
  /// @param administrators see [Callers]
  /// @param http how issuers are asked
  public record Setup(
      InetSocketAddress address,
      ServerIdentity identity,
      ServerIdentity signer,
      Path folder,
      MasterKey masterKey,
      String tokenIssuer,
      String resource,
      Set<String> administrators,
      HttpDocuments http,
      WebLimits limits) {
    public Setup {
      administrators = Set.copyOf(administrators);
    }

    private Sealer master() throws IOException {
      return switch (masterKey) {
        case MasterKey.InFile(Path file) -> Sealer.ofFile(file);
        case MasterKey.InToken(Path configuration, String alias, Path pinFile) ->
            Sealer.ofPkcs11(configuration, alias, pinFile);
      };
    }
  }

  public static VaultServer start(Setup setup) throws IOException {
    Development.requireLoopback(setup.address(), setup.identity(), false);
    Clock clock = Clock.systemUTC();
    Metrics metrics = new Metrics();
    Authorities authorities = new Authorities(setup.http(), clock);
    VaultStore store = VaultStore.open(setup.folder(), setup.master());
    try {
      Callers callers =
          new Callers(
              setup.tokenIssuer(), setup.resource(), setup.administrators(), authorities, clock);
      Releasing releasing = new Releasing(authorities, setup.signer(), clock, metrics);
      KeyVaultService service = new KeyVaultService(store, callers, releasing, clock);
      Operations operations = new Operations(service, metrics, () -> true);
      WebServer server =
          WebServer.start(setup.address(), setup.identity(), setup.limits(), operations);
      return new VaultServer(store, server, operations);
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  public int port() {
    return server.port();
  }

  /// Stops gracefully; everything acknowledged is on the disk already.
  @Override
  public void close() throws IOException {
    operations.stopping();
    server.close();
    store.close();
  }
}
