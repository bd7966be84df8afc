package coffer.occlum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.testkit.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OcclumDocumentTest {
  private static final String OLD_METADATA =
      """
      "debuggable": false,
          "enable_kss": false,
          "family_id": {"high": "0x0", "low": "0x0"},
          "ext_prod_id": {"high": "0x0", "low": "0x0"}
        },
        "feature": {},
        "mount": [
      """
          .strip();

  private static byte[] old() {
    return SampleConfigs.with(
        OLD_METADATA,
        """
        "debuggable": false}, "mount": [
          {"target": "/proc", "type": "procfs"},
        """);
  }

  private static String problem(String old, String text) {
    return assertThrows(
            MalformedException.class,
            () -> OcclumDocument.parse(SampleConfigs.with(old, text), false))
        .getMessage();
  }

  @Test
  void readsEveryMember() {
    OcclumDocument document = OcclumDocument.parse(SampleConfigs.sound(), false);
    OcclumConfig config = document.config();
    assertEquals(List.of(), document.unknown());
    assertEquals(List.of(), document.upgrades());
    assertEquals(32L << 20, config.limits().kernelHeap().bytes());
    assertEquals(24, config.limits().maxThreads());
    assertEquals("16MB", config.process().heap().text());
    assertEquals(List.of("TOKEN"), config.environment().untrusted());
    assertEquals(7, config.metadata().productId());
    assertTrue(config.metadata().disableLog(), "a release logs nothing unless it says so");
    assertEquals(FileSystemType.UNIONFS, config.mounts().getFirst().type());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "\"32MB\"                  | \"32mb\"          | resource_limits.kernel_space_heap_size",
        "\"32MB\"                  | \"32.5MB\"        | resource_limits.kernel_space_heap_size",
        "\"32MB\"                  | 32                | resource_limits.kernel_space_heap_size",
        "\"1MB\"                   | \"1001B\"         | multiple of 4096",
        "\"1MB\"                   | \"4KB\"           | StackMaxSize",
        "\"256MB\"                 | \"9000000TB\"     | resource_limits.user_space_size",
        "\"max_num_of_threads\": 24| \"max_num_of_threads\": 0 | max_num_of_threads",
        "\"max_num_of_threads\": 24| \"max_num_of_threads\": 24.0 | max_num_of_threads",
        "\"user_space_size\"       | \"user_space_max_size\": \"128MB\", \"user_space_size\" | user_space_size: at most",
        "\"user_space_size\"       | \"init_num_of_threads\": 25, \"user_space_size\" | init_num_of_threads: at most",
        "\"entry_points\": [\"/bin\"] | \"entry_points\": [\"bin\"] | entry_points",
        "\"TOKEN\"                 | \"T\\u0000\"      | env.untrusted[0]",
        "\"untrusted\": [\"TOKEN\"]| \"untrusted\": [], \"more\": 1 | env.more: not known",
        "\"product_id\": 7         | \"product_id\": 65536 | metadata.product_id",
        "\"enable_kss\": false,    | \"enable_kss\": true, \"x\": 0, | -",
        "\"feature\": {}           | \"feature\": {\"amx\": 3} | feature.amx",
        "\"feature\": {},          | ``                | older Occlum",
        "\"type\": \"unionfs\"     | \"type\": \"overlay\" | mount[0].type",
        "\"type\": \"unionfs\"     | \"type\": \"sefs\" | unionfs with target / wanted",
        ", \"options\": {\"MAC\": \"\"} | ``           | for the image, found none",
        "\"./run/mount/__ROOT\"    | \"x\", \"options\": {\"MAC\": \"00-11\"} | layers[1].options.MAC",
        "\"./run/mount/__ROOT\"    | \"x\", \"options\": {\"cache_size\": \"188KB\"} | cache_size",
        "\"mount\": [              | \"mount\": [{\"target\": \"/d\", \"type\": \"ext2\"}, | disk_size",
        "\"mount\": [              | \"mount\": [{\"target\": \"d\", \"type\": \"ramfs\"}, | mount[0].target",
      })
  void aBrokenRuleIsNamed(String old, String text, String named) {
    if (named.equals("-")) {
      assertEquals(
          List.of("metadata.x"),
          OcclumDocument.parse(SampleConfigs.with(old, text), false).unknown());
      return;
    }
    String problem = problem(old, text == null ? "" : text);
    assertTrue(problem.contains(named), problem);
  }

  @Test
  void everyProblemIsToldAtOnce() {
    String problem =
        problem("\"debuggable\": false,", "\"debuggable\": 1, \"disable_log\": \"x\",");
    assertTrue(problem.contains("metadata.debuggable: true or false wanted, found 1"), problem);
    assertTrue(problem.contains("metadata.disable_log"), problem);
  }

  @Test
  void separationWantsHexIds() {
    String text = new String(SampleConfigs.sound(), StandardCharsets.UTF_8);
    String separate = text.replace("\"enable_kss\": false", "\"enable_kss\": true");
    OcclumConfig.Ids ids =
        OcclumDocument.parse(
                separate
                    .replace(
                        "\"ext_prod_id\": {\"high\": \"0x0\"",
                        "\"ext_prod_id\": {\"high\": \"ffffffffffffffff\"")
                    .getBytes(StandardCharsets.UTF_8),
                false)
            .config()
            .metadata()
            .ids();
    assertEquals(-1L, ids == null ? 0 : ids.extProdIdHigh());
    assertEquals(7L, familyIdHigh(separate, "0x00000000000000007"), "zeros in front do not count");
    for (String wrong : new String[] {"0xg", "", "0x", "0X1", "0x10000000000000000"}) {
      assertThrows(MalformedException.class, () -> familyIdHigh(separate, wrong), wrong);
    }
  }

  private static long familyIdHigh(String json, String id) {
    byte[] other =
        json.replace(
                "\"family_id\": {\"high\": \"0x0\"", "\"family_id\": {\"high\": \"" + id + "\"")
            .getBytes(StandardCharsets.UTF_8);
    OcclumConfig.Ids ids = OcclumDocument.parse(other, false).config().metadata().ids();
    return ids == null ? -1 : ids.familyIdHigh();
  }

  @Test
  void whatNothingReadsIsNamed() {
    byte[] json =
        SampleConfigs.with("\"user_space_size\"", "\"max_num_of_thread\": 9, \"user_space_size\"");
    assertEquals(
        List.of("resource_limits.max_num_of_thread"), OcclumDocument.parse(json, false).unknown());
  }

  @Test
  void anOlderDocumentIsBroughtUpToDate() {
    assertThrows(MalformedException.class, () -> OcclumDocument.parse(old(), false));
    OcclumDocument upgraded = OcclumDocument.parseAnyRelease(old(), false);
    assertEquals(
        List.of(
            "metadata.enable_kss: added, false",
            "metadata.family_id: added, {\"high\":\"0x0\",\"low\":\"0x0\"}",
            "metadata.ext_prod_id: added, {\"high\":\"0x0\",\"low\":\"0x0\"}",
            "feature: added, {}",
            "mount[0]: left out, every application has procfs at /proc"),
        upgraded.upgrades());
    assertEquals(OcclumDocument.parse(SampleConfigs.sound(), false).config(), upgraded.config());
  }

  @Test
  void aCutDocumentIsRefused() {
    byte[] json =
        new String(SampleConfigs.sound(), StandardCharsets.UTF_8)
            .strip()
            .getBytes(StandardCharsets.UTF_8);
    Mutations.truncations(json)
        .forEach(
            cut -> assertThrows(MalformedException.class, () -> OcclumDocument.parse(cut, false)));
  }

  @Test
  void aFlippedBitIsReadOrRefused() {
    byte[] json = SampleConfigs.sound();
    long read =
        Mutations.bitFlips(json, 0, json.length).filter(OcclumDocumentTest::isSound).count();
    assertTrue(read > 0 && read < 8L * json.length, "sound: " + read);
  }

  private static boolean isSound(byte[] json) {
    try {
      OcclumDocument.parse(json, true);
      return true;
    } catch (MalformedException _) {
      return false;
    }
  }
}
