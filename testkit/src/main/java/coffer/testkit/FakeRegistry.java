package coffer.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A registry in memory on a free port of this machine (OCI distribution specification 1.1: pull,
/// push in one piece and in chunks, mounts, no referrers), honest until a [Fault] is added.
public final class FakeRegistry implements AutoCloseable {
  /// A stored manifest.
  public record Manifest(String mediaType, byte[] content) {}

  /// Answers some requests in the registry's place.
  @FunctionalInterface
  public interface Fault {
    /// True when it has answered.
    boolean answer(HttpExchange exchange) throws IOException;
  }

  private static final String OCTETS = "application/octet-stream";

  private final HttpServer server;

  /// All blobs by digest, of all repositories.
  public final Map<String, byte[]> blobs = new ConcurrentHashMap<>();

  /// Which repository has which blob: `NAME@DIGEST`.
  public final Map<String, Boolean> owned = new ConcurrentHashMap<>();

  /// By `NAME:TAG` and `NAME:DIGEST`.
  public final Map<String, Manifest> manifests = new ConcurrentHashMap<>();

  /// The requests so far: method, path with query, and range.
  public final List<String> requests = new CopyOnWriteArrayList<>();

  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final Map<String, byte[]> uploads = new ConcurrentHashMap<>();

  public FakeRegistry() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  /// `127.0.0.1:PORT`.
  public String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /// Adds a fault; those added later are asked first.
  public FakeRegistry with(Fault fault) {
    faults.addFirst(fault);
    return this;
  }

  /// Adds a fault to the first `times` requests whose path contains `part`.
  public FakeRegistry with(String part, int times, Fault fault) {
    AtomicInteger left = new AtomicInteger(times);
    return with(
        exchange ->
            exchange.getRequestURI().getPath().contains(part)
                && left.getAndDecrement() > 0
                && fault.answer(exchange));
  }

  /// Stores a blob; returns its digest.
  public String putBlob(String repository, byte[] content) {
    String digest = digest(content);
    blobs.put(digest, content);
    owned.put(repository + "@" + digest, true);
    return digest;
  }

  /// Stores a manifest under a tag and its digest; returns the digest.
  public String putManifest(String repository, String tag, String mediaType, byte[] content) {
    String digest = digest(content);
    manifests.put(repository + ":" + tag, new Manifest(mediaType, content));
    manifests.put(repository + ":" + digest, new Manifest(mediaType, content));
    return digest;
  }

  public static String digest(byte[] content) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /// How many requests so far contain `part`.
  public long count(String part) {
    return requests.stream().filter(request -> request.contains(part)).count();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String range = exchange.getRequestHeaders().getFirst("Range");
      requests.add(
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestURI()
              + (range == null ? "" : " " + range));
      for (Fault fault : faults) {
        if (fault.answer(exchange)) {
          return;
        }
      }
      route(exchange);
    }
  }

  private void route(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring("/v2/".length());
    for (String kind : new String[] {"/blobs/uploads/", "/blobs/", "/manifests/"}) {
      int at = path.lastIndexOf(kind);
      if (at >= 0) {
        String repository = path.substring(0, at);
        String name = path.substring(at + kind.length());
        switch (kind) {
          case "/blobs/" -> blob(exchange, repository, name);
          case "/manifests/" -> manifest(exchange, repository, name);
          default -> upload(exchange, repository, name);
        }
        return;
      }
    }
    answer(exchange, 404, "text/plain", new byte[0]);
  }

  private void blob(HttpExchange exchange, String repository, String digest) throws IOException {
    byte[] content = blobs.get(digest);
    if (content == null || !owned.containsKey(repository + "@" + digest)) {
      error(exchange, 404, "BLOB_UNKNOWN");
      return;
    }
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null) {
      answer(exchange, 200, OCTETS, content);
      return;
    }
    int start = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    exchange
        .getResponseHeaders()
        .set(
            "Content-Range", "bytes %d-%d/%d".formatted(start, content.length - 1, content.length));
    answer(exchange, 206, OCTETS, Arrays.copyOfRange(content, start, content.length));
  }

  private void manifest(HttpExchange exchange, String repository, String name) throws IOException {
    if (exchange.getRequestMethod().equals("PUT")) {
      byte[] content = exchange.getRequestBody().readAllBytes();
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      manifests.put(repository + ":" + name, new Manifest(String.valueOf(type), content));
      manifests.put(
          repository + ":" + digest(content), new Manifest(String.valueOf(type), content));
      exchange.getResponseHeaders().set("Docker-Content-Digest", digest(content));
      answer(exchange, 201, OCTETS, new byte[0]);
      return;
    }
    Manifest found = manifests.get(repository + ":" + name);
    if (found == null) {
      error(exchange, 404, "MANIFEST_UNKNOWN");
      return;
    }
    exchange.getResponseHeaders().set("Docker-Content-Digest", digest(found.content));
    answer(exchange, 200, found.mediaType, found.content);
  }

  private void upload(HttpExchange exchange, String repository, String id) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    switch (exchange.getRequestMethod()) {
      case "POST" -> startUpload(exchange, repository, query);
      case "PATCH" -> {
        if (append(exchange, id)) {
          location(exchange, repository, id);
          answer(exchange, 202, OCTETS, new byte[0]);
        }
      }
      case "GET" -> {
        location(exchange, repository, id);
        answer(exchange, 204, OCTETS, new byte[0]);
      }
      default -> {
        if (append(exchange, id)) {
          finishUpload(exchange, repository, id, query);
        }
      }
    }
  }

  private void startUpload(HttpExchange exchange, String repository, String query)
      throws IOException {
    @Nullable String mount = parameter(query, "mount");
    if (mount != null && owned.containsKey(parameter(query, "from") + "@" + mount)) {
      owned.put(repository + "@" + mount, true);
      answer(exchange, 201, OCTETS, new byte[0]);
      return;
    }
    String id = UUID.randomUUID().toString();
    uploads.put(id, new byte[0]);
    location(exchange, repository, id);
    answer(exchange, 202, OCTETS, new byte[0]);
  }

  private void location(HttpExchange exchange, String repository, String id) {
    exchange.getResponseHeaders().set("Location", "/v2/" + repository + "/blobs/uploads/" + id);
    int length = uploads.getOrDefault(id, new byte[0]).length;
    exchange.getResponseHeaders().set("Range", "0-" + Math.max(0, length - 1));
  }

  private boolean append(HttpExchange exchange, String id) throws IOException {
    byte[] before = uploads.getOrDefault(id, new byte[0]);
    String range = exchange.getRequestHeaders().getFirst("Content-Range");
    if (range != null && !range.startsWith(before.length + "-")) {
      answer(exchange, 416, OCTETS, new byte[0]);
      return false;
    }
    byte[] more = exchange.getRequestBody().readAllBytes();
    byte[] both = Arrays.copyOf(before, before.length + more.length);
    System.arraycopy(more, 0, both, before.length, more.length);
    uploads.put(id, both);
    return true;
  }

  private void finishUpload(HttpExchange exchange, String repository, String id, String query)
      throws IOException {
    byte[] content = uploads.getOrDefault(id, new byte[0]);
    uploads.remove(id);
    if (!digest(content).equals(parameter(query, "digest"))) {
      error(exchange, 400, "DIGEST_INVALID");
      return;
    }
    putBlob(repository, content);
    answer(exchange, 201, OCTETS, new byte[0]);
  }

  private static @Nullable String parameter(String query, String name) {
    for (String part : query.split("&", -1)) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    return null;
  }

  /// Answers with an error as registries do.
  public static void error(HttpExchange exchange, int status, String code) throws IOException {
    answer(
        exchange,
        status,
        "application/json",
        "{\"errors\":[{\"code\":\"%s\",\"message\":\"as asked for\"}]}"
            .formatted(code)
            .getBytes(StandardCharsets.UTF_8));
  }

  /// Answers with a body.
  public static void answer(HttpExchange exchange, int status, String type, byte[] content)
      throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Content-Type", type);
    boolean empty = content.length == 0 || status == 204;
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(content.length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, empty ? -1 : content.length);
    if (!empty) {
      exchange.getResponseBody().write(content);
    }
  }

  /// Announces `announced` bytes, sends `content` and breaks the connection off.
  public static void broken(HttpExchange exchange, int status, long announced, byte[] content)
      throws IOException {
    exchange.sendResponseHeaders(status, announced);
    exchange.getResponseBody().write(content);
    exchange.getResponseBody().flush();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
