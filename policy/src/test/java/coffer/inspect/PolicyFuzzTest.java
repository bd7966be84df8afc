package coffer.inspect;

import coffer.bytes.MalformedException;
import coffer.cce.Policy;
import coffer.cce.PolicyText;
import coffer.difference.PolicyDifference;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Any text is a policy that can be asked and compared, or a [MalformedException].
class PolicyFuzzTest {
  private static final String REQUEST =
      """
      {"argList": ["/a"], "envList": ["A=1", "B"], "workingDir": "/", "containerID": "c",
       "mounts": [{"destination": "/m", "source": "s", "type": "bind", "options": ["rw"]}],
       "user": {"user_idname": {"id": "0", "name": "root"}, "group_idnames": []},
       "capabilities": {"bounding": ["CAP_BPF"]}, "signals": [9]}
      """;

  @FuzzTest(maxDuration = "5m")
  void policies(byte[] bytes) {
    try {
      Policy policy = new PolicyText(new String(bytes, StandardCharsets.UTF_8)).model();
      Explanation.of(policy, RequestReader.read(REQUEST));
      PolicyDifference.of(policy, policy);
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }
}
