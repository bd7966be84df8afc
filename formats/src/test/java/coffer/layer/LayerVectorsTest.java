package coffer.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Recorded layers: each has the hash that upstream printed, or is refused as upstream refused it.
class LayerVectorsTest {
  @TestFactory
  Stream<DynamicTest> recordedLayers() throws IOException {
    Optional<Path> folder = Vectors.folder("layers");
    assumeTrue(folder.isPresent(), "no vectors of layers on this machine");
    Json.Obj expected =
        Json.parseObject(Files.readAllBytes(folder.orElseThrow().resolve("expected.json")));
    return expected.members().keySet().stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name, () -> check(folder.orElseThrow().resolve(name), expected.object(name))));
  }

  private static void check(Path tar, Json.Obj expected) throws IOException {
    byte[] bytes = Files.readAllBytes(tar);
    Optional<String> rootHash = expected.optionalString("root_hash");
    if (rootHash.isPresent()) {
      assertEquals(rootHash.get(), Tars.hash(bytes).toHex());
    } else {
      MalformedException refusal = assertThrows(MalformedException.class, () -> Tars.hash(bytes));
      assertTrue(refusal.getMessage().startsWith("entry "), refusal.getMessage());
    }
  }
}
