package coffer.skr;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.snp.ReportData;
import java.io.IOException;
import java.util.Map;

/// The endpoints of the secure-key-release sidecar, as its clients use them: method, path and body
/// in, one answer out. Unlike the original it answers a failure with one document and with the
/// status that fits, and reads base64 in either alphabet.
final class SkrApi {
  private static final Map<String, String> METHODS =
      Map.of(
          "/status", "GET",
          "/attest/raw", "POST",
          "/attest/combined", "POST",
          "/attest/maa", "POST",
          "/key/release", "POST");

  private final ReportSource reports;
  private final TokenSource tokens;
  private final KeyReleaser keys;

  SkrApi(ReportSource reports, TokenSource tokens, KeyReleaser keys) {
    this.reports = reports;
    this.tokens = tokens;
    this.keys = keys;
  }

  /// The method that `path` wants; empty for a path that is none of ours.
  static String methodOf(String path) {
    return METHODS.getOrDefault(path, "");
  }

  SkrAnswer answer(String path, byte[] body) {
    try {
      return switch (path) {
        case "/status" -> SkrAnswer.ok(Json.object().put("message", "Status OK").build());
        case "/attest/raw" -> raw(Json.parseObject(body));
        case "/attest/combined" -> combined(Json.parseObject(body));
        case "/attest/maa" -> token(Json.parseObject(body));
        default -> release(Json.parseObject(body));
      };
    } catch (MalformedException e) {
      return SkrAnswer.error(400, "invalid request: " + e.getMessage());
    }
  }

  private SkrAnswer raw(Json.Obj request) {
    byte[] runtimeData = runtimeData(request);
    return withEvidence(
        runtimeData, evidence -> Json.object().put("report", evidence.report().toHex()).build());
  }

  private SkrAnswer combined(Json.Obj request) {
    return withEvidence(runtimeData(request), GuestEvidence::toJson);
  }

  private SkrAnswer token(Json.Obj request) {
    String endpoint = required(request, "maa_endpoint");
    byte[] runtimeData = runtimeData(request);
    Json.parseObject(runtimeData);
    try {
      return switch (tokens.token(endpoint, runtimeData)) {
        case TokenSource.Attested.Refused(String reason) -> SkrAnswer.error(403, reason);
        case TokenSource.Attested.Token(String jwt) ->
            SkrAnswer.ok(Json.object().put("token", jwt).build());
      };
    } catch (IOException e) {
      return SkrAnswer.error(502, "no token: " + e.getMessage());
    }
  }

  private SkrAnswer release(Json.Obj request) {
    KeyRequest wanted =
        new KeyRequest(
            required(request, "maa_endpoint"),
            required(request, "akv_endpoint"),
            required(request, "kid"),
            request.optionalString("access_token").filter(token -> !token.isEmpty()));
    try {
      return switch (keys.release(wanted)) {
        case Release.Refused(String reason) -> SkrAnswer.error(403, reason);
        case Release.Released(ReleasedKey key) -> released(key);
      };
    } catch (IOException | MalformedException e) {
      return SkrAnswer.error(502, "the key could not be released: " + e.getMessage());
    }
  }

  private static SkrAnswer released(ReleasedKey key) {
    try (key) {
      return SkrAnswer.ok(Json.object().put("key", key.toJwk().toCompact()).build());
    }
  }

  private interface Rendering {
    Json.Obj render(GuestEvidence evidence);
  }

  private SkrAnswer withEvidence(byte[] runtimeData, Rendering rendering) {
    try {
      return SkrAnswer.ok(rendering.render(reports.report(ReportData.of(runtimeData))));
    } catch (IOException | MalformedException e) {
      return SkrAnswer.error(500, "no report: " + e.getMessage());
    }
  }

  private static byte[] runtimeData(Json.Obj request) {
    try {
      return Base64Text.decode(required(request, "runtime_data"));
    } catch (MalformedException e) {
      throw e.within("runtime_data");
    }
  }

  private static String required(Json.Obj request, String member) {
    String value = request.string(member);
    if (value.isEmpty()) {
      throw new MalformedException("member '%s': must not be empty".formatted(member));
    }
    return value;
  }
}
