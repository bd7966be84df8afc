package coffer.occlum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.sgx.enclave.ConfigElement;
import coffer.sgx.enclave.EnclaveConfig;
import coffer.testkit.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What is made of a configuration, and what the reference tool made of the same.
class OcclumConfigTest {
  private static final String MAC = "00-11-22-33-44-55-66-77-88-99-aa-bb-cc-dd-ee-ff";

  private static OcclumConfig config(byte[] json) {
    return OcclumDocument.parse(json, false).config();
  }

  private static String internal(byte[] json, boolean edmm) {
    Bytes mac = MacText.parse(MAC);
    return new String(InternalConfig.of(config(json), edmm, mac, mac), StandardCharsets.UTF_8);
  }

  @Test
  void withoutDynamicMemoryEverythingIsThereAtStart() {
    EnclaveConfig enclave =
        EnclaveSettings.of(config(SampleConfigs.sound()), false).enclaveConfig();
    assertEquals(24, enclave.value(ConfigElement.TCS_NUM));
    assertEquals(256L << 20, enclave.value(ConfigElement.RESERVED_MEM_INIT_SIZE));
    assertEquals(0, enclave.value(ConfigElement.MISC_SELECT));
    assertFalse(enclave.isGiven(ConfigElement.USER_REGION_SIZE));
  }

  @Test
  void withDynamicMemoryItGrows() {
    EnclaveSettings settings = EnclaveSettings.of(config(SampleConfigs.sound()), true);
    EnclaveConfig enclave = settings.enclaveConfig();
    assertEquals(16, enclave.value(ConfigElement.TCS_NUM));
    assertEquals(4096, enclave.value(ConfigElement.TCS_MAX_NUM));
    assertEquals(1L << 30, enclave.value(ConfigElement.HEAP_MAX_SIZE));
    assertEquals(17L << 30, enclave.value(ConfigElement.USER_REGION_SIZE));
    assertTrue(settings.toXml().contains("<MiscMask>0xFFFFFFFF</MiscMask>"), settings.toXml());
    assertEquals(enclave, EnclaveConfig.parse(settings.toXml()));
  }

  @Test
  void theFeatureIsEnoughForDynamicMemory() {
    byte[] json = SampleConfigs.with("\"feature\": {}", "\"feature\": {\"enable_edmm\": true}");
    assertEquals(
        1,
        EnclaveSettings.of(config(json), false).enclaveConfig().value(ConfigElement.MISC_SELECT));
    assertTrue(internal(json, false).contains("\"user_space_max_size\": \"17179869184B\""));
  }

  @Test
  void theMacsStandWhereTheLibraryOsLooks() {
    Json.Obj document = (Json.Obj) Json.parse(internal(SampleConfigs.sound(), false));
    for (Json app : document.list("app")) {
      String text = app.toCompact();
      assertEquals(2, text.split(MAC, -1).length, text);
    }
    assertEquals(
        List.of("resource_limits", "process", "env", "disable_log", "app", "feature"),
        List.copyOf(document.members().keySet()));
  }

  @Test
  void onlyControlCharactersAreEscaped() {
    String text = internal(SampleConfigs.with("OCCLUM=yes", "A=\\b\\u0001\\u007f/\u00fc"), false);
    assertTrue(text.contains("\"A=\\b\\u0001\u007f/\u00fc\""), text);
  }

  @Test
  void macsHaveSixteenBytes() {
    assertEquals(MAC, MacText.of(MacText.parse(MAC)));
    assertThrows(MalformedException.class, () -> MacText.parse(MAC.substring(3)));
    assertThrows(MalformedException.class, () -> MacText.parse(MAC.replace('-', ':')));
  }

  @TestFactory
  Stream<DynamicTest> asTheReferenceToolMakesThem() throws IOException {
    Path folder = Vectors.folder("sgx/occlum/config").orElse(null);
    Assumptions.assumeTrue(folder != null, "no vectors on this machine");
    List<Path> cases;
    try (Stream<Path> found = Files.list(folder)) {
      cases = found.sorted().toList();
    }
    assertEquals(43, cases.size());
    return cases.stream()
        .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> check(path)));
  }

  private static void check(Path folder) throws IOException {
    Json.Obj expected = Json.parseObject(Files.readAllBytes(folder.resolve("expected.json")));
    boolean edmm = expected.get("edmm_environment").orElseThrow().equals(Json.of(true));
    byte[] json = Files.readAllBytes(folder.resolve("Occlum.json"));
    if (expected.get("valid").orElseThrow().equals(Json.of(false))) {
      assertThrows(MalformedException.class, () -> OcclumDocument.parse(json, edmm));
      return;
    }
    OcclumConfig config = OcclumDocument.parse(json, edmm).config();
    byte[] internal =
        InternalConfig.of(
            config,
            edmm,
            MacText.parse(expected.string("user_fs_mac")),
            MacText.parse(expected.string("init_fs_mac")));
    assertArrayEquals(Files.readAllBytes(folder.resolve(".Occlum_sys.json")), internal);
    StringBuilder xml = new StringBuilder("<EnclaveConfiguration>");
    Json.parseObject(Files.readAllBytes(folder.resolve("enclave-fields.json")))
        .members()
        .forEach((name, value) -> xml.append("<%s>%s</%s>".formatted(name, plain(value), name)));
    assertEquals(
        xml.append("</EnclaveConfiguration>").toString(), EnclaveSettings.of(config, edmm).toXml());
  }

  private static String plain(Json value) {
    return value instanceof Json.Str(String text) ? text : value.toCompact();
  }
}
