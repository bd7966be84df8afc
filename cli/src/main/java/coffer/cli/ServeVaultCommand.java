package coffer.cli;

import coffer.akv.VaultServer;
import coffer.json.Json;
import coffer.managedidentity.ManagedIdentityServer;
import coffer.skr.HttpDocuments;
import coffer.skr.Trust;
import coffer.tls.DevelopmentCa;
import coffer.tls.FastCryptography;
import coffer.tls.ServerIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Serves a key vault until it is stopped.
@Command(
    name = "vault",
    description = {
      "Serve keys and secrets as Azure Key Vault and Managed HSM do, and release keys to who",
      "shows an attestation token that meets their policy. Without a token issuer a managed",
      "identity runs beside it, for this machine only."
    },
    footer = {
      "",
      "Example: on this machine, believing tokens of the attestation service beside it.",
      "  coffer serve vault --name my.vault.azure.net \\",
      "    --authority sharedeus2.eus2.attest.azure.net=https://localhost:8443"
    })
final class ServeVaultCommand implements Callable<Integer> {
  private static final int PORT = 8444;
  private static final int IDENTITY_PORT = 8445;

  @Mixin ServeOptions options = new ServeOptions();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "A DNS name under which clients reach the vault; again for more.")
  List<String> names = List.of();

  @Option(
      names = "--store",
      paramLabel = "FOLDER",
      description = "The encrypted store (default: of this user).")
  @Nullable Path store;

  @Option(
      names = "--master-key",
      paramLabel = "FILE",
      description = "The key of the store, mode 0600 (default: master.key beside the store).")
  @Nullable Path masterKey;

  @Option(
      names = "--pkcs11",
      paramLabel = "FILE",
      description = "Configuration of the JDK's PKCS#11 provider: the master key is in a token.")
  @Nullable Path pkcs11;

  @Option(
      names = "--pkcs11-key",
      paramLabel = "ALIAS",
      description = "The AES key in the token (default: coffer).")
  String alias = "coffer";

  @Option(names = "--pkcs11-pin", paramLabel = "FILE", description = "The token's PIN, mode 0600.")
  @Nullable Path pin;

  @Option(
      names = "--token-issuer",
      paramLabel = "URL",
      description = "Whose bearer tokens callers show, by OpenID metadata.")
  @Nullable String tokenIssuer;

  @Option(
      names = "--identity-port",
      paramLabel = "PORT",
      description = "Without --token-issuer: where the managed identity listens (default: 8445).")
  int identityPort = IDENTITY_PORT;

  @Option(
      names = "--resource",
      paramLabel = "URL",
      description = "The audience of bearer tokens (default: https://vault.azure.net).")
  String resource = "https://vault.azure.net";

  @Option(
      names = "--administrator",
      paramLabel = "ID",
      description = {
        "An appid, oid or sub that may change the vault; again for more.",
        "Without any, every caller may."
      })
  List<String> administrators = List.of();

  @Option(
      names = "--authority",
      paramLabel = "NAME=URL",
      description = "Ask for the keys of issuer NAME at URL; again for more.")
  List<String> authorities = List.of();

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "Trust these authorities (PEM) besides the JDK's; again for more.")
  List<Path> trusted = List.of();

  @Option(
      names = "--signing-certificate",
      paramLabel = "FILE",
      description = "Certificates that sign released keys, RSA (default: those of TLS).")
  @Nullable Path signingCertificate;

  @Option(
      names = "--signing-key",
      paramLabel = "FILE",
      description = "The key of the first of them, mode 0600.")
  @Nullable Path signingKey;

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    FastCryptography.install();
    InetSocketAddress address = options.address(PORT);
    ServerIdentity identity = options.identity(names, true);
    try (ManagedIdentityServer tokens = tokens();
        VaultServer server = VaultServer.start(setup(address, identity, tokens))) {
      Serving.until(
          spec.commandLine(),
          () -> close(server, tokens),
          output,
          "vault on https://%s:%d, tokens of %s%s"
              .formatted(
                  address.getHostString(),
                  server.port(),
                  issuer(tokens),
                  options.isDevelopment() ? " (development root: proves nothing)" : ""),
          Json.object()
              .put("service", "vault")
              .put("port", server.port())
              .put("tokenIssuer", issuer(tokens))
              .put("development", options.isDevelopment())
              .build());
    }
    return ExitCode.OK;
  }

  private static void close(VaultServer server, @Nullable ManagedIdentityServer tokens)
      throws IOException {
    server.close();
    if (tokens != null) {
      tokens.close();
    }
  }

  private @Nullable ManagedIdentityServer tokens() throws IOException {
    return tokenIssuer == null
        ? ManagedIdentityServer.start(identityPort, Serving.folder("managed-identity"))
        : null;
  }

  private String issuer(@Nullable ManagedIdentityServer tokens) {
    return tokenIssuer != null ? tokenIssuer : tokens == null ? "" : tokens.issuer();
  }

  private VaultServer.Setup setup(
      InetSocketAddress address, ServerIdentity identity, @Nullable ManagedIdentityServer tokens)
      throws IOException {
    Path folder = store == null ? Serving.folder("vault") : store;
    return new VaultServer.Setup(
        address,
        identity,
        signer(identity),
        folder,
        masterKey(folder),
        issuer(tokens),
        resource,
        Set.copyOf(administrators),
        http(),
        options.limits());
  }

  private ServerIdentity signer(ServerIdentity identity) throws IOException {
    if (signingCertificate != null && signingKey != null) {
      return ServerIdentity.load(signingCertificate, signingKey);
    }
    if (!identity.key().getAlgorithm().equals("RSA")) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "released keys are signed with an RSA key, and that of --tls-key is none",
          "give --signing-certificate and --signing-key");
    }
    return identity;
  }

  private VaultServer.MasterKey masterKey(Path folder) {
    if (pkcs11 == null) {
      Path beside = folder.resolveSibling(folder.getFileName() + "-master.key");
      return new VaultServer.MasterKey.InFile(masterKey == null ? beside : masterKey);
    }
    if (pin == null) {
      throw new CommandFailure(ExitCode.USAGE, "--pkcs11 wants --pkcs11-pin", "");
    }
    return new VaultServer.MasterKey.InToken(pkcs11, alias, pin);
  }

  private HttpDocuments http() throws IOException {
    List<Path> files = new ArrayList<>(trusted);
    files.addAll(Trust.files(System.getenv()));
    if (options.isDevelopment()) {
      Path folder = DevelopmentCa.folder(System.getenv());
      files.add(DevelopmentCa.loadOrCreate(folder).certificateFile());
    }
    return new HttpDocuments(table(authorities), Trust.of(files), Duration.ofSeconds(10));
  }

  /// `NAME=URL` items as a table; the name may be a URL too.
  static Map<String, URI> table(List<String> items) {
    Map<String, URI> table = new LinkedHashMap<>();
    for (String item : items) {
      int equals = item.indexOf('=');
      String name = equals < 0 ? "" : item.substring(0, equals).replaceAll("^https?://", "");
      if (name.isEmpty() || !item.substring(equals + 1).matches("https?://[^/]+")) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "NAME=URL wanted, found '%s'".formatted(item),
            "for example sharedeus2.eus2.attest.azure.net=https://localhost:8443");
      }
      table.put(name.toLowerCase(Locale.ROOT), URI.create(item.substring(equals + 1)));
    }
    return table;
  }
}
