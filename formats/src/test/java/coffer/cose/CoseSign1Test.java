package coffer.cose;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.testkit.Mutations;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoseSign1Test {
  /// RFC 9052, appendix C.2.1: "Single ECDSA Signature".
  private static final String STANDARD =
      "d28443a10126a10442313154546869732069732074686520636f6e74656e742e58408eb33e4ca31d1c465ab05aac"
          + "34cc6b23d58fef5c083106c4d25a91aef0b0117e2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b09"
          + "16e5a4c345cacb36";

  @Test
  void standardExampleIsReadAndWrittenTheSame() {
    CoseSign1 document = CoseSign1.parse(Bytes.parseHex(STANDARD).toArray());
    assertEquals(-7, document.algorithm());
    assertEquals(Bytes.parseHex("546869732069732074686520636f6e74656e742e"), document.payload());
    assertEquals(64, document.signature().length());
    assertEquals(STANDARD, Bytes.of(document.toBytes()).toHex());
  }

  @Test
  void signingInputIsThatOfTheStandard() {
    CoseSign1 document = CoseSign1.parse(Bytes.parseHex(STANDARD).toArray());
    assertEquals(
        "846a5369676e61747572653143a101264054546869732069732074686520636f6e74656e742e",
        Bytes.of(document.signingInput()).toHex());
  }

  @Test
  void chainIsAListOrOneCertificate() {
    assertEquals(List.of(Bytes.parseHex("aa")), chain("a2012618214 1aa".replace(" ", "")));
    assertEquals(
        List.of(Bytes.parseHex("aa"), Bytes.parseHex("bb")), chain("a2012618218241aa41bb"));
    assertThrows(MalformedException.class, () -> chain("a10126"));
    assertThrows(MalformedException.class, () -> chain("a20126182101"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8443a10126a0404100",
        "d18443a10126a0404100",
        "d28343a10126a040",
        "d28443a10126a0f64100",
        "d2844101a0404100",
        "d28448a2012602811863a0404100"
      })
  void otherStructuresAreRefused(String hex) {
    byte[] encoded = Bytes.parseHex(hex).toArray();
    assertThrows(MalformedException.class, () -> CoseSign1.parse(encoded));
  }

  @Test
  void everyTruncationIsRefused() {
    Mutations.truncations(Bytes.parseHex(STANDARD).toArray())
        .forEach(cut -> assertThrows(MalformedException.class, () -> CoseSign1.parse(cut)));
  }

  @FuzzTest
  void anyInputIsRefusedOrWrittenTheSame(byte[] input) {
    try {
      assertArrayEquals(input, CoseSign1.parse(input).toBytes());
    } catch (MalformedException expected) {
      assertFalse(String.valueOf(expected.getMessage()).isEmpty());
    }
  }

  private static List<Bytes> chain(String headers) {
    return new CoseSign1(
            Bytes.parseHex(headers), coffer.cbor.Cbor.Dict.EMPTY, Bytes.EMPTY, Bytes.EMPTY)
        .x5chain();
  }
}
