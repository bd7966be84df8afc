package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OcclumConfigCommandTest {
  private static final String MAC = "00-11-22-33-44-55-66-77-88-99-aa-bb-cc-dd-ee-ff";

  @TempDir Path folder;

  private CommandRun run(String config, String... more) throws IOException {
    Files.writeString(folder.resolve("Occlum.json"), config);
    List<String> words = new ArrayList<>(List.of("occlum", "config"));
    words.addAll(List.of("--config", folder.resolve("Occlum.json").toString()));
    words.addAll(List.of("--user-mac", MAC, "--init-mac", MAC));
    words.addAll(List.of("--out-json", folder.resolve("sys.json").toString()));
    words.addAll(List.of("--out-xml", folder.resolve("Enclave.xml").toString()));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray(String[]::new));
  }

  private void assertNothingWritten() {
    assertFalse(Files.exists(folder.resolve("sys.json")));
    assertFalse(Files.exists(folder.resolve("Enclave.xml")));
  }

  @Test
  void bothFilesAreWritten() throws IOException {
    CommandRun run = run(OcclumSamples.CONFIG, "--json");
    assertEquals(ExitCode.OK, run.exit(), run::toString);
    assertTrue(Files.readString(folder.resolve("sys.json")).contains(MAC));
    String xml = Files.readString(folder.resolve("Enclave.xml"));
    assertTrue(xml.startsWith("<EnclaveConfiguration><ProdID>7</ProdID><ISVSVN>3<"), xml);
    Json.Obj result = Json.parseObject(run.out().getBytes(StandardCharsets.UTF_8));
    assertEquals(64, result.object("enclave_config").string("sha256").length());
  }

  @Test
  void dynamicMemoryIsAskedFor() throws IOException {
    run(OcclumSamples.CONFIG, "--edmm", "yes");
    assertTrue(Files.readString(folder.resolve("Enclave.xml")).contains("0xFFFFFFFF"));
  }

  @Test
  void aBrokenRuleLeavesNothing() throws IOException {
    CommandRun run = run(OcclumSamples.CONFIG.replace("\"64MB\"", "\"64.5MB\""));
    assertEquals(ExitCode.MALFORMED, run.exit());
    assertTrue(run.err().contains("Occlum.json: resource_limits.user_space_size:"), run.err());
    assertNothingWritten();
  }

  @Test
  void aSlipOfThePenIsNamedAndRefusedWhenAsked() throws IOException {
    String config = OcclumSamples.CONFIG.replace("\"process\"", "\"proces\": 1, \"process\"");
    CommandRun strict = run(config, "--strict");
    assertEquals(ExitCode.MALFORMED, strict.exit());
    assertNothingWritten();
    CommandRun run = run(config);
    assertEquals(ExitCode.OK, run.exit(), run::toString);
    assertTrue(run.err().contains("warning: proces: nothing reads it"), run.err());
  }

  @Test
  void anOldFileWantsAWord() throws IOException {
    CommandRun refused = run(OcclumSamples.oldConfig());
    assertEquals(ExitCode.MALFORMED, refused.exit());
    assertTrue(refused.err().contains("metadata.enable_kss: missing"), refused.err());
    assertTrue(refused.err().contains("hint: --upgrade"), refused.err());
    assertNothingWritten();
    CommandRun run = run(OcclumSamples.oldConfig(), "--upgrade");
    assertEquals(ExitCode.OK, run.exit(), run::toString);
    assertTrue(run.err().contains("upgraded: metadata.enable_kss: added, false"), run.err());
  }

  @Test
  void aMacHasSixteenBytes() throws IOException {
    CommandRun run = run(OcclumSamples.CONFIG, "--user-mac", "00-11");
    assertEquals(ExitCode.USAGE, run.exit(), run::toString);
    assertNothingWritten();
  }
}
