package coffer.inspect;

import coffer.bytes.MalformedException;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class PolicyFinderFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void documents(FuzzedDataProvider data) {
    try {
      PolicyFinder.find("f", data.consumeRemainingAsString())
          .forEach(found -> found.text().model());
    } catch (MalformedException e) {
      // nothing that holds a policy
    }
  }
}
