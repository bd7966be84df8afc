package coffer.sgx.enclave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnclaveConfigTest {
  @Test
  void numbersAreDecimalOctalAndHexadecimal() {
    EnclaveConfig config = parse("<ProdID>014</ProdID><ISVSVN>0x1F</ISVSVN><TCSNum>5</TCSNum>");
    assertEquals(12, config.value(ConfigElement.PROD_ID));
    assertEquals(31, config.value(ConfigElement.ISV_SVN));
    assertEquals(5, config.value(ConfigElement.TCS_MAX_NUM), "as many as TCSNum");
    assertEquals(0x100_0000, config.value(ConfigElement.HEAP_INIT_SIZE), "as HeapMaxSize");
  }

  @Test
  void commentsDeclarationAndBlanksAreNothing() {
    assertEquals(
        Map.of(ConfigElement.PROD_ID, 1L),
        EnclaveConfig.parse(
                "\uFEFF<?xml version=\"1.0\"?>\n<!-- a -->\n<EnclaveConfiguration >"
                    + "<ProdID><!-- b -->1</ProdID ><!-- <ISVSVN> --></EnclaveConfiguration>\n<!-- c -->")
            .given());
  }

  @Test
  void blanksAndAPlusMayStandBeforeANumberAndNothingBehindIt() {
    assertEquals(
        Map.of(ConfigElement.PROD_ID, 7L, ConfigElement.ISV_SVN, 8L),
        parse("<ProdID>\n \t+7</ProdID><ISVSVN> 010</ISVSVN>").given());
    for (String behind : new String[] {"7 ", "7\n", "7+", "+ 7", "++7", " ", "+"}) {
      assertThrows(MalformedException.class, () -> parse("<ProdID>" + behind + "</ProdID>"));
    }
  }

  @Test
  void emptyRootIsAllDefaults() {
    assertEquals(Map.of(), EnclaveConfig.parse("<EnclaveConfiguration />").given());
    assertThrows(MalformedException.class, () -> EnclaveConfig.parse("<EnclaveConfiguration/>x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<ProdID>65536</ProdID> | ProdID: 0 to 65535 wanted, found 65536",
        "<TCSNum>0</TCSNum> | TCSNum: 1 to 4294967295 wanted, found 0",
        "<ProdID>1x</ProdID> | line 1: ProdID: a number wanted, found '1x'",
        "<HeapMaxSize>-4096</HeapMaxSize> | line 1: HeapMaxSize: a number wanted, found '-4096'",
        "<ProdID></ProdID> | line 1: ProdID: a number wanted, found ''",
        "<ProdID>0x10000000000000000</ProdID>"
            + " | line 1: ProdID: a number of 64 bits wanted, found 0x10000000000000000",
        "<ProdID>1</ProdID><ProdID>1</ProdID> | line 1: ProdID: once wanted, found again",
        "<TCSNumber>1</TCSNumber>"
            + " | line 1: TCSNumber: no such element in an enclave's configuration",
        "<ProdID unit=\"x\">1</ProdID>"
            + " | line 1: <ProdID> has no attributes and is not empty; '>' wanted",
        "<ProdID>&one;</ProdID> | line 1: a number wanted in <ProdID>, found '&'",
        "text | line 1: '<' wanted, found 't'",
        "<StackMaxSize>0x40001</StackMaxSize>"
            + " | StackMaxSize: a multiple of 4096 wanted, found 262145",
        "<StackMinSize>0x80000</StackMinSize>"
            + " | StackMinSize: at most StackMaxSize (262144) wanted, found 524288",
        "<HeapInitSize>0x2000000</HeapInitSize>"
            + " | HeapInitSize: at most HeapMaxSize (16777216) wanted, found 33554432",
        "<HeapMaxSize>0x800000000000</HeapMaxSize>"
            + " | HeapMaxSize: less than 2^47 bytes wanted, found 140737488355328",
        "<TCSNum>2</TCSNum><TCSMaxNum>1</TCSMaxNum>"
            + " | TCSNum: at most TCSMaxNum (1) wanted, found 2",
        "<TCSMinPool>2</TCSMinPool> | TCSMinPool: at most TCSNum (1) wanted, found 2",
        "<HW>1</HW> | HW and LaunchKey: both zero or both not zero wanted",
        "<ISVFAMILYID_L>1</ISVFAMILYID_L>"
            + " | EnableKSS: 1 wanted with ISVFAMILYID or ISVEXTPRODID, found 0",
        "<UserRegionSize>0x1000</UserRegionSize>"
            + " | UserRegionSize: bit 0 of MiscSelect and of MiscMask wanted with it"
      })
  void whatIsWrongIsNamed(String elements, String message) {
    assertEquals(
        message, assertThrows(MalformedException.class, () -> parse(elements)).getMessage());
  }

  @Test
  void everyBrokenRuleIsNamedAtOnce() {
    String message =
        assertThrows(
                MalformedException.class,
                () -> parse("<ProdID>70000</ProdID><ISVSVN>70000</ISVSVN>"))
            .getMessage();
    assertTrue(message.contains("ProdID: ") && message.contains("; ISVSVN: "), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ProdID=1",
        "<Configuration></Configuration>",
        "<EnclaveConfiguration>",
        "<EnclaveConfiguration><ProdID>1</ISVSVN></EnclaveConfiguration>",
        "<EnclaveConfiguration></EnclaveConfiguration><x></x>",
        "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><EnclaveConfiguration/>",
        "<EnclaveConfiguration><!-- </EnclaveConfiguration>",
        "<?xml"
      })
  void otherTextsAreRefused(String text) {
    assertThrows(MalformedException.class, () -> EnclaveConfig.parse(text));
  }

  @Test
  void theTextOfAConfigurationSaysTheSame() {
    EnclaveConfig config = EnclaveConfig.parse(SampleEnclaves.CONFIG);
    assertEquals(config, EnclaveConfig.parse(config.toXml()));
  }

  @FuzzTest
  void anyTextIsAConfigurationOrRefused(byte[] bytes) {
    try {
      EnclaveConfig config = EnclaveConfig.parse(new String(bytes, StandardCharsets.UTF_8));
      assertEquals(config, EnclaveConfig.parse(config.toXml()));
    } catch (MalformedException e) {
      assertFalse(e.getMessage().isEmpty());
    }
  }

  private static EnclaveConfig parse(String elements) {
    return EnclaveConfig.parse("<EnclaveConfiguration>" + elements + "</EnclaveConfiguration>");
  }
}
