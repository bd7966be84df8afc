package coffer.maa;

import coffer.bytes.MalformedException;
import coffer.evidence.Verdict;
import coffer.json.Json;
import coffer.signing.TokenKey;
import coffer.web.Metrics;
import coffer.web.WebAnswer;
import coffer.web.WebRequest;
import coffer.web.WebService;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The service: `/attest/SevSnpVm`, `/attest/SgxEnclave`, `/attest/OpenEnclave` (in any case),
/// `/certs` and `/.well-known/openid-configuration`. It signs what it verified and nothing else,
/// and keeps no state but its keys. A token never has `aud`. Thread-safe.
public final class AttestationService implements WebService {
  private static final Set<String> VERSIONS = Set.of("2020-10-01", "2022-08-01", "2025-06-01");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final List<Issuer> issuers;
  private final SnpPlatform snp;
  private final Optional<SgxPlatform> sgx;
  private final Duration tokenLife;
  private final Clock clock;
  private final Metrics metrics;

  /// The first of `issuers` answers for names that are none of theirs. Without `sgx` quotes are
  /// refused.
  public AttestationService(
      List<Issuer> issuers,
      SnpPlatform snp,
      Optional<SgxPlatform> sgx,
      Duration tokenLife,
      Clock clock,
      Metrics metrics) {
    this.issuers = List.copyOf(issuers);
    this.snp = snp;
    this.sgx = sgx;
    this.tokenLife = tokenLife;
    this.clock = clock;
    this.metrics = metrics;
  }

  /// Judges one request and puts the claims of what it trusts.
  private interface Judge {
    Verdict judge(Json.Obj request, Instant now, Map<String, Json> claims);
  }

  @Override
  public WebAnswer answer(WebRequest request) {
    String path = request.path().toLowerCase(Locale.ROOT);
    Issuer issuer = Issuer.choose(issuers, request.host());
    try {
      return switch (path) {
        case "/certs" -> only("GET", request, () -> keys(issuer));
        case "/.well-known/openid-configuration" -> only("GET", request, () -> metadata(issuer));
        case "/attest/sevsnpvm" -> only("POST", request, () -> attest(issuer, request, this::snp));
        case "/attest/sgxenclave", "/attest/openenclave" ->
            only("POST", request, () -> enclave(issuer, request, path));
        default -> WebAnswer.error(404, "NotFound", "no such path: " + request.path());
      };
    } catch (MalformedException e) {
      metrics.count("coffer_attestations_total{result=\"malformed\"}");
      return WebAnswer.error(400, "InvalidParameter", e.getMessage());
    }
  }

  private interface Answering {
    WebAnswer answer();
  }

  private static WebAnswer only(String method, WebRequest request, Answering answering) {
    boolean fits =
        request.method().equals(method)
            || (method.equals("GET") && request.method().equals("HEAD"));
    return fits
        ? answering.answer()
        : WebAnswer.error(405, "MethodNotAllowed", request.path() + " wants " + method)
            .withHeader("Allow", method);
  }

  private static WebAnswer keys(Issuer issuer) {
    return WebAnswer.json(200, issuer.keys().ring().toJwks());
  }

  /// OpenID Connect Discovery 1.0, section 3, as far as verifiers of these tokens use it.
  private static WebAnswer metadata(Issuer issuer) {
    return WebAnswer.json(
        200,
        Json.object()
            .put("issuer", issuer.url())
            .put("jwks_uri", issuer.url() + "/certs")
            .put("response_types_supported", Json.strings(List.of("token", "none")))
            .put("id_token_signing_alg_values_supported", Json.strings(List.of("RS256")))
            .put(
                "claims_supported",
                Json.strings(
                    List.of(
                        "iss",
                        "jti",
                        "iat",
                        "nbf",
                        "exp",
                        "nonce",
                        "x-ms-ver",
                        "x-ms-attestation-type",
                        "x-ms-compliance-status",
                        "x-ms-policy-hash",
                        "x-ms-runtime")))
            .build());
  }

  private Verdict snp(Json.Obj request, Instant now, Map<String, Json> claims) {
    AttestRequest parsed = AttestRequest.parse(request, "report");
    parsed.nonce().ifPresent(nonce -> claims.put("nonce", Json.of(nonce)));
    return snp.attest(parsed, now, claims);
  }

  private WebAnswer enclave(Issuer issuer, WebRequest request, String path) {
    if (sgx.isEmpty()) {
      return WebAnswer.error(501, "NotImplemented", "this service judges no SGX quotes");
    }
    boolean open = path.endsWith("openenclave");
    return attest(
        issuer, request, (body, now, claims) -> enclave(sgx.get(), body, open, now, claims));
  }

  private static Verdict enclave(
      SgxPlatform sgx, Json.Obj body, boolean open, Instant now, Map<String, Json> claims) {
    AttestRequest parsed = AttestRequest.parse(body, open ? "report" : "quote");
    parsed.nonce().ifPresent(nonce -> claims.put("nonce", Json.of(nonce)));
    return sgx.attest(parsed, open, now, claims);
  }

  private WebAnswer attest(Issuer issuer, WebRequest request, Judge judge) {
    String version = request.parameter("api-version");
    if (!VERSIONS.contains(version)) {
      throw new MalformedException(
          "api-version: one of %s wanted, found '%s'"
              .formatted(VERSIONS.stream().sorted().toList(), version));
    }
    Instant now = clock.instant();
    Map<String, Json> claims = new TreeMap<>();
    return switch (judge.judge(request.json(), now, claims)) {
      case Verdict.Rejected rejected -> {
        metrics.count("coffer_attestations_total{result=\"rejected\"}");
        yield WebAnswer.error(400, "AttestationFailed", rejected.summary());
      }
      case Verdict.Trusted _ -> {
        metrics.count("coffer_attestations_total{result=\"token\"}");
        String token = token(issuer, now, claims);
        yield WebAnswer.json(200, Json.object().put("token", token).build());
      }
    };
  }

  private String token(Issuer issuer, Instant now, Map<String, Json> claims) {
    byte[] id = new byte[32];
    RANDOM.nextBytes(id);
    claims.put("jti", Json.of(HexFormat.of().formatHex(id)));
    claims.put("iss", Json.of(issuer.url()));
    claims.put("iat", Json.of(now.getEpochSecond()));
    claims.put("nbf", Json.of(now.getEpochSecond()));
    claims.put("exp", Json.of(now.plus(tokenLife).getEpochSecond()));
    claims.put("x-ms-ver", Json.of("1.0"));
    TokenKey key = issuer.keys().signing();
    Json.Obj header =
        Json.object()
            .put("alg", "RS256")
            .put("jku", issuer.url() + "/certs")
            .put("kid", key.kid())
            .put("typ", "JWT")
            .build();
    return key.sign(header, new Json.Obj(claims));
  }
}
