package coffer.maa;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.evidence.CertificateChain;
import coffer.evidence.SnpEvidence;
import coffer.evidence.SnpExpectations;
import coffer.evidence.SnpVerifier;
import coffer.evidence.Verdict;
import coffer.json.Json;
import coffer.snp.SnpReport;
import coffer.snp.UvmEndorsement;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Judges the evidence of `/attest/SevSnpVm`: authentic, bound to the caller's data, and of an
/// endorsed utility VM where an endorsement is shown. Debugging, migration and the privilege level
/// are the relying party's to judge, by the claims.
///
/// @param verifier with the roots that this service believes
/// @param endorsement who must have endorsed a utility VM, from which version on
public record SnpPlatform(SnpVerifier verifier, SnpExpectations.Endorsement endorsement) {
  private static final String CHAIN = "VcekCertChain";
  private static final String ENDORSEMENT = "Endorsements";
  private static final Known<String, CertificateChain> CHAINS =
      new Known<>(1024, 1 << 15, String::length);
  private static final Known<String, Optional<UvmEndorsement>> ENDORSEMENTS =
      new Known<>(64, 1 << 16, String::length);

  /// What `report` holds: JSON with the report, its certificates in PEM and the endorsements.
  private static SnpEvidence evidence(Bytes content) {
    Json.Obj in = Json.parseObject(content.toArray());
    SnpEvidence evidence =
        new SnpEvidence(
            SnpReport.parse(AttestRequest.decode(in, "SnpReport")),
            CHAINS.get(
                in.optionalString(CHAIN).orElse(""),
                text -> CertificateChain.parse(AttestRequest.decode(CHAIN, text))));
    return ENDORSEMENTS
        .get(in.optionalString(ENDORSEMENT).orElse(""), SnpPlatform::endorsement)
        .map(evidence::withEndorsement)
        .orElse(evidence);
  }

  private static Optional<UvmEndorsement> endorsement(String text) {
    byte[] endorsements = AttestRequest.decode(ENDORSEMENT, text);
    if (endorsements.length == 0) {
      return Optional.empty();
    }
    return Json.parseObject(endorsements).strings("Uvm").stream()
        .limit(1)
        .filter(uvm -> !uvm.isEmpty())
        .findFirst()
        .map(uvm -> UvmEndorsement.parse(Base64Text.decode(uvm)));
  }

  /// Puts the claims when the evidence is trusted; the verdict either way. `MalformedException`
  /// when the request cannot be read.
  Verdict attest(AttestRequest request, Instant now, Map<String, Json> claims) {
    SnpEvidence evidence;
    try {
      evidence = evidence(request.evidence());
    } catch (MalformedException e) {
      throw e.within("report");
    }
    Verdict verdict = verifier.verify(evidence, expectations(request, evidence), now);
    if (verdict instanceof Verdict.Trusted) {
      SnpClaims.put(claims, evidence, request, isCompliant(evidence));
    }
    return verdict;
  }

  private SnpExpectations expectations(AttestRequest request, SnpEvidence evidence) {
    int vmpl = evidence.report().body().vmpl();
    SnpExpectations wanted =
        SnpExpectations.strict()
            .withLaunch(new SnpExpectations.Launch(vmpl == -1 ? 0 : vmpl, true, true))
            .withEndorsement(endorsement);
    if (request.runtimeData().isPresent()) {
      wanted = wanted.withRuntimeData(request.runtimeData().get().data());
    }
    if (request.initTimeData().isPresent()) {
      Bytes digest = Digest.sha256Of(request.initTimeData().get().data().toArray()).bytes();
      wanted = wanted.withHostData(digest);
    }
    return wanted;
  }

  /// A container as Azure runs it: endorsed utility VM, VMPL 0, no debugging.
  private static boolean isCompliant(SnpEvidence evidence) {
    return evidence.endorsement() != null
        && evidence.report().body().vmpl() == 0
        && !evidence.report().body().policy().debugAllowed();
  }
}
