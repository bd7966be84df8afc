package coffer.maa;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.evidence.CertificateChain;
import coffer.evidence.SgxCollateral;
import coffer.evidence.SgxEvidence;
import coffer.evidence.SgxExpectations;
import coffer.evidence.SgxVerifier;
import coffer.evidence.Verdict;
import coffer.json.Json;
import coffer.sgx.collateral.PckExtensions;
import coffer.sgx.quote.Quote;
import coffer.sgx.quote.SgxQuote;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Judges the quotes of `/attest/SgxEnclave` and `/attest/OpenEnclave`: authentic, of a platform
/// that Intel calls up to date, and bound to the caller's data. Debugging and identity are the
/// relying party's to judge, by the claims.
///
/// @param verifier with the roots that this service believes
/// @param collateral what Intel publishes, by the platform's family
public record SgxPlatform(SgxVerifier verifier, KnownCollateral collateral) {
  /// An Open Enclave report is a quote behind a header of 16 bytes.
  private static final int OPEN_ENCLAVE_HEADER = 16;

  private static final Known<Bytes, CertificateChain> CHAINS =
      new Known<>(1024, 1 << 14, Bytes::length);

  /// Puts the claims when the quote is trusted; the verdict either way. `MalformedException` when
  /// the quote cannot be read. `open` says that it stands behind Open Enclave's header.
  Verdict attest(AttestRequest request, boolean open, Instant now, Map<String, Json> claims) {
    Bytes raw = request.evidence();
    if (open) {
      if (raw.length() < OPEN_ENCLAVE_HEADER) {
        throw new MalformedException("report: Open Enclave's header of 16 bytes wanted");
      }
      raw = raw.slice(OPEN_ENCLAVE_HEADER, raw.length());
    }
    SgxEvidence evidence = evidence(raw);
    SgxExpectations wanted = SgxExpectations.strict().withDebugAllowed();
    Optional<AttestRequest.Provided> runtimeData = request.runtimeData();
    if (runtimeData.isPresent()) {
      wanted =
          wanted.withBinding(
              new SgxExpectations.Binding.RuntimeData(runtimeData.get().data(), null));
    }
    Verdict verdict = verifier.verify(evidence, wanted, now);
    if (verdict instanceof Verdict.Trusted && evidence.quote() instanceof SgxQuote quote) {
      SgxClaims.put(claims, quote, raw, evidence.collateral(), request);
    }
    return verdict;
  }

  private SgxEvidence evidence(Bytes raw) {
    Quote quote;
    try {
      quote = Quote.parse(raw.toArray());
    } catch (MalformedException e) {
      throw e.within("quote");
    }
    if (!(quote instanceof SgxQuote own)
        || !own.signatureData().certificationData().hasCertificates()) {
      return new SgxEvidence(quote, null, null);
    }
    CertificateChain chain =
        CHAINS.get(
            own.signatureData().certificationData().content(),
            pem -> CertificateChain.parse(pem.toArray()));
    return new SgxEvidence(quote, chain, collateral(chain));
  }

  private @Nullable SgxCollateral collateral(CertificateChain chain) {
    try {
      return collateral.find(PckExtensions.read(chain.leaf()).fmspc()).orElse(null);
    } catch (MalformedException noPlatform) {
      return null;
    }
  }
}
