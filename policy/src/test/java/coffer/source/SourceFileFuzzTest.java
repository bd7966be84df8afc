package coffer.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The reader with places takes all that the strict one takes, with the same value, and knows where
/// each part stands.
class SourceFileFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void documents(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Optional<Json> strict = strict(text);
    try {
      SourceFile file = SourceFile.parse("f", text);
      strict.ifPresent(value -> assertEquals(value, file.value()));
      places(file, file.value(), JsonPath.ROOT);
    } catch (MalformedException e) {
      assertTrue(strict.isEmpty(), e::getMessage);
      assertTrue(e.getMessage().startsWith("f:"), e::getMessage);
    }
  }

  private static Optional<Json> strict(String text) {
    try {
      return Optional.of(Json.parse(text));
    } catch (MalformedException _) {
      return Optional.empty();
    }
  }

  private static void places(SourceFile file, Json value, JsonPath path) {
    assertEquals(path.toString(), file.place(path).path());
    switch (value) {
      case Json.Obj object ->
          object.members().forEach((name, member) -> places(file, member, path.member(name)));
      case Json.Arr(var items) -> {
        for (int i = 0; i < items.size(); i++) {
          places(file, items.get(i), path.item(i));
        }
      }
      case Json _ -> {}
    }
  }
}
