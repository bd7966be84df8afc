package coffer.der;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.testkit.Mutations;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerReaderTest {
  @ParameterizedTest
  @CsvSource({
    "020100, 0",
    "02017f, 127",
    "02020080, 128",
    "020200db, 219",
    "020200ff, 255",
    "02020100, 256",
    "02047fffffff, 2147483647"
  })
  void integersAreValuesAndNotTheirOctets(String der, int value) {
    DerReader in = reader(der);
    assertEquals(value, in.unsigned());
    in.end();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0200",
        "0201",
        "0201ff",
        "02020001",
        "0202ffff",
        "02050080000000",
        "0281017f",
        "02820001 7f",
        "0280007f0000",
        "0401ff",
        ""
      })
  void whatIsNoSmallIntegerInDerIsRefused(String der) {
    assertThrows(MalformedException.class, () -> reader(der.replace(" ", "")).unsigned());
  }

  @Test
  void booleansAndEnumeratedHaveOneForm() {
    assertEquals(true, reader("0101ff").bool());
    assertEquals(false, reader("010100").bool());
    assertThrows(MalformedException.class, () -> reader("010101").bool());
    assertEquals(2, reader("0a0102").enumerated());
    assertThrows(MalformedException.class, () -> reader("020102").enumerated());
    assertThrows(MalformedException.class, () -> reader("0a01ff").enumerated());
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    byte[] der =
        new DerWriter()
            .sequence(
                in ->
                    in.objectIdentifier("1.2.840.113741.1.13.1.2.17")
                        .integer(300)
                        .octetString(Bytes.of(new byte[200]))
                        .octetString(Bytes.of(new byte[70000]))
                        .bool(true)
                        .enumerated(128))
            .toBytes();
    DerReader all = new DerReader(der);
    DerReader in = all.sequence();
    all.end();
    assertEquals("1.2.840.113741.1.13.1.2.17", in.objectIdentifier());
    assertEquals(300, in.unsigned());
    assertEquals(200, in.octetString().length());
    assertEquals(70000, in.octetString().length());
    assertEquals(true, in.bool());
    assertEquals(128, in.enumerated());
    in.end();
  }

  @Test
  void sequencesAreReadInside() {
    DerReader outer = reader("3008020105160361626300");
    assertThrows(MalformedException.class, () -> reader("300802010516036162630000").end());
    DerReader inside = outer.sequence();
    assertEquals(BigInteger.valueOf(5), inside.integer());
    assertEquals("abc", inside.ia5String());
    assertFalse(inside.hasMore());
    MalformedException left = assertThrows(MalformedException.class, outer::end);
    assertEquals("at 0xa: 1 trailing octets", left.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "06092b060104019c780104, 1.3.6.1.4.1.3704.1.4",
    "0603551d0f, 2.5.29.15",
    "0603883703, 2.999.3",
    "060100, 0.0"
  })
  void objectIdentifiersAreDotted(String der, String dotted) {
    assertEquals(dotted, reader(der).objectIdentifier());
  }

  @Test
  void longLengthsAreReadAndTheirTruncationsRefused() {
    byte[] long200 = Bytes.parseHex("0481c8" + "ab".repeat(200)).toArray();
    assertEquals(200, new DerReader(long200).octetString().length());
    Mutations.truncations(long200)
        .forEach(
            cut -> assertThrows(MalformedException.class, () -> new DerReader(cut).octetString()));
  }

  @FuzzTest
  void anyInputIsReadOrRefused(byte[] input) {
    try {
      DerReader in = new DerReader(input).sequence();
      while (in.hasMore()) {
        in.integer();
        in.octetString();
        in.objectIdentifier();
        in.ia5String();
        in.unsigned();
      }
    } catch (MalformedException expected) {
      assertFalse(String.valueOf(expected.getMessage()).isEmpty());
    }
  }

  private static DerReader reader(String hex) {
    return new DerReader(Bytes.parseHex(hex).toArray());
  }
}
