package coffer.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.bytes.MalformedException;
import coffer.cce.PolicyText;
import coffer.compare.RegoContainers;
import coffer.config.DefinedContainers;
import coffer.fragment.SignedFragment;
import coffer.json.Json;
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

  /// Written anew, documents can be read, and written once more they stay.
  @FuzzTest
  void layout(byte[] bytes) {
    read(
        () -> {
          String layout = YamlStream.parse(text(bytes)).rewritten();
          assertEquals(layout, YamlStream.parse(layout).rewritten());
        });
  }

  @FuzzTest
  void edits(byte[] bytes) {
    read(
        () -> {
          YamlStream stream = YamlStream.parse(text(bytes));
          for (int i = 0; i < stream.documents().size(); i++) {
            if (stream.documents().get(i) instanceof Json.Obj) {
              stream.with(i, List.of("metadata", "annotations", "p"), "cGE=");
            }
          }
        });
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
