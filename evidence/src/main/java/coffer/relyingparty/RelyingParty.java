package coffer.relyingparty;

import coffer.bytes.Bytes;
import coffer.evidence.Check;
import coffer.evidence.Evidence;
import coffer.evidence.SgxEvidence;
import coffer.evidence.SgxExpectations;
import coffer.evidence.SgxVerifier;
import coffer.evidence.SnpEvidence;
import coffer.evidence.SnpExpectations;
import coffer.evidence.SnpVerifier;
import coffer.evidence.TrustRoots;
import coffer.evidence.Verdict;
import coffer.evidence.token.AttestationToken;
import coffer.evidence.token.TokenExpectations;
import coffer.evidence.token.TokenTrust;
import coffer.evidence.token.TokenVerifier;
import coffer.identity.WantedIdentity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whoever wants to know whom it talks to: an identity, the roots and issuers that it trusts, and
/// what evidence must be bound to. One object judges reports, quotes and tokens:
///
/// ```java
/// RelyingParty party = RelyingParty.wanting(WantedIdentity.parse(identityJson))
///     .trusting(TokenTrust.of("https://sharedeus.eus.attest.azure.net", JwkSet.parse(jwks)))
///     .boundTo(runtimeData, nonce);
/// Verdict verdict = party.judge(AttestationToken.parse(compact), Instant.now());
/// ```
///
/// It begins strict: AMD's and Intel's roots, no debugging, no migration, VMPL 0, TCB status
/// UpToDate, no issuer of tokens. Whoever wants something else changes [#guest], [#enclave] or
/// [#token], or uses the verifiers themselves. Immutable, and safe for use by many threads.
///
/// @param roots on which reports and quotes may rest
/// @param tokens whose tokens are believed; null: none
/// @param guest what is wanted of a confidential VM
/// @param enclave what is wanted of an enclave
/// @param token what is wanted of a token; `guest` and `enclave` take the place of its own
public record RelyingParty(
    TrustRoots roots,
    @Nullable TokenTrust tokens,
    SnpExpectations guest,
    SgxExpectations enclave,
    TokenExpectations token) {
  /// Wants this identity, and is strict in everything else.
  public static RelyingParty wanting(WantedIdentity identity) {
    return new RelyingParty(
            TrustRoots.hardware(),
            null,
            SnpExpectations.strict(),
            SgxExpectations.strict(),
            TokenExpectations.strict())
        .withIdentity(identity);
  }

  /// Wants this identity instead of the one before.
  public RelyingParty withIdentity(WantedIdentity identity) {
    Bytes hostData = identity.hostData();
    WantedIdentity.Enclave known = identity.enclave();
    SgxExpectations.Enclave wanted =
        known == null
            ? SgxExpectations.Enclave.ANY
            : new SgxExpectations.Enclave(
                known.mrEnclave(), known.mrSigner(), known.isvProdId(), known.isvSvn());
    return new RelyingParty(
        roots,
        tokens,
        hostData == null ? guest : guest.withHostData(hostData),
        enclave.withEnclave(wanted),
        token);
  }

  /// Trusts these roots instead of AMD's and Intel's.
  public RelyingParty trusting(TrustRoots wanted) {
    return new RelyingParty(wanted, tokens, guest, enclave, token);
  }

  /// Believes tokens too.
  public RelyingParty trusting(TokenTrust wanted) {
    return new RelyingParty(roots, wanted, guest, enclave, token);
  }

  /// Evidence must be about `runtimeData` (its SHA-256 in the report data), and `nonce`, the
  /// caller's own fresh text, must stand in them.
  public RelyingParty boundTo(Bytes runtimeData, String nonce) {
    return new RelyingParty(
        roots,
        tokens,
        guest.withNonce(runtimeData, nonce),
        enclave.withBinding(new SgxExpectations.Binding.RuntimeData(runtimeData, nonce)),
        token.withRuntimeData(runtimeData).withNonce(nonce));
  }

  public RelyingParty withGuest(SnpExpectations wanted) {
    return new RelyingParty(roots, tokens, wanted, enclave, token);
  }

  public RelyingParty withEnclave(SgxExpectations wanted) {
    return new RelyingParty(roots, tokens, guest, wanted, token);
  }

  public RelyingParty withToken(TokenExpectations wanted) {
    return new RelyingParty(roots, tokens, guest, enclave, wanted);
  }

  /// Judges a report or a quote for the time `at`. Where the identity speaks of the other kind
  /// alone, that is a finding.
  public Verdict judge(Evidence evidence, Instant at) {
    return switch (evidence) {
      case SnpEvidence snp ->
          ofKind(
              "a quote of an enclave",
              "a report of a guest",
              wantsEnclave() && !wantsGuest(),
              new SnpVerifier(roots).verify(snp, guest, at));
      case SgxEvidence sgx ->
          ofKind(
              "a report of a guest",
              "a quote of an enclave",
              wantsGuest() && !wantsEnclave(),
              new SgxVerifier(roots).verify(sgx, enclave, at));
    };
  }

  private boolean wantsGuest() {
    return guest.hostData() != null;
  }

  private boolean wantsEnclave() {
    return enclave.enclave().mrEnclave() != null || enclave.enclave().mrSigner() != null;
  }

  private static Verdict ofKind(String wanted, String got, boolean other, Verdict verdict) {
    return other
        ? verdict.with(Check.appraised("evidence.kind", "evidence", wanted, got, false))
        : verdict;
  }

  /// Judges a token for the time `at`. `IllegalStateException` when nobody's tokens are believed.
  public Verdict judge(AttestationToken shown, Instant at) {
    if (tokens == null) {
      throw new IllegalStateException("a token, and no issuer is trusted");
    }
    TokenExpectations wanted = token.withGuest(guest).withEnclave(enclave);
    return new TokenVerifier(tokens).verify(shown, wanted, at);
  }
}
