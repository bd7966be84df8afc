package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.evidence.Evidence;
import coffer.evidence.EvidenceFolder;
import coffer.evidence.SgxEvidence;
import coffer.evidence.SgxExpectations;
import coffer.evidence.SgxFacts;
import coffer.evidence.SgxVerifier;
import coffer.evidence.SnpEvidence;
import coffer.evidence.SnpExpectations;
import coffer.evidence.SnpFacts;
import coffer.evidence.SnpVerifier;
import coffer.evidence.TrustRoots;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/// Judges evidence of every kind for one caller: the same roots, wishes and time for all.
record EvidenceJudge(
    TrustRoots roots,
    SnpExpectations guest,
    SgxExpectations enclave,
    Instant at,
    CollateralSupply supply) {
  Judgement judge(Path folder) throws IOException {
    try {
      Evidence evidence = EvidenceFolder.load(folder, supply::chainFor);
      Judgement judgement = judge(folder, supply.complete(evidence, at));
      supply.judged(judgement);
      return judgement;
    } catch (MalformedException e) {
      return new Judgement.Unreadable(folder, e.getMessage());
    }
  }

  private Judgement judge(Path folder, Evidence evidence) {
    return switch (evidence) {
      case SnpEvidence snp ->
          new Judgement.Judged(
              folder, new SnpVerifier(roots).verify(snp, guest, at), SnpFacts.of(snp));
      case SgxEvidence sgx ->
          new Judgement.Judged(
              folder, new SgxVerifier(roots).verify(sgx, enclave, at), SgxFacts.of(sgx));
    };
  }
}
