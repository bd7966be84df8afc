package coffer.yaml;

import coffer.bytes.MalformedException;
import coffer.cce.PolicyText;
import coffer.compare.RegoContainers;
import coffer.config.DefinedContainers;
import coffer.fragment.SignedFragment;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Any bytes are a document of each kind, or a [MalformedException].
class YamlStreamFuzzTest {
  private static void read(Runnable reader) {
    try {
      reader.run();
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @FuzzTest
  void yaml(byte[] bytes) {
    read(() -> YamlStream.parse(text(bytes)));
  }

  @FuzzTest
  void rego(byte[] bytes) {
    read(() -> new PolicyText(text(bytes)).model());
    read(() -> RegoContainers.containers(text(bytes)));
  }

  @FuzzTest
  void definitions(byte[] bytes) {
    read(() -> DefinedContainers.parse(List.of(text(bytes))));
  }

  @FuzzTest
  void fragment(byte[] bytes) {
    read(() -> SignedFragment.parse(bytes).toImport("1"));
  }
}
