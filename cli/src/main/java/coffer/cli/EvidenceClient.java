package coffer.cli;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.skr.GuestEvidence;
import coffer.skr.HttpDocuments;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Asks a service for evidence over the API of the secure-key-release sidecar: its base URL, or the
/// URL of `/attest/combined` or `/attest/maa` alone.
record EvidenceClient(HttpDocuments http, String url) {
  private static final String COMBINED = "/attest/combined";
  private static final String MAA = "/attest/maa";
  private static final int NONCE_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  EvidenceClient {
    if (!isUrl(url) || !url.matches("https?://[^/?#@\\s]+(/[^?#\\s]*)?")) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "the URL of a service wanted, found '" + url + "'",
          "for example http://127.0.0.1:9000");
    }
  }

  /// What a service showed.
  ///
  /// @param guest its report and certificates; null when only a token was asked for
  /// @param token about it; null when none was asked for
  record Fetched(@Nullable GuestEvidence guest, @Nullable String token) {}

  static boolean isUrl(String shown) {
    return shown.startsWith("http://") || shown.startsWith("https://");
  }

  static String newNonce() {
    byte[] random = new byte[NONCE_BYTES];
    RANDOM.nextBytes(random);
    return Base64Text.url(random);
  }

  /// The runtime data that have `nonce` in them and nothing else.
  static Bytes runtimeData(String nonce) {
    String text = Json.object().put("nonce", nonce).build().toCompact();
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Asks for evidence over `runtimeData`, and for a token of the service `maa` (host, or
  /// host:port) unless that is null.
  Fetched fetch(Bytes runtimeData, @Nullable String maa) throws IOException {
    boolean tokenOnly = url.endsWith(MAA);
    if (tokenOnly && maa == null) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "%s: a token of whom".formatted(url),
          "name the attestation service with --authority");
    }
    boolean combinedOnly = url.endsWith(COMBINED);
    GuestEvidence guest = tokenOnly ? null : combined(runtimeData);
    String token = maa == null || combinedOnly ? null : token(runtimeData, maa);
    return new Fetched(guest, token);
  }

  private GuestEvidence combined(Bytes runtimeData) throws IOException {
    String path = url.endsWith(COMBINED) ? "" : COMBINED;
    try {
      return GuestEvidence.parse(
          ask(path, Json.object().put("runtime_data", standard(runtimeData)).build()));
    } catch (MalformedException e) {
      throw e.within(url + path);
    }
  }

  private String token(Bytes runtimeData, String maa) throws IOException {
    String path = url.endsWith(MAA) ? "" : MAA;
    Json.Obj request =
        Json.object().put("maa_endpoint", maa).put("runtime_data", standard(runtimeData)).build();
    try {
      return ask(path, request).string("token");
    } catch (MalformedException e) {
      throw e.within(url + path);
    }
  }

  private static String standard(Bytes content) {
    return Base64Text.standard(content.toArray());
  }

  private Json.Obj ask(String path, Json.Obj request) throws IOException {
    String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    URI address = URI.create(base + path);
    HttpDocuments.Reply reply = http.post(address, request, Map.of());
    if (reply.status() == 404) {
      throw new CommandFailure(
          ExitCode.ENVIRONMENT,
          address + ": nothing there",
          "the address of a secure-key-release sidecar wanted, such as http://127.0.0.1:9000");
    }
    if (!reply.ok()) {
      throw new IOException("%s: %s".formatted(address, reply.problem()));
    }
    return reply.json();
  }
}
