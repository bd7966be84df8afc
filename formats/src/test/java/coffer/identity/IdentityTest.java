package coffer.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.testkit.Mutations;
import coffer.testkit.Vectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdentityTest {
  private static final Bytes HASH = Bytes.of(new byte[32]);
  private static final Identity SAMPLE =
      new Identity(
          "hello",
          HASH,
          "2.0.1",
          List.of(
              new Identity.Container(
                  "hello",
                  List.of(new Identity.Layer(Digest.sha256Of((byte) 1), HASH)),
                  List.of("/bin/hello", "x y"))),
          List.of("the utility VM: simulated"));

  @Test
  void roundTrips() {
    Identity again = Identity.parse(SAMPLE.toBytes());
    assertEquals(SAMPLE, again);
    assertArrayEquals(SAMPLE.toBytes(), again.toBytes());
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole = SAMPLE.toJson().toCompact().getBytes(StandardCharsets.UTF_8);
    Mutations.truncations(whole)
        .forEach(cut -> assertThrows(MalformedException.class, () -> Identity.parse(cut)));
  }

  @Test
  void theSchemaHasExactlyItsMembers() throws IOException {
    Json.Obj schema =
        Json.parseObject(
            Files.readAllBytes(Vectors.checkout().resolve("docs/schema/identity.json")));
    assertMembers(schema, SAMPLE.toJson());
  }

  private static void assertMembers(Json.Obj schema, Json value) {
    switch (value) {
      case Json.Obj object -> {
        Json.Obj properties = schema.object("properties");
        assertEquals(properties.members().keySet(), object.members().keySet());
        assertEquals(List.copyOf(properties.members().keySet()), schema.strings("required"));
        object.members().forEach((name, member) -> assertMembers(properties.object(name), member));
      }
      case Json.Arr(List<Json> items) ->
          items.forEach(item -> assertMembers(schema.object("items"), item));
      case Json.Str(String text) ->
          assertTrue(
              text.matches(schema.optionalString("pattern").orElse(".*"))
                  && schema.optionalString("const").orElse(text).equals(text),
              text);
      default -> throw new AssertionError(value.kind());
    }
  }

  @Test
  void anotherKindIsNamed() {
    byte[] other =
        new String(SAMPLE.toBytes(), StandardCharsets.UTF_8)
            .replace("\"Identity\"", "\"Workload\"")
            .getBytes(StandardCharsets.UTF_8);
    MalformedException error = assertThrows(MalformedException.class, () -> Identity.parse(other));
    assertEquals(
        "apiVersion coffer/v1, kind Identity wanted, found coffer/v1, Workload",
        error.getMessage());
  }

  @FuzzTest
  void parsesOrRefuses(byte[] data) {
    try {
      Identity parsed = Identity.parse(data);
      assertEquals(parsed, Identity.parse(parsed.toBytes()));
    } catch (MalformedException refused) {
      // the one allowed answer to bad input
    }
  }
}
