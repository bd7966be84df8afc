package coffer.evidence;

import coffer.sgx.quote.SgxQuote;
import coffer.sgx.quote.UnsupportedQuote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Judges SGX quotes. This is the one entry point:
///
/// ```java
/// SgxEvidence evidence = SgxEvidence.parse(quoteBytes).withCollateral(collateral);
/// SgxExpectations wanted = SgxExpectations.strict()
///     .withEnclave(SgxExpectations.Enclave.measured(mrEnclave))
///     .withBinding(new SgxExpectations.Binding.RuntimeData(runtimeData, nonce));
/// Verdict verdict = new SgxVerifier(TrustRoots.intel()).verify(evidence, wanted, Instant.now());
/// ```
///
/// Immutable, and safe for use by many threads. Keep the collateral and the chain of a platform for
/// its next quote: what was found out about them once is not done again.
public record SgxVerifier(TrustRoots roots) {
  /// Makes every check, and never stops at the first that fails.
  ///
  /// `at` is the time for which certificates, revocation lists and collateral must be valid.
  /// Parsing has happened before: input that is no quote is a `MalformedException` of
  /// [SgxEvidence#parse].
  public Verdict verify(SgxEvidence evidence, SgxExpectations expectations, Instant at) {
    SgxVerification verification = SgxVerification.verify(evidence, roots, at);
    List<Check> checks = new ArrayList<>(verification.checks());
    List<String> notChecked =
        switch (evidence.quote()) {
          case SgxQuote quote -> {
            SgxAppraisal appraisal =
                SgxAppraisal.appraise(quote.report(), verification.tcb(), expectations);
            checks.addAll(appraisal.checks());
            yield appraisal.notChecked();
          }
          case UnsupportedQuote _ -> List.of("everything else: the quote is not understood");
        };
    return Verdict.of(verification.root(), at, checks, notChecked);
  }
}
