package coffer.evidence.token;

import coffer.evidence.Check;
import coffer.evidence.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Judges attestation tokens. This is the one entry point:
///
/// ```java
/// AttestationToken token = AttestationToken.parse(compact);
/// TokenTrust trust = TokenTrust.of("https://sharedeus.eus.attest.azure.net", JwkSet.parse(jwks));
/// TokenExpectations wanted = TokenExpectations.strict()
///     .withGuest(SnpExpectations.strict().withHostData(identity.hostData()))
///     .withNonce(nonce);
/// Verdict verdict = new TokenVerifier(trust).verify(token, wanted, Instant.now());
/// ```
///
/// Immutable, and safe for use by many threads.
public record TokenVerifier(TokenTrust trust) {
  /// Makes every check, and never stops at the first that fails. `at` is the time for which the
  /// token must be valid. Who endorsed a simulated platform is not asked.
  public Verdict verify(AttestationToken token, TokenExpectations expectations, Instant at) {
    TokenVerification verification = TokenVerification.verify(token, trust, at);
    ClaimsAppraisal appraisal =
        ClaimsAppraisal.appraise(token.claims(), expectations, verification.development(), at);
    List<Check> checks = new ArrayList<>(verification.checks());
    checks.addAll(appraisal.checks());
    List<String> notChecked = new ArrayList<>(appraisal.notChecked());
    if (trust.issuer() == null) {
      notChecked.add("issuer: none was given, so every issuer that these keys serve passes");
    }
    notChecked.add("hardware: the issuer judged the report; the token does not show it");
    return Verdict.of(verification.root(), at, checks, notChecked);
  }
}
