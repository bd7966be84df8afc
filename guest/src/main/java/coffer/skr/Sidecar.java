package coffer.skr;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.device.Devices;
import coffer.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// The secure-key-release sidecar as a program of its own, started as the original's `skr.sh` is:
/// the configuration in base64 as `SkrSideCarArgs` or the first argument, the port as `Port` or the
/// second one (8080 when neither says).
///
/// The configuration is a JSON object. `identity.client_id` chooses a managed identity;
/// `endpoints`, an addition, leads names to other addresses:
/// `{"endpoints":{"NAME":"https://HOST:PORT"}}`; other members are passed over.
public final class Sidecar {
  private static final int DEFAULT_PORT = 8080;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /// The authority of a local platform.
  private static final Path LOCAL_AUTHORITY = Path.of("/etc/coffer-ca.pem");

  private Sidecar() {}

  /// Runs until the process is told to end.
  public static void main(String[] args) throws IOException, InterruptedException {
    Map<String, String> environment = System.getenv();
    String configuration = setting(environment, "SkrSideCarArgs", args, 0);
    String port = setting(environment, "Port", args, 1);
    Json.Obj parsed =
        configuration.isEmpty()
            ? Json.object().build()
            : Json.parseObject(Base64Text.decode(configuration));
    try (SkrServer server =
        start(
            port.isEmpty() ? DEFAULT_PORT : port(port),
            reports(parsed, environment),
            parsed,
            environment,
            Files.exists(LOCAL_AUTHORITY) ? List.of(LOCAL_AUTHORITY) : List.of())) {
      System.Logger log = System.getLogger(Sidecar.class.getName());
      log.log(System.Logger.Level.INFO, "sidecar on 127.0.0.1:" + server.port());
      new CountDownLatch(1).await();
    }
  }

  /// What speaks for this guest. Without a device and before the simulated hardware answers, the
  /// latter is taken: each request then says that it does not answer.
  private static ReportSource reports(Json.Obj configuration, Map<String, String> environment)
      throws IOException {
    return GuestReports.find(Devices.here(), environment, table(configuration))
        .orElseGet(SimulatorReports::new);
  }

  private static String setting(
      Map<String, String> environment, String variable, String[] args, int position) {
    String fallback = args.length > position ? args[position] : "";
    return environment.getOrDefault(variable, fallback);
  }

  private static int port(String text) {
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
      throw new MalformedException("port: 0 to 65535 wanted, found '%s'".formatted(text));
    }
    return Integer.parseInt(text);
  }

  /// Starts a sidecar on a loopback port for the guest that `reports` speaks for. It trusts the
  /// JDK's authorities, those of `SSL_CERT_FILE`, and those in the PEM files `trusted`.
  public static SkrServer start(
      int port,
      ReportSource reports,
      Json.Obj configuration,
      Map<String, String> environment,
      List<Path> trusted)
      throws IOException {
    List<Path> authorities = new ArrayList<>(Trust.files(environment));
    authorities.addAll(trusted);
    Trust trust = Trust.of(authorities);
    HttpDocuments http = new HttpDocuments(table(configuration), trust, LIMIT);
    MaaClient attestation = new MaaClient(reports, http);
    AkvClient vault = new AkvClient(attestation, http, trust, identity(configuration, environment));
    return SkrServer.start(port, reports, attestation, vault);
  }

  private static Map<String, URI> table(Json.Obj configuration) {
    Map<String, URI> table = new HashMap<>();
    if (configuration.get("endpoints").orElse(Json.NULL) instanceof Json.Obj endpoints) {
      for (String name : endpoints.members().keySet()) {
        String url = endpoints.string(name);
        if (!url.matches("https?://[^/?#]+")) {
          throw new MalformedException(
              "endpoints.%s: a URL without a path wanted, found '%s'".formatted(name, url));
        }
        table.put(name.toLowerCase(Locale.ROOT), URI.create(url));
      }
    }
    return table;
  }

  private static Map<String, String> identity(
      Json.Obj configuration, Map<String, String> environment) {
    Map<String, String> more = new HashMap<>(environment);
    if (configuration.get("identity").orElse(Json.NULL) instanceof Json.Obj identity) {
      identity
          .optionalString("client_id")
          .filter(id -> !id.isEmpty())
          .ifPresent(id -> more.putIfAbsent("AZURE_CLIENT_ID", id));
    }
    return more;
  }
}
