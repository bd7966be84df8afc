package coffer.evidence;

import coffer.snp.UvmEndorsement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Judges SEV-SNP evidence. This is the one entry point:
///
/// ```java
/// SnpEvidence evidence = SnpEvidence.parse(reportBytes, chainPem);
/// SnpExpectations wanted = SnpExpectations.strict()
///     .withHostData(identity.hostData())
///     .withNonce(runtimeData, nonce);
/// Verdict verdict = new SnpVerifier(TrustRoots.amd()).verify(evidence, wanted, Instant.now());
/// switch (verdict) {
///   case Verdict.Trusted trusted -> use(evidence.report());
///   case Verdict.Rejected rejected -> rejected.findings().forEach(System.err::println);
/// }
/// ```
///
/// Immutable, and safe for use by many threads.
public record SnpVerifier(TrustRoots roots) {
  /// Makes every check, and never stops at the first that fails.
  ///
  /// `at` is the time for which certificates must be valid. Parsing has happened before: input that
  /// is no report or no certificate is a `MalformedException` of [SnpEvidence#parse].
  public Verdict verify(SnpEvidence evidence, SnpExpectations expectations, Instant at) {
    SnpVerification verification = SnpVerification.verify(evidence, roots, at);
    SnpAppraisal appraisal = SnpAppraisal.appraise(evidence, verification.product(), expectations);
    List<Check> checks = new ArrayList<>(verification.checks());
    checks.addAll(appraisal.checks());
    List<String> notChecked = new ArrayList<>(appraisal.notChecked());
    endorsement(evidence, endorsement(evidence, expectations), checks, notChecked);
    if (evidence.crl() == null) {
      notChecked.add("revocation: AMD's revocation lists were not given");
    }
    return Verdict.of(verification.root(), at, checks, notChecked);
  }

  /// What is wanted of an endorsement. Simulated hardware stands in for AMD's, so its root stands
  /// in for Microsoft's, too.
  private SnpExpectations.Endorsement endorsement(
      SnpEvidence evidence, SnpExpectations expectations) {
    SnpExpectations.Endorsement wanted = expectations.endorsement();
    if (!roots.developmentAllowed() || !wanted.issuer().equals(UvmIssuer.MICROSOFT)) {
      return wanted;
    }
    ChainPath path = evidence.chain().path();
    boolean simulated =
        TrustRoot.isMarked(path.ordered().certificates().getLast())
            && roots.find(path.root()).isPresent();
    return simulated
        ? new SnpExpectations.Endorsement(
            UvmIssuer.of(path.root()), wanted.required(), wanted.minimumSvn())
        : wanted;
  }

  private static void endorsement(
      SnpEvidence evidence,
      SnpExpectations.Endorsement wanted,
      List<Check> checks,
      List<String> notChecked) {
    UvmEndorsement shown = evidence.endorsement();
    if (shown != null) {
      EndorsementVerification verification =
          new EndorsementVerification(shown, wanted).verify(evidence.report().body().measurement());
      checks.addAll(verification.checks());
      notChecked.addAll(verification.notChecked());
    } else if (wanted.required()) {
      checks.add(
          Check.appraised(
              "endorsement.present",
              "endorsement",
              "one of " + wanted.issuer().feed(),
              "none",
              false));
    } else {
      notChecked.add("measurement: no endorsement of the utility VM was shown");
    }
  }
}
