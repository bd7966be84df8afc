package coffer.maa;

import coffer.bytes.MalformedException;
import coffer.evidence.SnpExpectations;
import coffer.evidence.SnpVerifier;
import coffer.evidence.TrustRoots;
import coffer.evidence.Verdict;
import coffer.json.Json;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.util.TreeMap;

class AttestRequestFuzzTest {
  private static final SnpPlatform PLATFORM =
      new SnpPlatform(new SnpVerifier(TrustRoots.amd()), SnpExpectations.Endorsement.IF_SHOWN);

  /// Nothing but `MalformedException` escapes, and no random bytes are trusted.
  @FuzzTest
  void anyBytes(byte[] input) {
    try {
      AttestRequest request = AttestRequest.parse(Json.parseObject(input), "report");
      if (PLATFORM.attest(request, Instant.EPOCH, new TreeMap<>()) instanceof Verdict.Trusted) {
        throw new AssertionError("trusted");
      }
    } catch (MalformedException malformed) {
      return;
    }
  }
}
