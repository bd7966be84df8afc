package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.testkit.Vectors;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// examples/operator as its README tells it: three artifacts and an identity, Core that believes in
/// this identity, and one that does not believe in another.
class OperatorIT {
  private static final Path EXAMPLE = Vectors.checkout().resolve("examples/operator");
  private static final String CORE_TOKEN = "the-token-for-core";
  private static final String OPTOUT_TOKEN = "the-token-for-optout";

  @TempDir Path scratch;

  private final int corePort = freePort();
  private final int optOutPort = freePort();
  private Coffer coffer = new Coffer(Path.of("."));
  private Path service = Path.of(".");
  private @Nullable Process standins;

  private static int freePort() {
    try {
      return Served.freePort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void copyExample() throws Exception {
    coffer =
        new Coffer(scratch.resolve("home"))
            .with("core_api_token", CORE_TOKEN)
            .with("optout_api_token", OPTOUT_TOKEN)
            .with("MAVEN_USER_HOME", System.getProperty("user.home") + "/.m2");
    service = Files.createDirectories(scratch.resolve("operator"));
    must("cp", "-r", "Occlum.json", "conf", service.toString());
    writeWorkload(
        Files.readString(EXAMPLE.resolve("coffer.yaml"))
            .replaceFirst("(?m)^  inputs:.*\n(    - .*\n)+", "")
            .replace("../../", Vectors.checkout() + "/")
            .replace("jar: service", "jar: " + EXAMPLE + "/service")
            .replace("{container: 8088}", "{container: 8088, host: %d}".formatted(corePort))
            .replace("{container: 8081}", "{container: 8081, host: %d}".formatted(optOutPort)));
    must("./standins.sh", "occlum", service.resolve("occlum-dist").toString());
    OcclumSamples.writeKey(service.resolve("enclave-key.pem"));
  }

  @AfterEach
  void end() throws Exception {
    coffer.run("down", "--all");
    if (standins != null) {
      standins.destroyForcibly().waitFor();
    }
  }

  private void must(String... command) {
    Coffer.Result result = coffer.run(List.of(command), EXAMPLE);
    assertEquals(0, result.exit(), result::all);
  }

  private String workload() throws IOException {
    return Files.readString(service.resolve("coffer.yaml"));
  }

  private void writeWorkload(String text) throws IOException {
    Files.writeString(service.resolve("coffer.yaml"), text);
  }

  private Coffer.Result did(String... words) {
    Coffer.Result result = coffer.run(words);
    assertEquals(0, result.exit(), result::all);
    return result;
  }

  @Test
  void coreBelievesInTheApprovedEnclaveAndInNoOther() throws Exception {
    threeArtifactsOfTheSameBytes();
    Coffer.Result up = did("up", service.toString(), "--tee", "sgx", "--config", "local");
    List<String> urls =
        up.out()
            .lines()
            .filter(line -> line.startsWith("url"))
            .map(line -> line.substring("url".length()).strip())
            .toList();
    assertEquals(2, urls.size(), up::all);
    assertEquals(503, get(urls.getFirst() + "/ops/healthcheck").statusCode());

    startStandins(service.resolve(".coffer/sgx/package/identity.json"));
    HttpResponse<String> health = healthWhen(h -> h.statusCode() == 200, urls.getFirst());
    assertEquals(200, health.statusCode(), health::body);
    assertMaps(urls);
    did("down", "uid2-operator");

    buildAnother();
    Coffer.Result other = did("up", service.toString(), "--tee", "sgx", "--config", "local");
    HttpResponse<String> refused = healthWhen(h -> h.body().contains("403"), other.after("url"));
    assertEquals(503, refused.statusCode(), refused::body);
    for (String word : List.of("403", "FORBIDDEN_ENCLAVE", "mrenclave: ", "mrsigner: ")) {
      assertTrue(refused.body().contains(word), refused::body);
    }
    assertTrue(did("logs", "uid2-operator").out().contains("not attested: "));
  }

  /// The first build makes the jar as the example says, and the container image that is the base.
  private void threeArtifactsOfTheSameBytes() throws Exception {
    did("build", service.toString());
    writeWorkload(workload().replaceFirst("(?m)^  build: .*\n", ""));
    String base = "oci:" + service.resolve(".coffer/image");
    Coffer.Result built =
        did("build", service.toString(), "--tee", "sgx", "--config", "prod", "--base", base);
    Path archive = Path.of(built.after("package"));
    assertTrue(Files.exists(Path.of(built.after("archive").split(" ")[0])), built::all);
    assertTrue(Files.isDirectory(Path.of(built.after("image").split(" ")[0])), built::all);
    assertEquals("770", built.after("ISVPRODID"));
    assertEquals(64, built.after("MRENCLAVE").length());
    Path elsewhere = scratch.resolve("elsewhere");
    did(
        "build",
        service.toString(),
        "--tee",
        "sgx",
        "--config",
        "prod",
        "--out",
        elsewhere.toString());
    assertArrayEquals(
        Files.readAllBytes(archive),
        Files.readAllBytes(elsewhere.resolve("package/uid2-operator.tar.gz")));
  }

  /// A jar that is one byte longer, and another signer.
  private void buildAnother() throws Exception {
    Path jars = EXAMPLE.resolve("service/target");
    Path own = Files.createDirectories(scratch.resolve("other"));
    must("sh", "-c", "cp \"$1\"/*.jar \"$2\"", "sh", jars.toString(), own.toString());
    Path jar = own.resolve("uid2-operator.jar");
    byte[] bytes = Files.readAllBytes(jar);
    byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + 1);
    longer[bytes.length - 2] = 1; // the length of a comment at its end
    longer[bytes.length] = 'x';
    Files.write(jar, longer);
    OcclumSamples.writeKey(service.resolve("enclave-key.pem"));
    writeWorkload(workload().replace(jars.toString(), own.toString()));
  }

  private void startStandins(Path identity) throws Exception {
    Path list = Files.writeString(scratch.resolve("optout.txt"), hash("out@example.com") + "\n");
    ProcessBuilder builder =
        new ProcessBuilder(
                EXAMPLE.resolve("standins.sh").toString(),
                "--identity",
                identity.toString(),
                "--allow-development-root",
                "--optout",
                list.toString(),
                "--core-port",
                Integer.toString(corePort),
                "--optout-port",
                Integer.toString(optOutPort))
            .redirectErrorStream(true)
            .redirectOutput(scratch.resolve("standins.log").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("XDG_"));
    builder.environment().put("HOME", scratch.resolve("home").toString());
    builder.environment().put("core_api_token", CORE_TOKEN);
    builder.environment().put("optout_api_token", OPTOUT_TOKEN);
    standins = builder.start();
  }

  private void assertMaps(List<String> urls) throws Exception {
    HttpResponse<String> mapped =
        send(
            HttpRequest.newBuilder(URI.create(urls.getFirst() + "/v2/identity/map"))
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"email\":[\"In@example.com\",\"out@example.com\"]}"))
                .build());
    assertEquals(200, mapped.statusCode(), mapped::body);
    String out =
        "\"unmapped\":[{\"identifier\":\"%s\",\"reason\":\"optout\"}]"
            .formatted(hash("out@example.com"));
    assertTrue(mapped.body().contains(out), mapped::body);
    assertTrue(
        mapped.body().contains("\"identifier\":\"%s\"".formatted(hash("in@example.com"))),
        mapped::body);
    String metrics = get(urls.get(1) + "/metrics").body();
    for (String line :
        List.of(
            "operator_identifiers_mapped_total 1",
            "operator_identifiers_optout_total 1",
            "operator_attestations_total 1",
            "operator_ready 1")) {
      assertTrue(metrics.lines().anyMatch(line::equals), metrics);
    }
    assertFalse(metrics.contains("operator_attestations_failed_total 0"), metrics);
  }

  private static String hash(String email) throws Exception {
    byte[] bytes = email.getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /// The health once it is as wanted, or what it is after 20 s.
  private static HttpResponse<String> healthWhen(Predicate<HttpResponse<String>> wanted, String url)
      throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    HttpResponse<String> health = get(url + "/ops/healthcheck");
    while (!wanted.test(health) && Instant.now().isBefore(end)) {
      Thread.sleep(200);
      health = get(url + "/ops/healthcheck");
    }
    return health;
  }

  private static HttpResponse<String> get(String url) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(url)).build());
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }
}
