package coffer.maa;

import coffer.evidence.SnpExpectations;
import coffer.evidence.SnpVerifier;
import coffer.evidence.TrustRoots;
import coffer.evidence.UvmIssuer;
import coffer.signing.KeyFile;
import coffer.signing.KeyRing;
import coffer.tls.Development;
import coffer.tls.DevelopmentCa;
import coffer.tls.ServerIdentity;
import coffer.web.Metrics;
import coffer.web.Operations;
import coffer.web.WebLimits;
import coffer.web.WebServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.jspecify.annotations.Nullable;

/// The attestation service on a port, with its keys, metrics and health.
public final class AttestationServer implements AutoCloseable {
  private static final int LOOK_FOR_KEYS_SECONDS = 5;
  private static final int LOOK_FOR_COLLATERAL_SECONDS = 60;

  private final WebServer server;
  private final Operations operations;
  private final ScheduledExecutorService clock;

  private AttestationServer(
      WebServer server, Operations operations, ScheduledExecutorService clock) {
    this.server = server;
    this.operations = operations;
    this.clock = clock;
  }

  /// What a server is made of.
  ///
  /// @param address to listen on; others than loopback want a real certificate and real roots
  /// @param identity of TLS
  /// @param issuers the `iss` of tokens, each with its own keys; the first is the default
  /// @param keys the folder of the signing keys
  /// @param developmentRoot the root of simulated hardware to believe besides AMD's, or null
  /// @param minimumUvmSvn the lowest version of an endorsed utility VM
  /// @param sgx who judges quotes
  public record Setup(
      InetSocketAddress address,
      ServerIdentity identity,
      List<String> issuers,
      Path keys,
      @Nullable X509Certificate developmentRoot,
      long minimumUvmSvn,
      Optional<SgxPlatform> sgx,
      Duration tokenLife,
      KeyRing.Rotation rotation,
      WebLimits limits) {
    public Setup {
      issuers = List.copyOf(issuers);
    }

    private SnpPlatform snp() {
      TrustRoots roots = TrustRoots.amd();
      return new SnpPlatform(
          new SnpVerifier(
              developmentRoot == null ? roots : roots.withDevelopmentRoot(developmentRoot)),
          new SnpExpectations.Endorsement(UvmIssuer.MICROSOFT, false, minimumUvmSvn));
    }
  }

  public static AttestationServer start(Setup setup) throws IOException {
    Development.requireLoopback(setup.address(), setup.identity(), setup.developmentRoot() != null);
    List<Issuer> issuers = new ArrayList<>();
    for (String url : setup.issuers()) {
      issuers.add(Issuer.of(url, keys(setup, url)));
    }
    Metrics metrics = new Metrics();
    AttestationService service =
        new AttestationService(
            issuers, setup.snp(), setup.sgx(), setup.tokenLife(), Clock.systemUTC(), metrics);
    Operations operations = new Operations(service, metrics, () -> true);
    WebServer server =
        WebServer.start(setup.address(), setup.identity(), setup.limits(), operations);
    ScheduledExecutorService clock = refreshing(issuers);
    setup.sgx().ifPresent(sgx -> refreshing(sgx, clock));
    return new AttestationServer(server, operations, clock);
  }

  private static KeyFile keys(Setup setup, String url) throws IOException {
    String name = Issuer.parse(url).getRawAuthority().replaceAll("[^A-Za-z0-9.-]", "_");
    X500Name subject =
        setup.identity().isDevelopment() || setup.developmentRoot() != null
            ? DevelopmentCa.subject(url)
            : new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, url).build();
    return KeyFile.open(
        setup.keys().resolve(name + ".json"), subject, setup.rotation(), Clock.systemUTC());
  }

  private static ScheduledExecutorService refreshing(List<Issuer> issuers) {
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("signing-keys").factory());
    clock.scheduleWithFixedDelay(
        () -> issuers.forEach(AttestationServer::refresh),
        LOOK_FOR_KEYS_SECONDS,
        LOOK_FOR_KEYS_SECONDS,
        TimeUnit.SECONDS);
    return clock;
  }

  private static void refreshing(SgxPlatform sgx, ScheduledExecutorService clock) {
    clock.scheduleWithFixedDelay(
        () -> {
          try {
            sgx.collateral().refresh();
          } catch (IOException | RuntimeException e) {
            System.getLogger(AttestationServer.class.getName())
                .log(System.Logger.Level.WARNING, "collateral", e);
          }
        },
        LOOK_FOR_COLLATERAL_SECONDS,
        LOOK_FOR_COLLATERAL_SECONDS,
        TimeUnit.SECONDS);
  }

  /// Keys that cannot be read now are the ones that were read before.
  private static void refresh(Issuer issuer) {
    try {
      issuer.keys().refresh();
    } catch (IOException | RuntimeException e) {
      System.getLogger(AttestationServer.class.getName())
          .log(System.Logger.Level.WARNING, "signing keys of " + issuer.url(), e);
    }
  }

  public int port() {
    return server.port();
  }

  /// Stops gracefully: not ready any more, then no new connections, then the end.
  @Override
  public void close() {
    operations.stopping();
    server.close();
    clock.shutdownNow();
  }
}
