package coffer.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.bytes.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Any text is JSON with comments, or a [MalformedException]; an edit changes what it names and
/// nothing else.
class JsonTextFuzzTest {
  @FuzzTest
  void anyText(byte[] bytes) {
    try {
      JsonText text = JsonText.parse(new String(bytes, StandardCharsets.UTF_8));
      if (text.value() instanceof Json.Obj) {
        JsonText changed = text.with(List.of("policy", "value"), Json.of("x"));
        assertEquals(Json.of("x"), JsonText.at(changed.value(), List.of("policy", "value")));
      }
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }
}
