package coffer.akv;

import coffer.bytes.MalformedException;
import coffer.evidence.Check;
import coffer.evidence.token.AttestationToken;
import coffer.evidence.token.TokenTrust;
import coffer.evidence.token.TokenVerification;
import coffer.jose.JwsAlgorithm;
import coffer.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// A JWT whose signature, issuer and times were checked (RFC 7519; RFC 8725, section 3): RS256 and
/// nothing else, by a key that the issuer itself publishes.
record SignedToken(String issuer, Json.Obj claims) {
  /// `MalformedException` says why `compact` is not believed; `IOException` when its issuer does
  /// not answer. Only an issuer that `accepted` knows is ever asked.
  static SignedToken verify(
      String compact, Predicate<String> accepted, Authorities authorities, Instant now)
      throws IOException {
    AttestationToken token = AttestationToken.parse(compact);
    String issuer = token.claims().string("iss");
    if (!accepted.test(issuer)) {
      throw new MalformedException("token: issuer '%s' is not accepted".formatted(issuer));
    }
    String kid = token.header().optionalString("kid").orElse("");
    Authorities.Published published = authorities.keys(issuer, kid);
    TokenTrust trust =
        TokenTrust.of(issuer, published.keys())
            .withKeysUrl(published.url())
            .withAlgorithms(Set.of(JwsAlgorithm.RS256))
            .withDevelopmentAllowed();
    List<Check> findings = TokenVerification.verify(token, trust, now).findings();
    if (!findings.isEmpty()) {
      throw new MalformedException(
          "token: " + String.join("; ", findings.stream().map(Check::toString).toList()));
    }
    return new SignedToken(issuer, token.claims());
  }
}
