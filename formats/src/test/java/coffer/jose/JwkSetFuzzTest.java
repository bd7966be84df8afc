package coffer.jose;

import coffer.bytes.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;

class JwkSetFuzzTest {
  /// Anything is a set whose keys can be found, or says what is wrong with it.
  @FuzzTest
  void anyBytes(byte[] input) {
    JwkSet set;
    try {
      set = JwkSet.parse(input);
    } catch (MalformedException _) {
      return;
    }
    for (Jwk key : set.keys()) {
      if (!set.find(key.kid()).orElseThrow().equals(key)) {
        throw new AssertionError("another key of the same name: " + key.kid());
      }
    }
  }
}
