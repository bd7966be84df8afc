package coffer.akv;

import coffer.bytes.MalformedException;
import coffer.jose.Jws;
import coffer.json.Json;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

/// A JWT whose signature, issuer and times were checked (RFC 7519; RFC 8725, section 3): RS256 and
/// nothing else, by a key that the issuer itself publishes.
record SignedToken(String issuer, Json.Obj claims) {
  private static final Duration SKEW = Duration.ofSeconds(60);

  /// `MalformedException` says why `compact` is not believed; `IOException` when its issuer does
  /// not answer. Only an issuer that `accepted` knows is ever asked.
  static SignedToken verify(
      String compact, Predicate<String> accepted, Authorities authorities, Instant now)
      throws IOException {
    Jws token = Jws.parse(compact);
    Json.Obj claims = Json.parseObject(token.payload().toArray());
    String algorithm = token.header().string("alg");
    if (!algorithm.equals("RS256") || token.header().get("crit").isPresent()) {
      throw new MalformedException(
          "token: alg RS256 without crit wanted, found '%s'".formatted(algorithm));
    }
    String issuer = claims.string("iss");
    if (!accepted.test(issuer)) {
      throw new MalformedException("token: issuer '%s' is not accepted".formatted(issuer));
    }
    RSAPublicKey key = authorities.key(issuer, token.header().string("kid"));
    if (!isSigned(token, key)) {
      throw new MalformedException("token: its signature is not that of " + issuer);
    }
    times(claims, now);
    return new SignedToken(issuer, claims);
  }

  private static boolean isSigned(Jws token, RSAPublicKey key) {
    try {
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(key);
      verifier.update(token.signingInput().toArray());
      return verifier.verify(token.signature().toArray());
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static void times(Json.Obj claims, Instant now) {
    Instant end = Instant.ofEpochSecond(claims.number("exp"));
    if (!now.isBefore(end)) {
      throw new MalformedException("token: expired at " + end);
    }
    for (String name : new String[] {"nbf", "iat"}) {
      if (claims.get(name).isPresent()) {
        Instant begin = Instant.ofEpochSecond(claims.number(name));
        if (begin.isAfter(now.plus(SKEW))) {
          throw new MalformedException("token: %s is in the future: %s".formatted(name, begin));
        }
      }
    }
  }
}
