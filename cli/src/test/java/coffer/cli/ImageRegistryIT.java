package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.json.Json;
import coffer.testkit.FakeRegistry;
import coffer.testkit.Vectors;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Images made by mmdebstrap and buildah, in Debian's docker-registry, pushed by skopeo and by us
/// and pulled by both: over plain HTTP, over TLS with a password, and with tokens.
class ImageRegistryIT {
  private static final String USER = "ci";
  private static final String PASSWORD = "secret of ci";

  @TempDir static Path temp;

  private static Path layout;
  private static String digest;
  private static List<String> hashes;
  private static RegistryKeys keys;

  @BeforeAll
  static void make() throws Exception {
    layout = ImagesOfOthers.shared().ociLayout;
    Coffer coffer = coffer("expected");
    Json.Obj image =
        Json.parseObject(bytes(must(coffer.run("image", "inspect", "--json", "oci:" + layout))));
    digest = image.string("digest");
    hashes = new ArrayList<>();
    for (Json layer : image.list("layers")) {
      hashes.add(rootHash(coffer, ((Json.Obj) layer).string("digest").substring(7)));
    }
    keys = RegistryKeys.make(temp.resolve("keys"));
  }

  /// By gzip(1) and the command for single layers.
  private static String rootHash(Coffer coffer, String hex) {
    Path blob = layout.resolve("blobs/sha256").resolve(hex);
    return must(coffer.run(
            List.of(
                "sh",
                "-c",
                "gzip -dc '%s' | '%s' layer hash -"
                    .formatted(blob, Vectors.checkout().resolve("coffer"))),
            temp))
        .strip();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String must(Coffer.Result result) {
    assertEquals(0, result.exit(), result::all);
    return result.out();
  }

  private static String must(String... command) {
    return must(new Coffer(temp.resolve("tools")).run(List.of(command), temp));
  }

  /// With a store of its own.
  private static Coffer coffer(String name) {
    Path home = temp.resolve(name);
    return new Coffer(home).with("XDG_CACHE_HOME", home.resolve("cache").toString());
  }

  private static void assertHashes(Coffer.Result inspected) {
    assertEquals(hashes, must(inspected).lines().toList(), inspected::all);
  }

  private static String skopeoDigest(String... arguments) {
    List<String> command = new ArrayList<>(List.of("skopeo", "inspect", "--format", "{{.Digest}}"));
    command.addAll(List.of(arguments));
    return must(command.toArray(String[]::new)).strip();
  }

  @Test
  void plainHttpThereAndBack() throws Exception {
    try (DockerRegistry registry = DockerRegistry.start(temp.resolve("plain"), "", "")) {
      String host = "127.0.0.1:" + registry.port;
      must(
          "skopeo",
          "copy",
          "-q",
          "--dest-tls-verify=false",
          "oci:" + layout,
          "docker://" + host + "/theirs:1");
      Coffer coffer = coffer("plain-home");
      String theirs = host + "/theirs:1";
      assertHashes(coffer.run("image", "inspect", "--insecure", "--hashes", "--no-cache", theirs));
      assertEquals(
          host + "/theirs@" + digest + "\n",
          must(coffer.run("image", "pull", "--insecure", theirs)));
      assertHashes(coffer.run("image", "inspect", "--offline", "--hashes", theirs));
      must(coffer.run("image", "push", "--insecure", "store:" + theirs, host + "/team/ours:2"));
      assertEquals(digest, skopeoDigest("--tls-verify=false", "docker://" + host + "/team/ours:2"));
      must(
          "skopeo",
          "copy",
          "-q",
          "--src-tls-verify=false",
          "docker://" + host + "/team/ours:2",
          "oci:back:app");
      assertHashes(
          coffer.run("image", "inspect", "--hashes", "--no-cache", "oci:" + temp.resolve("back")));
      assertFragmentIsAttached(coffer, host, theirs);
    }
  }

  /// This registry lists no referrers, so the fragment is found by its tag.
  private static void assertFragmentIsAttached(Coffer coffer, String host, String image)
      throws Exception {
    TestSigner.write(temp, "EC", "secp384r1");
    must(
        coffer.run(
            "policy",
            "fragment",
            "--insecure",
            "--image",
            image,
            "-n",
            "theirs",
            "--svn",
            "1",
            "--feed",
            host + "/feeds/theirs",
            "-k",
            temp.resolve("key.pem").toString(),
            "--chain",
            temp.resolve("chain.pem").toString(),
            "--output-filename",
            temp.resolve("theirs.rego").toString(),
            "--no-print",
            "--upload-fragment"));
    String statement =
        must(
            coffer.run(
                "policy", "fragment", "--insecure", "-g", "--image", image, "--minimum-svn", "1"));
    assertTrue(statement.contains(host + "/feeds/theirs"), statement);
    String attached =
        must(
            "skopeo",
            "inspect",
            "--raw",
            "--tls-verify=false",
            "docker://" + host + "/theirs:" + digest.replace(':', '-'));
    assertTrue(attached.contains("application/x-ms-ccepolicy-frag"), attached);
  }

  @Test
  void archivesOfOursAreReadByOthers() throws Exception {
    Coffer coffer = coffer("archives");
    Path docker = temp.resolve("ours.docker.tar");
    Path oci = temp.resolve("ours.oci.tar");
    must(coffer.run("image", "copy", "oci:" + layout, "docker-archive:" + docker + ":ours:1"));
    must(coffer.run("image", "copy", "oci:" + layout, "oci-archive:" + oci + ":ours"));
    must("skopeo", "copy", "-q", "docker-archive:" + docker, "oci:from-docker:app");
    must("skopeo", "copy", "-q", "oci-archive:" + oci, "oci:from-oci:app");
    for (String read : List.of("from-docker", "from-oci")) {
      assertHashes(
          coffer.run("image", "inspect", "--hashes", "--no-cache", "oci:" + temp.resolve(read)));
    }
    assertEquals(digest, skopeoDigest("oci-archive:" + oci));
  }

  @Test
  void passwordOverTls() throws Exception {
    String auth = keys.passwords(USER, PASSWORD);
    try (DockerRegistry registry = DockerRegistry.start(temp.resolve("tls"), auth, keys.tls())) {
      String host = "localhost:" + registry.port;
      must(
          "skopeo",
          "copy",
          "-q",
          "--dest-cert-dir",
          keys.folder().toString(),
          "--dest-creds",
          USER + ":" + PASSWORD,
          "oci:" + layout,
          "docker://" + host + "/app:1");
      String app = host + "/app:1";
      String ca = keys.authority().toString();

      Coffer.Result untrusted = coffer("tls-home").run("image", "inspect", app);
      assertEquals(4, untrusted.exit(), untrusted::all);
      assertTrue(untrusted.err().contains("--ca"), untrusted::all);

      Coffer.Result anonymous = coffer("tls-home").run("image", "inspect", "--ca", ca, app);
      assertEquals(4, anonymous.exit(), anonymous::all);
      assertTrue(anonymous.err().contains("not signed in"), anonymous::all);

      Path auths = RegistryKeys.login(temp.resolve("auths.json"), host, USER, PASSWORD);
      Coffer signedIn = coffer("tls-home").with("REGISTRY_AUTH_FILE", auths.toString());
      assertHashes(signedIn.run("image", "inspect", "--ca", ca, "--hashes", "--no-cache", app));
      must(signedIn.run("image", "push", "--ca", ca, "oci:" + layout, host + "/ours:1"));
      assertEquals(
          digest,
          skopeoDigest(
              "--cert-dir",
              keys.folder().toString(),
              "--creds",
              USER + ":" + PASSWORD,
              "docker://" + host + "/ours:1"));

      Path wrong = RegistryKeys.login(temp.resolve("wrong.json"), host, USER, "not it");
      Coffer.Result refused =
          coffer("tls-home")
              .run("image", "inspect", "--ca", ca, "--auth-file", wrong.toString(), app);
      assertEquals(4, refused.exit(), refused::all);
      assertFalse(refused.all().contains("not it"), refused::all);

      assertHelperIsAsked(host, ca, app);
      assertPasswordIsRead(ca, app);
    }
  }

  private static void assertHelperIsAsked(String host, String ca, String app) throws IOException {
    Path programs = Files.createDirectories(temp.resolve("bin"));
    Path helper = programs.resolve("docker-credential-fortest");
    Files.writeString(
        helper,
        """
        #!/bin/sh
        [ "$1" = get ] && [ "$(cat)" = %s ] || exit 1
        printf '{"ServerURL":"x","Username":"%s","Secret":"%s"}'
        """
            .formatted(host, USER, PASSWORD));
    assertTrue(helper.toFile().setExecutable(true));
    Path config = Files.createDirectories(temp.resolve("docker"));
    Files.writeString(
        config.resolve("config.json"), "{\"credHelpers\":{\"%s\":\"fortest\"}}".formatted(host));
    assertHashes(
        coffer("tls-home")
            .with("DOCKER_CONFIG", config.toString())
            .with("PATH", programs + ":" + System.getenv("PATH"))
            .run("image", "inspect", "--ca", ca, "--hashes", app));
  }

  private static void assertPasswordIsRead(String ca, String app) {
    assertHashes(
        coffer("tls-home")
            .run(
                List.of(
                    "sh",
                    "-c",
                    "echo '%s' | '%s' image inspect --ca '%s' --username %s --password-stdin --hashes %s"
                        .formatted(PASSWORD, Vectors.checkout().resolve("coffer"), ca, USER, app)),
                temp));
  }

  @Test
  void tokensOfAService() throws Exception {
    try (TokenServer tokens = new TokenServer(keys.keyStore(), USER, PASSWORD)) {
      String auth =
          """
          auth: {token: {realm: '%s', service: '%s', issuer: '%s', rootcertbundle: '%s'}}"""
              .formatted(tokens.realm(), TokenServer.SERVICE, TokenServer.ISSUER, keys.authority());
      try (DockerRegistry registry =
          DockerRegistry.start(temp.resolve("token"), auth, keys.tls())) {
        String host = "localhost:" + registry.port;
        Coffer coffer =
            coffer("token-home")
                .with(
                    "REGISTRY_AUTH_FILE",
                    RegistryKeys.login(temp.resolve("token.json"), host, USER, PASSWORD)
                        .toString());
        String ca = keys.authority().toString();
        String app = host + "/app:1";
        must(coffer.run("image", "push", "--ca", ca, "oci:" + layout, app));
        assertHashes(coffer.run("image", "inspect", "--ca", ca, "--hashes", "--no-cache", app));
        assertTrue(tokens.scopes.contains("repository:app:pull,push"), tokens.scopes::toString);
        assertTrue(tokens.scopes.contains("repository:app:pull"), tokens.scopes::toString);
        assertEquals(
            digest,
            skopeoDigest(
                "--cert-dir",
                keys.folder().toString(),
                "--creds",
                USER + ":" + PASSWORD,
                "docker://" + app));
      }
    }
  }

  @Test
  void twoProcessesPullAtOnce() throws Exception {
    try (DockerRegistry registry = DockerRegistry.start(temp.resolve("two"), "", "");
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      String app = "127.0.0.1:" + registry.port + "/app:1";
      must(coffer("two-home").run("image", "push", "--insecure", "oci:" + layout, app));
      List<CompletableFuture<Coffer.Result>> pulls = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        pulls.add(
            CompletableFuture.supplyAsync(
                () -> coffer("two-home").run("image", "pull", "--insecure", app), threads));
      }
      for (CompletableFuture<Coffer.Result> pull : pulls) {
        assertTrue(must(pull.get()).endsWith("@" + digest + "\n"));
      }
      assertHashes(coffer("two-home").run("image", "inspect", "--offline", "--hashes", app));
    }
  }

