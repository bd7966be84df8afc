package coffer.vault;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.bytes.SecretBytes;
import coffer.evidence.Check;
import coffer.evidence.SnpEvidence;
import coffer.evidence.SnpExpectations;
import coffer.evidence.SnpVerifier;
import coffer.evidence.Verdict;
import coffer.skr.KeyWrap;
import coffer.skr.RuntimeData;
import coffer.skr.WrapAlgorithm;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Releases secrets to guests that prove what they are. A request must carry a nonce of this vault,
/// bound into the report together with the key to wrap for, so evidence cannot be used twice and
/// the secret cannot be read on the way. Safe for use by many threads.
public final class Vault {
  private static final WrapAlgorithm WRAP = WrapAlgorithm.RSA_AES_KEY_WRAP_256;

  private final SecretStore secrets;
  private final SnpVerifier verifier;
  private final Clock clock;
  private final Nonces nonces = new Nonces();

  public Vault(SecretStore secrets, SnpVerifier verifier, Clock clock) {
    this.secrets = secrets;
    this.verifier = verifier;
    this.clock = clock;
  }

  /// A fresh nonce, good for one release within two minutes.
  public String challenge() {
    return nonces.issue(clock.instant());
  }

  /// Judges `evidence` and, only when it is trusted, wraps the secret `kid` for the key in
  /// `runtimeData`. `hostData` (32 bytes) is the identity that the secret belongs to.
  ///
  /// `MalformedException` when the runtime data has no key, or there is no such secret.
  public VaultRelease release(String kid, SnpEvidence evidence, Bytes runtimeData, Bytes hostData)
      throws IOException {
    Instant now = clock.instant();
    RuntimeData request = RuntimeData.parse(runtimeData.toArray());
    boolean fresh = nonces.spend(request.nonce(), now);
    SnpExpectations wanted =
        SnpExpectations.strict().withHostData(hostData).withNonce(runtimeData, request.nonce());
    Verdict verdict = withFreshness(verifier.verify(evidence, wanted, now), fresh);
    return switch (verdict) {
      case Verdict.Rejected rejected -> new VaultRelease.Refused(kid, rejected);
      case Verdict.Trusted trusted -> released(kid, request, trusted);
    };
  }

  private VaultRelease released(String kid, RuntimeData request, Verdict.Trusted verdict)
      throws IOException {
    try (SecretBytes secret =
        secrets
            .read(kid)
            .orElseThrow(() -> new MalformedException("no secret '%s'".formatted(kid)))) {
      byte[] ciphertext = KeyWrap.wrap(WRAP, request.key().toKey(), secret);
      return new VaultRelease.Released(kid, WRAP, Bytes.of(ciphertext), verdict);
    }
  }

  private static Verdict withFreshness(Verdict verdict, boolean fresh) {
    List<Check> checks = new ArrayList<>(verdict.checks());
    checks.add(
        new Check(
            Check.Kind.APPRAISAL,
            "vault.nonce",
            "nonce",
            "issued by this vault within two minutes, and not used before",
            fresh ? "issued and unused" : "unknown, used or too old",
            fresh));
    return Verdict.of(verdict.root(), verdict.at(), checks, verdict.notChecked());
  }
}
