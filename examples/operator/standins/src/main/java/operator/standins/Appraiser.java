package operator.standins;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.evidence.Check;
import coffer.evidence.SgxCollateral;
import coffer.evidence.SgxEvidence;
import coffer.evidence.SgxExpectations;
import coffer.evidence.Verdict;
import coffer.relyingparty.RelyingParty;
import com.uid2.shared.secure.AttestationFailure;
import com.uid2.shared.secure.AttestationResult;
import java.time.Instant;
import java.util.List;

/// Judges what operators show: a quote must be authentic, of the approved enclave, and over the
/// SHA-256 of the key that wants to be believed.
record Appraiser(RelyingParty party, SgxCollateral collateral, String enclave) {
  /// A result in Core's own words, and the findings behind it.
  record Judgement(AttestationResult result, List<String> findings) {}

  Judgement judge(byte[] quote, byte[] publicKey, Instant at) {
    SgxEvidence evidence;
    try {
      evidence = SgxEvidence.parse(quote).withCollateral(collateral);
    } catch (MalformedException e) {
      return new Judgement(
          new AttestationResult(AttestationFailure.BAD_FORMAT),
          List.of("quote: " + e.getMessage()));
    }
    var binding = new SgxExpectations.Binding.RuntimeData(Bytes.of(publicKey), null);
    Verdict verdict = party.withEnclave(party.enclave().withBinding(binding)).judge(evidence, at);
    List<String> findings = verdict.findings().stream().map(Check::toString).toList();
    return switch (verdict) {
      case Verdict.Trusted _ -> new Judgement(new AttestationResult(publicKey, enclave), findings);
      case Verdict.Rejected rejected ->
          new Judgement(
              new AttestationResult(
                  rejected.authentic()
                      ? AttestationFailure.FORBIDDEN_ENCLAVE
                      : AttestationFailure.BAD_CERTIFICATE),
              findings);
    };
  }
}
