package coffer.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.testkit.Mutations;
import coffer.testkit.Vectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SgxIdentityTest {
  private static final String MAC = "00-11-22-33-44-55-66-77-88-99-aa-bb-cc-dd-ee-ff";
  private static final SgxIdentity SAMPLE =
      new SgxIdentity(
          "operator",
          Bytes.of(new byte[32]),
          Bytes.of(new byte[32]),
          770,
          65535,
          false,
          1L << 35,
          new SgxIdentity.Checksums(MAC, MAC, MAC),
          List.of(SgxIdentity.OCCLUM_STATEMENT));

  private static SgxIdentity withFiles(SgxIdentity.@Nullable Checksums checksums) {
    return new SgxIdentity(
        "operator",
        Bytes.of(new byte[32]),
        Bytes.of(new byte[32]),
        1,
        2,
        false,
        1L << 30,
        checksums,
        List.of(SgxIdentity.GRAMINE_STATEMENT),
        List.of("variables"));
  }

  @Test
  void anEnclaveWhoseFilesAreBoundHasNoChecksums() {
    SgxIdentity identity = withFiles(null);
    assertFalse(identity.toJson().toCompact().contains("checksums"));
    assertEquals(identity, SgxIdentity.parse(identity.toBytes()));
  }

  @Test
  void roundTrips() {
    SgxIdentity again = SgxIdentity.parse(SAMPLE.toBytes());
    assertEquals(SAMPLE, again);
    assertArrayEquals(SAMPLE.toBytes(), again.toBytes());
  }

  @Test
  void theKindsAreToldApart() {
    assertTrue(SgxIdentity.isOne(SAMPLE.toBytes()));
    assertFalse(SgxIdentity.isOne("{\"kind\":\"Identity\"}".getBytes(StandardCharsets.UTF_8)));
    assertThrows(MalformedException.class, () -> Identity.parse(SAMPLE.toBytes()));
  }

  @Test
  void numbersOfMoreThan16BitsAreRefused() {
    byte[] wrong =
        SAMPLE.toJson().toCompact().replace("770", "65536").getBytes(StandardCharsets.UTF_8);
    assertThrows(MalformedException.class, () -> SgxIdentity.parse(wrong));
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole = SAMPLE.toJson().toCompact().getBytes(StandardCharsets.UTF_8);
    Mutations.truncations(whole)
        .forEach(cut -> assertThrows(MalformedException.class, () -> SgxIdentity.parse(cut)));
  }

  @Test
  void theSchemaHasExactlyItsMembers() throws IOException {
    Json.Obj schema =
        Json.parseObject(
            Files.readAllBytes(Vectors.checkout().resolve("docs/schema/enclave-identity.json")));
    Json.Obj whole = (Json.Obj) withFiles(SAMPLE.checksums()).toJson();
    assertMembers(schema, whole);
    assertEquals(
        List.of("apiVersion", "kind", "name", "sgx", "notBound"), schema.strings("required"));
  }

  private static void assertMembers(Json.Obj schema, Json.Obj value) {
    Json.Obj properties = schema.object("properties");
    assertEquals(List.copyOf(value.members().keySet()), List.copyOf(properties.members().keySet()));
    value
        .members()
        .forEach(
            (name, member) -> {
              if (member instanceof Json.Obj inner) {
                Json.Obj part = properties.object(name);
                assertMembers(part, inner);
                assertEquals(List.copyOf(inner.members().keySet()), part.strings("required"));
              }
            });
  }

  @FuzzTest
  void anyBytes(byte[] data) {
    try {
      SgxIdentity parsed = SgxIdentity.parse(data);
      assertEquals(parsed, SgxIdentity.parse(parsed.toBytes()));
    } catch (MalformedException _) {
      // the one exception that is allowed
    }
  }
}
