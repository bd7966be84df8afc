package coffer.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.oci.Descriptor;
import coffer.oci.ImageReference;
import coffer.oci.MediaType;
import coffer.testkit.FakeRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A registry that is honest, and one that lies.
class RegistryClientTest {
  private static final byte[] BLOB = random(1_000_000);
  private static final Descriptor DESCRIBED =
      new Descriptor(MediaType.OCI_LAYER, Digest.sha256Of(BLOB), BLOB.length);
  private static final byte[] INDEX =
      "{\"schemaVersion\":2,\"manifests\":[]}".getBytes(StandardCharsets.UTF_8);
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final FakeRegistry registry = new FakeRegistry();
  private final List<Duration> pauses = new ArrayList<>();
  private final RegistryOptions options =
      RegistryOptions.DEFAULT
          .withInsecure(true)
          .withRetry(
              new Retry(
                  4,
                  Duration.ofMillis(10),
                  Duration.ofSeconds(30),
                  Clock.fixed(NOW, ZoneOffset.UTC),
                  pauses::add))
          .withStall(Duration.ofSeconds(5));

  RegistryClientTest() {
    registry.putBlob("app", BLOB);
    registry.putManifest("app", "1", MediaType.OCI_INDEX, INDEX);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private ImageReference app() {
    return ImageReference.parse(registry.address() + "/app:1");
  }

  private byte[] fetchBlob(RegistryOptions with) throws Exception {
    try (RegistryClient client = new RegistryClient(with);
        InputStream in = client.openBlob(app(), DESCRIBED, 0)) {
      return in.readAllBytes();
    }
  }

  private RemoteManifest fetchManifest(ImageReference reference) throws Exception {
    try (RegistryClient client = new RegistryClient(options)) {
      return client.fetchManifest(reference);
    }
  }

  private static String message(Class<? extends Exception> type, Executable work) {
    return String.valueOf(assertThrows(type, work::run).getMessage());
  }

  private interface Executable {
    void run() throws Exception;
  }

  @Test
  void manifestsAndBlobsComeAsTheyAre() throws Exception {
    RemoteManifest manifest = fetchManifest(app());
    assertArrayEquals(INDEX, manifest.content());
    assertEquals(
        new Descriptor(MediaType.OCI_INDEX, Digest.sha256Of(INDEX), INDEX.length),
        manifest.descriptor());
    assertArrayEquals(BLOB, fetchBlob(options));
    assertEquals(List.of(), pauses);
  }

  @Test
  void brokenConnectionGoesOnWhereItBroke() throws Exception {
    registry.with(
        "/blobs/",
        1,
        exchange -> {
          FakeRegistry.broken(exchange, 200, BLOB.length, Arrays.copyOf(BLOB, 300_000));
          return true;
        });
    assertArrayEquals(BLOB, fetchBlob(options));
    String second = registry.requests.get(1);
    assertTrue(second.contains(" bytes="), second);
    assertFalse(second.endsWith(" bytes=0-"), second);
    assertEquals(1, pauses.size());
  }

  @Test
  void brokenConnectionToARegistryWithoutRanges() throws Exception {
    registry.with(
        exchange -> {
          if (exchange.getRequestHeaders().containsKey("Range")) {
            FakeRegistry.answer(exchange, 200, "application/octet-stream", BLOB);
            return true;
          }
          return false;
        });
    registry.with(
        "/blobs/",
        1,
        exchange -> {
          FakeRegistry.broken(exchange, 200, BLOB.length, Arrays.copyOf(BLOB, 300_000));
          return true;
        });
    assertArrayEquals(BLOB, fetchBlob(options));
  }

  @Test
  void connectionThatBreaksForEverEnds() {
    registry.with(
        exchange -> {
          FakeRegistry.broken(exchange, 200, BLOB.length, new byte[0]);
          return true;
        });
    String message = message(IOException.class, () -> fetchBlob(options));
    assertTrue(message.contains("the connection broke 4 times"), message);
  }

  @Test
  void silenceEnds() {
    registry.with(
        exchange -> {
          exchange.sendResponseHeaders(200, BLOB.length);
          exchange.getResponseBody().write(1);
          exchange.getResponseBody().flush();
          pause(Duration.ofSeconds(10));
          return true;
        });
    String message =
        message(IOException.class, () -> fetchBlob(options.withStall(Duration.ofMillis(200))));
    assertTrue(message.contains("the connection broke"), message);
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void wrongLengthIsRefused() {
    registry.with(
        exchange -> {
          FakeRegistry.broken(exchange, 200, 7, new byte[7]);
          return true;
        });
    String message = message(MalformedException.class, () -> fetchBlob(options));
    assertTrue(message.endsWith("1000000 bytes wanted, the registry announces 7"), message);
  }

  @Test
  void moreThanAskedForIsRefused() {
    registry.with(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(BLOB);
          exchange.getResponseBody().write(1);
          return true;
        });
    String message = message(MalformedException.class, () -> fetchBlob(options));
    assertTrue(message.endsWith("1000000 bytes wanted, found more"), message);
  }

  @Test
  void wrongRangeIsRefused() {
    registry.with(
        exchange -> {
          exchange.getResponseHeaders().set("Content-Range", "bytes 5-9/10");
          FakeRegistry.answer(exchange, 206, "application/octet-stream", new byte[5]);
          return true;
        });
    String message = message(MalformedException.class, () -> fetchBlob(options));
    assertTrue(message.contains("the registry announces 'bytes 5-9/10'"), message);
  }

  @Test
  void smallBlobsAreChecked() {
    registry.with(
        exchange -> {
          FakeRegistry.answer(exchange, 200, "application/octet-stream", new byte[BLOB.length]);
          return true;
        });
    String message =
        message(
            MalformedException.class,
            () -> {
              try (RegistryClient client = new RegistryClient(options)) {
                client.fetchBlob(app(), DESCRIBED);
              }
            });
    assertTrue(message.contains("digest " + DESCRIBED.digest() + " wanted, found"), message);
  }

  @Test
  void manifestOfAnotherDigestIsRefused() {
    Digest other = Digest.sha256Of((byte) 1);
    registry.manifests.put("app:" + other, registry.manifests.get("app:1"));
    String message =
        message(MalformedException.class, () -> fetchManifest(app().withDigest(other)));
    assertTrue(message.contains("digest " + other + " wanted, found sha256:"), message);
  }

  @Test
  void announcedDigestMustBeTrue() {
    registry.with(
        exchange -> {
          exchange.getResponseHeaders().set("Docker-Content-Digest", "sha256:" + "0".repeat(64));
          FakeRegistry.answer(exchange, 200, MediaType.OCI_INDEX, INDEX);
          return true;
        });
    String message = message(MalformedException.class, () -> fetchManifest(app()));
    assertTrue(message.contains("announced digest sha256:000"), message);
  }

  @Test
  void endlessManifestIsRefused() {
    registry.with(
        exchange -> {
          FakeRegistry.answer(exchange, 200, MediaType.OCI_INDEX, new byte[5 * 1024 * 1024]);
          return true;
        });
    String message = message(MalformedException.class, () -> fetchManifest(app()));
    assertTrue(message.endsWith("at most 4194304 bytes wanted, found more"), message);
  }

  @Test
  void missingImageSaysSo() {
    RegistryException missing =
        assertThrows(
            RegistryException.class,
            () -> fetchManifest(ImageReference.parse(registry.address() + "/app:2")));
    assertTrue(missing.isNotFound());
    assertEquals(
        registry.address() + "/app:2: not found (status 404): MANIFEST_UNKNOWN, as asked for",
        missing.getMessage());
  }

  @Test
  void unauthorizedForEverEnds() {
    registry.with(
        exchange -> {
          exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"r\"");
          FakeRegistry.error(exchange, 401, "UNAUTHORIZED");
          return true;
        });
    RegistryException refused =
        assertThrows(
            RegistryException.class,
            () -> fetchBlob(options.withCredentials(Logins.password("me", "secret"))));
    assertEquals(401, refused.status());
    assertEquals(2, registry.requests.size());
    assertFalse(String.valueOf(refused.getMessage()).contains("secret"));
  }

