package coffer.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.testkit.Vectors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkloadSchemaTest {
  private static final Path COMMITTED = Vectors.checkout().resolve("docs/schema/workload.json");

  @Test
  void theCommittedSchemaIsThatOfTheRecords() throws Exception {
    String generated = WorkloadSchema.generate().toPretty() + "\n";
    if (Boolean.getBoolean("coffer.docs.update")) {
      Files.writeString(COMMITTED, generated);
    }
    assertEquals(
        Files.readString(COMMITTED),
        generated,
        "docs/schema/workload.json is stale; run this test with -Dcoffer.docs.update=true");
  }

  @Test
  void theReaderKnowsTheKeysOfTheSchema() {
    Json.Obj schema = WorkloadSchema.generate();
    assertEquals(keys(schema), knownKeys(WorkloadTest.FULL + "zzzzzzzz: 1\n"));
    assertEquals(
        keys((Json.Obj) schema.object("properties").object("service").list("oneOf").getFirst()),
        knownKeys(WorkloadTest.FULL.replace("  user: 1000", "  zzzzzzzz: 1")));
  }

  private static Set<String> keys(Json.Obj schema) {
    return schema.object("properties").members().keySet();
  }

  private static Set<String> knownKeys(String wrongDocument) {
    byte[] document = wrongDocument.getBytes(StandardCharsets.UTF_8);
    MalformedException e =
        assertThrows(MalformedException.class, () -> Workload.parse(document, Path.of("/work")));
    String mark = "known here: ";
    assertTrue(e.getMessage().contains(mark), e.getMessage());
    String list = e.getMessage().substring(e.getMessage().indexOf(mark) + mark.length());
    return Set.of(list.split(", "));
  }
}
