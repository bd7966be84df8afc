package coffer.maa;

import coffer.bytes.Bytes;
import coffer.evidence.Verdict;
import coffer.json.Json;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Judges SGX quotes for `/attest/SgxEnclave` and `/attest/OpenEnclave`.
public interface EnclavePlatform {
  /// The verdict on `quote`, which must be bound to `runtimeData` (SHA-256 in the first 32 bytes of
  /// its report data) when there is any; and, when it is trusted, its claims by name in `claims`.
  /// `MalformedException` when the quote cannot be read.
  Verdict attest(Bytes quote, Optional<Bytes> runtimeData, Instant now, Map<String, Json> claims);
}
