package coffer.cbor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.testkit.Mutations;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CborTest {
  /// RFC 8949, appendix A.
  @ParameterizedTest
  @CsvSource({
    "00, 0",
    "17, 23",
    "1818, 24",
    "1864, 100",
    "1903e8, 1000",
    "1a000f4240, 1000000",
    "1b000000e8d4a51000, 1000000000000",
    "20, -1",
    "29, -10",
    "3863, -100",
    "3903e7, -1000",
    "3b7fffffffffffffff, -9223372036854775808"
  })
  void numbersAreThoseOfTheStandard(String hex, long value) {
    assertEquals(new Cbor.Int(value), parse(hex));
    assertEquals(hex, Bytes.of(new Cbor.Int(value).toBytes()).toHex());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4401020304",
        "6449455446",
        "62c3bc",
        "826161a161626163",
        "a56161614161626142616361436164614461656145",
        "c11a514b67b0",
        "d818456449455446",
        "f4",
        "f6",
        "f820",
        "98190102030405060708090a0b0c0d0e0f101112131415161718181819"
      })
  void whatIsReadIsWrittenTheSame(String hex) {
    assertEquals(hex, Bytes.of(parse(hex).toBytes()).toHex());
  }

  @Test
  void structureIsThatOfTheStandard() {
    assertEquals(
        new Cbor.Arr(
            List.of(
                new Cbor.Text("a"), new Cbor.Dict(Map.of(new Cbor.Text("b"), new Cbor.Text("c"))))),
        parse("826161a161626163"));
    assertEquals(new Cbor.Tagged(1, new Cbor.Int(1363896240)), parse("c11a514b67b0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0000",
        "1800",
        "1817",
        "190018",
        "1900ff",
        "1a0000ffff",
        "1b00000000ffffffff",
        "1bffffffffffffffff",
        "1c",
        "5f42010243030405ff",
        "9fff",
        "bfff",
        "ff",
        "f97e00",
        "fb3ff199999999999a",
        "f814",
        "62c328",
        "a201020103",
        "5b7fffffffffffffff00",
        "9affffffff",
        "bb7fffffffffffffff"
      })
  void whatIsNotInShortestDefiniteFormIsRefused(String hex) {
    assertThrows(MalformedException.class, () -> parse(hex));
  }

  @Test
  void deepNestingIsRefusedAndDoesNotOverflow() {
    parse("81".repeat(31) + "00");
    assertThrows(MalformedException.class, () -> parse("81".repeat(32) + "00"));
    assertThrows(MalformedException.class, () -> parse("c1".repeat(100_000) + "00"));
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] sample = Bytes.parseHex("d28443a10126a10442313154546869734002").slice(0, 17).toArray();
    Mutations.truncations(sample)
        .forEach(cut -> assertThrows(MalformedException.class, () -> Cbor.parse(cut)));
  }

  @FuzzTest
  void anyInputIsRefusedOrWrittenTheSame(byte[] input) {
    try {
      assertArrayEquals(input, Cbor.parse(input).toBytes());
    } catch (MalformedException expected) {
      assertFalse(String.valueOf(expected.getMessage()).isEmpty());
    }
  }

  private static Cbor parse(String hex) {
    return Cbor.parse(Bytes.parseHex(hex).toArray());
  }
}
