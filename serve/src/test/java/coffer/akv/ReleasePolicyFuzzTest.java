package coffer.akv;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import com.code_intelligence.jazzer.junit.FuzzTest;

class ReleasePolicyFuzzTest {
  /// Anything is a policy that can be decided, or says what is wrong with it.
  @FuzzTest
  void anyBytes(byte[] input) {
    ReleasePolicy policy;
    try {
      policy = ReleasePolicy.parse(input);
    } catch (MalformedException malformed) {
      return;
    }
    Json.Obj claims = Json.parseObject(input);
    for (ReleasePolicy.Authority authority : policy.anyOf()) {
      ReleaseDecision decision = ReleaseDecision.of(authority.condition(), claims);
      if (decision.met() != decision.findings().isEmpty()) {
        throw new AssertionError("met without being met: " + decision);
      }
    }
  }
}
