package coffer.vault;

import coffer.bytes.Bytes;
import coffer.evidence.Verdict;
import coffer.skr.WrapAlgorithm;

/// The vault's answer to a request for a secret, with the verdict on the evidence that came with
/// it.
public sealed interface VaultRelease {
  Verdict verdict();

  /// The secret, wrapped for the key in the runtime data.
  record Released(String kid, WrapAlgorithm algorithm, Bytes ciphertext, Verdict.Trusted verdict)
      implements VaultRelease {}

  /// The evidence is not trusted; the secret was not touched.
  record Refused(String kid, Verdict.Rejected verdict) implements VaultRelease {}
}
