package operator;

import coffer.device.Devices;
import coffer.device.QuoteDevice;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;

/// Starts the service: the configuration is the file that `-Doperator.config` names, the tokens are
/// the variables `core_api_token` and `optout_api_token`.
public final class Main {
  private static final PrintStream LOG = System.out;

  private Main() {}

  public static void main(String[] arguments) throws IOException {
    Config config =
        Config.load(Path.of(System.getProperty("operator.config", "/app/conf/config.json")));
    QuoteDevice device =
        Devices.here()
            .quotes()
            .orElseThrow(
                () ->
                    new IOException(
                        "no device for quotes, looked for "
                            + String.join(", ", Devices.names())
                            + "; this service runs inside an enclave"));
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    Metrics metrics = new Metrics();
    Refresher refresher =
        new Refresher(
            new Core(new Remote(client, config.core(), token("core_api_token")), device),
            new OptOut(new Remote(client, config.optOut(), token("optout_api_token"))),
            config.refresh(),
            metrics);
    Api api = new Api(refresher::state, metrics);
    serve(config.port(), Map.of("/v2/identity/map", api::map, "/ops/healthcheck", api::health));
    serve(config.metricsPort(), Map.of("/metrics", api::metrics));
    Thread.ofPlatform().name("refresher").start(refresher);
  }

  private static String token(String variable) throws IOException {
    String token = System.getenv(variable);
    if (token == null || token.isBlank()) {
      throw new IOException(
          variable + ": not set; it must be among env.untrusted of Occlum.json, and set outside");
    }
    return token.strip();
  }

  private static void serve(int port, Map<String, HttpHandler> handlers) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    handlers.forEach(server::createContext);
    server.start();
    log("listening on " + server.getAddress().getPort());
  }

  static void log(String line) {
    LOG.println(line);
  }
}