  @Test
  void brokenConnectionInABlobGoesOn() throws Exception {
    try (DockerRegistry registry = DockerRegistry.start(temp.resolve("broken"), "", "");
        HttpClient client = HttpClient.newHttpClient();
        FakeRegistry proxy = new FakeRegistry()) {
      must(
          coffer("broken-home")
              .run(
                  "image",
                  "push",
                  "--insecure",
                  "oci:" + layout,
                  "127.0.0.1:" + registry.port + "/app:1"));
      AtomicInteger breaks = new AtomicInteger(2);
      proxy.with(
          exchange -> {
            pass(client, registry.port, exchange, breaks);
            return true;
          });
      String app = proxy.address() + "/app:1";
      assertTrue(
          must(coffer("broken-home").run("image", "pull", "--insecure", app))
              .endsWith("@" + digest + "\n"));
      assertEquals(2, proxy.count(" bytes="), proxy.requests::toString);
      breaks.set(2);
      assertHashes(
          coffer("broken-home")
              .run("image", "inspect", "--insecure", "--hashes", "--no-cache", app));
    }
  }

  /// Hands a request on, and breaks large answers off in the middle while `breaks` are left.
  private static void pass(HttpClient client, int port, HttpExchange exchange, AtomicInteger breaks)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + exchange.getRequestURI()));
    for (String header : List.of("Range", "Accept")) {
      exchange
          .getRequestHeaders()
          .getOrDefault(header, List.of())
          .forEach(value -> request.header(header, value));
    }
    HttpResponse<byte[]> response;
    try {
      response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    for (String header : List.of("Content-Type", "Content-Range", "Docker-Content-Digest")) {
      response
          .headers()
          .firstValue(header)
          .ifPresent(value -> exchange.getResponseHeaders().set(header, value));
    }
    byte[] body = response.body();
    if (body.length > 1_000_000 && breaks.getAndDecrement() > 0) {
      FakeRegistry.broken(
          exchange, response.statusCode(), body.length, Arrays.copyOf(body, body.length / 2));
      return;
    }
    exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
