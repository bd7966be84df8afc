package coffer.inspect;

import coffer.bytes.MalformedException;
import coffer.cce.FragmentImport;
import coffer.cce.Policy;
import coffer.cce.PolicyFlags;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

class RequestReaderFuzzTest {
  private static final Policy POLICY =
      Policy.ofGroup(List.of(), List.of(FragmentImport.INFRASTRUCTURE), PolicyFlags.DEFAULT);

  @FuzzTest(maxDuration = "5m")
  void requests(FuzzedDataProvider data) {
    try {
      Explanation.of(POLICY, RequestReader.read(data.consumeRemainingAsString()));
    } catch (MalformedException e) {
      // not a request
    }
  }
}