  @Test
  void redirectionsEnd() {
    registry.with(
        exchange -> {
          exchange.getResponseHeaders().set("Location", exchange.getRequestURI().getPath());
          FakeRegistry.answer(exchange, 307, "text/plain", new byte[0]);
          return true;
        });
    String message = message(IOException.class, () -> fetchBlob(options));
    assertTrue(message.contains("more than 5 redirections in a row"), message);
    assertEquals(6, registry.requests.size());
  }

  @Test
  void redirectionIntoTheClearIsRefused() {
    registry.with(
        exchange -> {
          exchange.getResponseHeaders().set("Location", "http://example.com/blob");
          FakeRegistry.answer(exchange, 307, "text/plain", new byte[0]);
          return true;
        });
    String message = message(IOException.class, () -> fetchBlob(options));
    assertTrue(message.endsWith("to an https address wanted, found http://"), message);
  }

  @Test
  void redirectionElsewhereShowsNoPassword() throws Exception {
    try (FakeRegistry storage = new FakeRegistry()) {
      storage.with(
          exchange -> {
            assertFalse(exchange.getRequestHeaders().containsKey("Authorization"));
            FakeRegistry.answer(exchange, 200, "application/octet-stream", BLOB);
            return true;
          });
      registry.with(Logins.basic("me", "secret"));
      registry.with(
          exchange -> {
            if (exchange.getRequestHeaders().containsKey("Authorization")) {
              exchange
                  .getResponseHeaders()
                  .set("Location", "http://" + storage.address() + "/signed");
              FakeRegistry.answer(exchange, 307, "text/plain", new byte[0]);
              return true;
            }
            return false;
          });
      assertArrayEquals(BLOB, fetchBlob(options.withCredentials(Logins.password("me", "secret"))));
      assertEquals(1, storage.requests.size());
    }
  }

