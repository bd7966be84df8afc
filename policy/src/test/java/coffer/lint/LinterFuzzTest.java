package coffer.lint;

import coffer.bytes.MalformedException;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class LinterFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void documents(FuzzedDataProvider data) {
    try {
      Linter.plain().lint("f", data.consumeRemainingAsString());
    } catch (MalformedException e) {
      // a document that cannot be read
    }
  }
}
