package coffer.managedidentity;

import coffer.json.Json;
import coffer.signing.KeyFile;
import coffer.signing.TokenKey;
import coffer.web.WebAnswer;
import coffer.web.WebRequest;
import coffer.web.WebService;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// Bearer tokens in the two forms that clients of Azure know, and the metadata by which they are
/// verified (OpenID Connect Discovery 1.0):
///
/// | form | request | wants the header |
/// |---|---|---|
/// | virtual machines (IMDS) | `GET /metadata/identity/oauth2/token?api-version=2018-02-01&resource=` | `Metadata: true` |
/// | App Service, containers | `GET /msi/token?api-version=2019-08-01&resource=` | `X-IDENTITY-HEADER`, as `IDENTITY_HEADER` says |
///
/// Every member of an answer is text. Thread-safe.
public final class ManagedIdentity implements WebService {
  private static final Duration LIFE = Duration.ofHours(24);
  private static final String CLIENT = "00000000-0000-0000-0000-000000000001";

  private final String issuer;
  private final KeyFile keys;
  private final String secretHeader;
  private final Clock clock;

  /// `secretHeader` is what the second form wants as `X-IDENTITY-HEADER`.
  public ManagedIdentity(String issuer, KeyFile keys, String secretHeader, Clock clock) {
    this.issuer = issuer;
    this.keys = keys;
    this.secretHeader = secretHeader;
    this.clock = clock;
  }

  @Override
  public WebAnswer answer(WebRequest request) {
    if (!request.method().equals("GET")) {
      return error(405, "invalid_request", "GET wanted");
    }
    String tenant = URI.create(issuer).getPath();
    String path = request.path();
    return switch (path.startsWith(tenant) ? path.substring(tenant.length()) : path) {
      case "/metadata/identity/oauth2/token" -> virtualMachine(request);
      case "/msi/token" -> appService(request);
      case "/.well-known/openid-configuration" -> metadata();
      case "/certs" -> WebAnswer.json(200, keys.ring().toJwks());
      default -> error(404, "not_found", "no such path: " + request.path());
    };
  }

  private WebAnswer metadata() {
    return WebAnswer.json(
        200,
        Json.object()
            .put("issuer", issuer)
            .put("jwks_uri", issuer + "/certs")
            .put("response_types_supported", Json.strings(List.of("token")))
            .put("id_token_signing_alg_values_supported", Json.strings(List.of("RS256")))
            .build());
  }

  /// The header keeps away those who can only make this machine fetch a URL.
  private WebAnswer virtualMachine(WebRequest request) {
    boolean asked = request.header("Metadata").orElse("").equalsIgnoreCase("true");
    return asked
        ? token(request)
        : error(400, "bad_request_102", "Required metadata header not specified");
  }

  private WebAnswer appService(WebRequest request) {
    boolean known = request.header("X-IDENTITY-HEADER").orElse("").equals(secretHeader);
    return known
        ? token(request)
        : error(401, "invalid_client", "X-IDENTITY-HEADER is not that of IDENTITY_HEADER");
  }

  private WebAnswer token(WebRequest request) {
    String resource = request.parameter("resource");
    if (resource.isEmpty()) {
      return error(400, "invalid_request", "parameter resource is missing");
    }
    String client = request.query().getOrDefault("client_id", CLIENT);
    Instant now = clock.instant();
    Instant end = now.plus(LIFE);
    return WebAnswer.json(
        200,
        Json.object()
            .put("access_token", signed(resource, client, now, end))
            .put("client_id", client)
            .put("expires_in", Long.toString(LIFE.toSeconds()))
            .put("expires_on", Long.toString(end.getEpochSecond()))
            .put("ext_expires_in", Long.toString(LIFE.toSeconds()))
            .put("not_before", Long.toString(now.getEpochSecond()))
            .put("resource", resource)
            .put("token_type", "Bearer")
            .build());
  }

  private String signed(String resource, String client, Instant now, Instant end) {
    TokenKey key = keys.signing();
    Map<String, Json> claims = new TreeMap<>();
    claims.put("aud", Json.of(resource));
    claims.put("iss", Json.of(issuer));
    claims.put("appid", Json.of(client));
    claims.put("sub", Json.of(client));
    claims.put("iat", Json.of(now.getEpochSecond()));
    claims.put("nbf", Json.of(now.getEpochSecond()));
    claims.put("exp", Json.of(end.getEpochSecond()));
    claims.put("uti", Json.of(UUID.randomUUID().toString()));
    Json.Obj header =
        Json.object().put("typ", "JWT").put("alg", "RS256").put("kid", key.kid()).build();
    return key.sign(header, new Json.Obj(claims));
  }

  private static WebAnswer error(int status, String code, String text) {
    return WebAnswer.json(
        status, Json.object().put("error", code).put("error_description", text).build());
  }
}