  @Test
  void tooManyRequestsWaitsAsAsked() throws Exception {
    registry.with(
        "/blobs/",
        1,
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "7");
          FakeRegistry.error(exchange, 429, "TOOMANYREQUESTS");
          return true;
        });
    registry.with(
        "/blobs/",
        1,
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "Fri, 02 Jan 2026 03:04:25 GMT");
          FakeRegistry.error(exchange, 503, "UNAVAILABLE");
          return true;
        });
    assertArrayEquals(BLOB, fetchBlob(options));
    assertEquals(List.of(Duration.ofSeconds(20), Duration.ofSeconds(7)), pauses);
  }

  @Test
  void tooLongIsNotWaitedFor() {
    registry.with(
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "86400");
          FakeRegistry.error(exchange, 429, "TOOMANYREQUESTS");
          return true;
        });
    String message = message(IOException.class, () -> fetchBlob(options));
    assertTrue(message.endsWith("asks to come back in 86400 seconds; try again then"), message);
  }

  @Test
  void illServersAreAskedAgainMoreAndMoreSlowly() {
    registry.with(
        exchange -> {
          FakeRegistry.error(exchange, 500, "UNKNOWN");
          return true;
        });
    assertThrows(RegistryException.class, () -> fetchBlob(options));
    assertEquals(
        List.of(Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(40)), pauses);
  }

  @Test
  void mirrorsAreAskedFirst() throws Exception {
    try (FakeRegistry mirror = new FakeRegistry()) {
      mirror.putBlob("cache/app", BLOB);
      RegistryOptions mirrored =
          options.withMirrors(Map.of(registry.address(), List.of(mirror.address() + "/cache")));
      assertArrayEquals(BLOB, fetchBlob(mirrored));
      assertEquals(0, registry.requests.size());
      mirror.blobs.clear();
      assertArrayEquals(BLOB, fetchBlob(mirrored));
      assertEquals(1, registry.requests.size());
    }
  }

  @Test
  void unreachableRegistryIsNamed() throws Exception {
    String address = registry.address();
    registry.close();
    String message =
        message(IOException.class, () -> fetchManifest(ImageReference.parse(address + "/app:1")));
    assertTrue(message.startsWith(address + ": cannot be reached"), message);
  }

  @Test
  void plainHttpNeedsToBeAllowed() {
    assertThrows(IOException.class, () -> fetchBlob(options.withInsecure(false)));
    assertEquals(0, registry.requests.size());
  }

  @Test
  void blobsArePushedOnce() throws Exception {
    byte[] content = random(1000);
    Descriptor blob = new Descriptor(MediaType.OCI_LAYER, Digest.sha256Of(content), content.length);
    try (RegistryClient client = new RegistryClient(options)) {
      assertTrue(
          client.pushBlob(app(), blob, () -> new ByteArrayInputStream(content), Optional.empty()));
      assertFalse(
          client.pushBlob(app(), blob, () -> new ByteArrayInputStream(content), Optional.empty()));
      assertTrue(client.hasBlob(app(), blob.digest()));
    }
    assertArrayEquals(content, registry.blobs.get(blob.digest().toString()));
  }

  @Test
  void blobsOfAnotherRepositoryAreMounted() throws Exception {
    ImageReference other = ImageReference.parse(registry.address() + "/other:1");
    try (RegistryClient client = new RegistryClient(options)) {
      assertFalse(
          client.pushBlob(
              other, DESCRIBED, () -> new ByteArrayInputStream(BLOB), Optional.of(app())));
    }
    assertTrue(registry.owned.containsKey("other@" + DESCRIBED.digest()));
    assertEquals(0, registry.count("PUT"));
  }

  @Test
  void largeBlobsArePushedInChunksThatMayFail() throws Exception {
    byte[] content = random(80 * 1024 * 1024);
    Descriptor blob = new Descriptor(MediaType.OCI_LAYER, Digest.sha256Of(content), content.length);
    registry.with(
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Content-Range");
          if (range != null && range.startsWith("33554432-") && pauses.isEmpty()) {
            FakeRegistry.error(exchange, 500, "UNKNOWN");
            return true;
          }
          return false;
        });
    try (RegistryClient client = new RegistryClient(options)) {
      client.pushBlob(app(), blob, () -> new ByteArrayInputStream(content), Optional.empty());
    }
    assertArrayEquals(content, registry.blobs.get(blob.digest().toString()));
    assertEquals(4, registry.count("PATCH"));
    assertEquals(1, pauses.size());
  }

  private static byte[] random(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }
}
