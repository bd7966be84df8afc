package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.identity.SgxIdentity;
import coffer.json.Json;
import coffer.sgx.quote.Quote;
import coffer.sgx.quote.SgxQuote;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// An enclave on a machine without SGX: its package is built and checked, and the files of its
/// image run under the rules of its configuration, beside a simulated SGX. One package and one
/// group serve all tests.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpSgxIT {
  private static final String WORKLOAD =
      """
      apiVersion: coffer/v1
      kind: Workload
      name: enclave
      service:
        type: java
        jar: enclave.jar
        build: javac -d classes src/Main.java && jar --create --file enclave.jar --main-class Main --date 2026-01-01T00:00:00Z -C classes .
        jvmOptions: [-Xmx32m, -XX:MaxMetaspaceSize=32m, -XX:CompressedClassSpaceSize=16m, -XX:ReservedCodeCacheSize=32m, -XX:+UseSerialGC]
        modules: [java.base, jdk.httpserver]
      ports:
        - {container: 8080}
      peers:
        - {container: 7001, host: PEER}
      environment:
        GREETING: hello
        MALLOC_ARENA_MAX: "1"
      secrets:
        - {name: core-api-token, file: token}
      sgx:
        libos: dist
        libraries: /
        key: key.pem
      """;

  private static final String MAIN =
      """
      import com.sun.net.httpserver.HttpServer;
      import java.net.InetSocketAddress;
      import java.net.Socket;
      import java.net.UnixDomainSocketAddress;
      import java.nio.ByteBuffer;
      import java.nio.channels.Channels;
      import java.nio.channels.SocketChannel;
      import java.nio.file.Files;
      import java.nio.file.Path;
      import java.util.HexFormat;

      class Main {
        public static void main(String[] arguments) throws Exception {
          HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 8080), 0);
          server.createContext("/", exchange -> {
            byte[] answer;
            try {
              answer = answer(exchange.getRequestURI().getPath()).getBytes();
            } catch (Exception e) {
              answer = e.toString().getBytes();
            }
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
          server.start();
          System.out.println("listening");
        }

        private static String answer(String path) throws Exception {
          return switch (path) {
            case "/env" -> String.valueOf(System.getenv());
            case "/host" -> String.valueOf(Files.exists(Path.of("/hostetc/passwd")));
            case "/write" -> Files.readString(Files.writeString(Path.of("/kept"), "written"));
            case "/quote" -> quote();
            case "/limits" -> Files.readString(Path.of("/proc/self/limits"));
            case "/peer" -> {
              try (Socket peer = new Socket("127.0.0.1", 7001)) {
                yield new String(peer.getInputStream().readAllBytes());
              }
            }
            default -> Files.readString(Path.of("/app/conf/config.json"));
          };
        }

        private static String quote() throws Exception {
          var device = UnixDomainSocketAddress.of("/dev/sgx-simulator");
          try (SocketChannel channel = SocketChannel.open(device)) {
            channel.write(ByteBuffer.allocate(64).put(0, (byte) 7));
            channel.shutdownOutput();
            return HexFormat.of().formatHex(Channels.newInputStream(channel).readAllBytes());
          }
        }
      }
      """;

  private static final String TOKEN = "the-token-of-the-core";

  @TempDir static Path scratch;

  private Coffer coffer = new Coffer(Path.of("."));
  private Path service = Path.of(".");
  private Coffer.Result up = new Coffer.Result(-1, "", "");
  private ServerSocket peer;

  @BeforeAll
  void startEnclave() throws Exception {
    peer = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::servePeer);
    coffer =
        new Coffer(scratch.resolve("home"))
            .with("OPERATOR_LOG", "loud")
            .with("HOST_ONLY", "stays outside")
            .with("core_api_token", "of the host, which a secret replaces");
    service = Files.createDirectory(scratch.resolve("enclave"));
    write("coffer.yaml", workload());
    write(
        "Occlum.json",
        OcclumSamples.CONFIG
            .replace("[\"core_api_token\"]", "[\"core_api_token\", \"OPERATOR_LOG\"]")
            .replace("\"user_space_size\": \"64MB\"", "\"user_space_size\": \"512MB\""));
    write("src/Main.java", MAIN);
    write("conf/local-config.json", "{\"environment\":\"local\"}");
    write("token", TOKEN + "\n");
    Files.setPosixFilePermissions(
        service.resolve("token"), PosixFilePermissions.fromString("rw-------"));
    OcclumSamples.writeDistribution(service.resolve("dist"));
    OcclumSamples.writeKey(service.resolve("key.pem"));
    up = coffer.run("up", service.toString(), "--tee", "sgx", "--config", "local");
    assertEquals(0, up.exit(), up::all);
  }

  @AfterAll
  void nothingStaysBehind() throws IOException {
    peer.close();
    assertEquals(0, coffer.run("down", "--all").exit());
    assertEquals(1, coffer.run("status", "enclave").exit());
  }

  private void servePeer() {
    try {
      while (true) {
        try (Socket client = peer.accept()) {
          client.getOutputStream().write("hello from the peer".getBytes(StandardCharsets.US_ASCII));
        }
      }
    } catch (IOException closed) {
      return;
    }
  }

  private String workload() {
    return WORKLOAD.replace("PEER", Integer.toString(peer.getLocalPort()));
  }

  private void write(String file, String text) throws IOException {
    Path path = service.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private SgxIdentity identity() throws IOException {
    return SgxIdentity.parse(Files.readAllBytes(packageFolder().resolve("identity.json")));
  }

  private Path packageFolder() {
    return service.resolve(".coffer/sgx/package");
  }

  private String get(String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(up.after("url") + path)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  /// Another start from the same package, which nothing is built for.
  private Coffer.Result again(Path folder, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "up",
                service.toString(),
                "--tee",
                "sgx",
                "--name",
                "again",
                "--package",
                folder.toString()));
    words.addAll(List.of(more));
    return coffer.run(words.toArray(String[]::new));
  }

  private void assertNothingStarted() {
    assertEquals(1, coffer.run("status", "again").exit(), "something was started");
  }

  @Test
  void itIsBelievedUnderItsIdentityAndTheIdentitySaysWhatItIsWorth() throws Exception {
    assertEquals("trusted (development root)", up.after("verdict"));
    assertEquals(identity().mrEnclave().toHex(), up.after("MRENCLAVE"));
    assertEquals("7", up.after("ISVPRODID"));
    assertTrue(up.err().contains(SgxIdentity.OCCLUM_STATEMENT), up::all);
    Coffer.Result status = coffer.run("status", "--json", "enclave");
    assertEquals(0, status.exit(), status::all);
    assertTrue(status.out().contains(identity().mrEnclave().toHex()), status::all);
    assertTrue(coffer.run("logs", "enclave").out().contains("listening"));
  }

  @Test
  void theServiceGetsQuotesOfItsEnclave() throws Exception {
    SgxQuote quote =
        assertInstanceOf(SgxQuote.class, Quote.parse(HexFormat.of().parseHex(get("/quote"))));
    assertEquals(identity().mrEnclave(), quote.report().mrEnclave());
    assertEquals(identity().mrSigner(), quote.report().mrSigner());
    assertFalse(quote.report().attributes().debug());
    assertEquals(Bytes.parseHex("07" + "00".repeat(63)), quote.report().reportData());
  }

  @Test
  void itHasTheFilesOfItsImageAndWhatItMayReach() throws Exception {
    assertEquals("{\"environment\":\"local\"}", get("/"));
    assertEquals("true", get("/host"));
    assertEquals("written", get("/write"));
    assertEquals("hello from the peer", get("/peer"));
  }

  @Test
  void itHasTheMemoryOfItsConfiguration() throws Exception {
    String limits = get("/limits");
    assertTrue(
        limits.lines().anyMatch(line -> line.matches("Max address space +536870912 +536870912 .*")),
        limits);
  }

  @Test
  void onlyVariablesOfTheConfigurationArrive() throws Exception {
    String env = get("/env");
    assertTrue(env.contains("GREETING=hello") && env.contains("OCCLUM=yes"), env);
    assertTrue(env.contains("OPERATOR_LOG=loud"), env);
    assertTrue(env.contains("core_api_token=" + TOKEN), env);
    assertFalse(env.contains("HOST_ONLY") || env.contains("HOME"), env);
    Coffer.Result denied = again(packageFolder(), "--env", "EXTRA=1");
    assertEquals(1, denied.exit(), denied::all);
    assertTrue(
        denied.err().contains("EXTRA") && denied.err().contains("OPERATOR_LOG"), denied::all);
    assertNothingStarted();
  }

  @Test
  void theSecretIsInNoFileOfTheGroupAndNoArgument() throws Exception {
    Path groups = scratch.resolve("home/.local/state/coffer/groups/enclave");
    try (Stream<Path> files = Files.list(groups)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertFalse(text(file).contains(TOKEN), file.toString());
      }
    }
    int ofTheGroup = 0;
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      String arguments = text(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
      ofTheGroup += arguments.contains(groups.toString()) ? 1 : 0;
      assertFalse(arguments.contains(TOKEN), arguments);
    }
    assertTrue(ofTheGroup > 0, "no process of the group was looked at");
    assertFalse(up.all().contains(TOKEN));
  }

  /// Empty when it is gone, as processes may be.
  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }

  @Test
  void aSecretThatTheEnclaveTakesNotIsNamed() throws Exception {
    write("other/coffer.yaml", workload().replace("core-api-token", "other-token"));
    Coffer.Result result =
        coffer.run(
            "up",
            service.resolve("other").toString(),
            "--tee",
            "sgx",
            "--package",
            packageFolder().toString(),
            "--name",
            "again");
    assertEquals(1, result.exit(), result::all);
    assertTrue(result.err().contains("secret other-token"), result::all);
    assertTrue(result.err().contains("other_token"), result::all);
    assertNothingStarted();
  }

  @Test
  void aProgramThatIsNoEntryPointIsRefused() {
    Coffer.Result result = again(packageFolder(), "--", "/app/other");
    assertEquals(1, result.exit(), result::all);
    assertTrue(result.err().contains("/app/other is below none"), result::all);
    assertTrue(result.err().contains("/bin, /opt/java/bin"), result::all);
    assertNothingStarted();
  }

  @Test
  void aTamperedImageIsRefusedWithAFinding() throws Exception {
    Path copy = scratch.resolve("tampered");
    String script =
        """
        mkdir "$2" && cp "$1/identity.json" "$2" && cd "$2" && tar -xf "$1/enclave.tar.gz"
        file=$(ls -S enclave/build/mount/__ROOT/* | sed -n 2p)
        printf X | dd of="$file" bs=1 seek=20000 conv=notrunc status=none
        tar -czf enclave.tar.gz enclave
        """;
    Coffer.Result made =
        coffer.run(
            List.of("sh", "-ec", script, "sh", packageFolder().toString(), copy.toString()),
            scratch);
    assertEquals(0, made.exit(), made::all);
    Coffer.Result result = again(copy, "--json");
    assertEquals(1, result.exit(), result::all);
    assertTrue(result.err().contains("finding: image: wanted"), result::all);
    Json.Obj answer = Json.parseObject(result.out().getBytes(StandardCharsets.UTF_8));
    assertEquals(1, answer.list("findings").size());
    assertNothingStarted();
  }
}
