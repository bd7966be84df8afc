package coffer.cli;

import coffer.evidence.SgxCollateral;
import coffer.evidence.SgxVerifier;
import coffer.evidence.TrustRoots;
import coffer.json.Json;
import coffer.maa.AttestationServer;
import coffer.maa.Issuer;
import coffer.maa.KnownCollateral;
import coffer.maa.SgxPlatform;
import coffer.signing.KeyRing;
import coffer.simulator.DevelopmentRoot;
import coffer.simulator.SgxDevelopmentRoot;
import coffer.simulator.SimulatedCollateral;
import coffer.simulator.SimulatedSgxPlatform;
import coffer.tls.FastCryptography;
import coffer.tls.ServerIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Serves attestation until it is stopped.
@Command(
    name = "attestation",
    description = {
      "Serve attestation as Microsoft Azure Attestation does: evidence in, signed token out.",
      "Without a certificate of your own it runs under the development root: on loopback",
      "addresses only, and simulated hardware is believed."
    },
    footer = {
      "",
      "Example: on this machine, and for a fleet.",
      "  coffer serve attestation --issuer https://localhost:8443",
      "  coffer serve attestation --listen 0.0.0.0:8443 --issuer https://attest.example.com \\",
      "    --tls-certificate tls.pem --tls-key tls.key --keys /var/lib/coffer/keys"
    })
final class ServeAttestationCommand implements Callable<Integer> {
  private static final int PORT = 8443;

  @Mixin ServeOptions options = new ServeOptions();

  @Option(
      names = "--issuer",
      paramLabel = "URL",
      description = {
        "The issuer in tokens, exactly as clients compare it; again for more issuers, each",
        "with its own keys, chosen by the name that the client asks for",
        "(default: https://localhost and the port)."
      })
  List<String> issuers = List.of();

  @Option(
      names = "--keys",
      paramLabel = "FOLDER",
      description = "The signing keys, shared by replicas (default: of this user).")
  @Nullable Path keys;

  @Option(
      names = "--key-days",
      paramLabel = "N",
      description = "How many days a key signs until the next one does (default: 30).")
  int keyDays = 30;

  @Option(
      names = "--token-hours",
      paramLabel = "N",
      description = "How many hours a token is valid (default: 8).")
  int tokenHours = 8;

  @Option(
      names = "--minimum-uvm-svn",
      paramLabel = "N",
      description = "The oldest utility VM that is believed (default: 104, of August 2026).")
  long minimumUvmSvn = 104;

  @Option(
      names = "--sgx-collateral",
      paramLabel = "FOLDER",
      description = "A folder for each family of SGX platforms, with Intel's collateral in it.")
  @Nullable Path collateral;

  @Option(
      names = "--allow-development-root",
      description = "Believe simulated hardware also with a certificate of your own.")
  boolean developmentRoot;

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    FastCryptography.install();
    InetSocketAddress address = options.address(PORT);
    List<String> urls =
        issuers.isEmpty() ? List.of("https://localhost:" + address.getPort()) : issuers;
    List<String> names = urls.stream().map(url -> Issuer.parse(url).getHost()).toList();
    ServerIdentity identity = options.identity(names, false);
    try (AttestationServer server = AttestationServer.start(setup(address, identity, urls))) {
      Serving.until(
          spec.commandLine(),
          server,
          output,
          "attestation on https://%s:%d, issuer %s%s"
              .formatted(
                  address.getHostString(),
                  server.port(),
                  String.join(", ", urls),
                  options.isDevelopment() ? " (development root: proves nothing)" : ""),
          Json.object()
              .put("service", "attestation")
              .put("port", server.port())
              .put("issuers", Json.strings(urls))
              .put("development", options.isDevelopment())
              .build());
    }
    return ExitCode.OK;
  }

  private AttestationServer.Setup setup(
      InetSocketAddress address, ServerIdentity identity, List<String> urls) throws IOException {
    Duration life = Duration.ofHours(tokenHours);
    Duration period = Duration.ofDays(keyDays);
    if (tokenHours < 1 || keyDays < 2) {
      throw new CommandFailure(
          ExitCode.USAGE, "--token-hours: at least 1; --key-days: at least 2", "");
    }
    return new AttestationServer.Setup(
        address,
        identity,
        urls,
        keys == null ? Serving.folder("attestation") : keys,
        simulatedRoot(),
        minimumUvmSvn,
        Optional.of(sgx()),
        life,
        new KeyRing.Rotation(period, Duration.ofDays(1), life.plusHours(1)),
        options.limits());
  }

  /// Quotes under Intel's root and, where simulated hardware is believed, under the development
  /// root with collateral for its standard platform.
  private SgxPlatform sgx() throws IOException {
    if (!options.isDevelopment() && !developmentRoot) {
      return new SgxPlatform(
          new SgxVerifier(TrustRoots.intel()), new KnownCollateral(List.of(), collateral));
    }
    SgxDevelopmentRoot root =
        SgxDevelopmentRoot.loadOrCreate(SgxDevelopmentRoot.folder(System.getenv()));
    SgxCollateral simulated =
        SimulatedCollateral.of(SimulatedSgxPlatform.standard(), Instant.now()).sign(root);
    return new SgxPlatform(
        new SgxVerifier(TrustRoots.intel().withDevelopmentRoot(root.certificate())),
        new KnownCollateral(List.of(simulated), collateral));
  }

  private @Nullable X509Certificate simulatedRoot() throws IOException {
    return options.isDevelopment() || developmentRoot
        ? DevelopmentRoot.loadOrCreate(DevelopmentRoot.folder(System.getenv())).certificate()
        : null;
  }
}
