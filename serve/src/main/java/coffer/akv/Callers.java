package coffer.akv;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.web.WebAnswer;
import coffer.web.WebRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who may ask the vault: callers with a bearer token (RFC 6750) of one issuer, for this resource.
/// Those who are named may do everything; when somebody is named, the others may read secrets and
/// public keys and ask for releases.
///
/// @param issuer of the tokens, by OpenID metadata
/// @param resource the `aud` that tokens must have
/// @param administrators values of `appid`, `azp`, `oid` or `sub`; empty: every caller is one
record Callers(
    String issuer,
    String resource,
    Set<String> administrators,
    Authorities authorities,
    Clock clock) {
  private static final String SCHEME = "Bearer ";
  private static final List<String> NAMES = List.of("appid", "azp", "oid", "sub");

  Callers {
    administrators = Set.copyOf(administrators);
  }

  /// Why `request` is not answered; empty when it may be.
  Optional<WebAnswer> refusal(WebRequest request) {
    String header = request.header("Authorization").orElse("");
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.of(challenge("AKV10000: Request is missing a Bearer or PoP token."));
    }
    SignedToken token;
    try {
      String text = header.substring(SCHEME.length()).strip();
      token = SignedToken.verify(text, issuer::equals, authorities, clock.instant());
      requireAudience(token.claims());
    } catch (MalformedException e) {
      return Optional.of(challenge(e.getMessage()));
    } catch (IOException e) {
      return Optional.of(
          WebAnswer.error(
              502,
              "AuthorityUnavailable",
              "the tokens' issuer cannot be asked: " + e.getMessage()));
    }
    return administrators.isEmpty() || isAdministrator(token.claims()) || isReading(request)
        ? Optional.empty()
        : Optional.of(
            WebAnswer.error(
                403, "Forbidden", "the caller may read and ask for releases, and nothing else"));
  }

  /// What the Azure SDKs look for before they get a token.
  private WebAnswer challenge(String why) {
    return WebAnswer.error(401, "Unauthorized", why)
        .withHeader(
            "WWW-Authenticate",
            "Bearer authorization=\"%s\", resource=\"%s\"".formatted(issuer, resource));
  }

  private void requireAudience(Json.Obj claims) {
    List<String> audiences =
        claims.get("aud").orElse(Json.NULL) instanceof Json.Arr
            ? claims.strings("aud")
            : List.of(claims.string("aud"));
    if (audiences.stream().noneMatch(audience -> audience.replaceAll("/$", "").equals(resource))) {
      throw new MalformedException("token: aud %s wanted, found %s".formatted(resource, audiences));
    }
  }

  private boolean isAdministrator(Json.Obj claims) {
    return NAMES.stream()
        .map(name -> claims.optionalString(name).orElse(""))
        .anyMatch(administrators::contains);
  }

  private static boolean isReading(WebRequest request) {
    return request.method().equals("GET")
        || (request.method().equals("POST") && request.path().endsWith("/release"));
  }
}
