package coffer.sgx.enclave;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.testkit.Mutations;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigStructTest {
  private static final SigStruct SAMPLE =
      EnclaveFile.parse(SampleEnclaves.signed()).sigStruct().orElseThrow();
  private static final byte[] RAW = SAMPLE.toBytes().toArray();

  @Test
  void everyFieldComesBack() {
    assertEquals(SAMPLE, SigStruct.parse(RAW));
    assertEquals(List.of(), SAMPLE.problems());
    assertEquals(SAMPLE.body(), SigStructBody.parse(SAMPLE.body().toBytes().toArray()));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 06000000e100000000000100",
    "12, 00000000",
    "16, 00000000",
    "20, 15012420",
    "24, 01010000600000006000000001000000",
    "40, 00000000",
    "512, 03000000",
    "900, 00000000",
    "904, ffffffff",
    "928, 0400000000000000",
    "936, 0300000000000000",
    "944, ffffffffffff00ff",
    "952, 1bffffffffffffff",
    "1024, 0700",
    "1026, 0300"
  })
  void fieldsStandWhereTheFormatHasThem(int offset, String hex) {
    assertEquals(hex, Bytes.of(RAW).slice(offset, offset + hex.length() / 2).toHex());
  }

  @Test
  void theQuotientsSaveTheProcessorItsDivisions() {
    BigInteger n = RsaNumbers.toNumber(SAMPLE.modulus());
    BigInteger s = RsaNumbers.toNumber(SAMPLE.signature());
    BigInteger q1 = RsaNumbers.toNumber(SAMPLE.q1());
    BigInteger q2 = RsaNumbers.toNumber(SAMPLE.q2());
    BigInteger cube = s.pow(3).subtract(q1.multiply(s).multiply(n)).subtract(q2.multiply(n));
    assertEquals(s.modPow(BigInteger.valueOf(3), n), cube);
  }

  @Test
  void everyTruncationIsRefused() {
    Mutations.truncations(RAW)
        .forEach(cut -> assertThrows(MalformedException.class, () -> SigStruct.parse(cut)));
    assertThrows(MalformedException.class, () -> SigStruct.parse(Mutations.extended(RAW)));
  }

  @Test
  void everyFlippedBitIsNoticed() {
    IntStream.range(0, RAW.length)
        .forEach(
            at -> {
              byte[] flipped = RAW.clone();
              flipped[at] ^= (byte) (1 << (at % 8));
              try {
                assertFalse(SigStruct.parse(flipped).problems().isEmpty(), () -> "byte " + at);
              } catch (MalformedException _) {
                // A fixed or reserved byte.
              }
            });
  }

  @Test
  void anotherSignatureIsRefused() {
    byte[] signature = RsaNumbers.reversed(SAMPLE.signature());
    SigStructBody other = SAMPLE.body().withDate(0x20250101);
    EnclaveKey key = SampleEnclaves.SIGNER.key();
    assertThrows(MalformedException.class, () -> SigStruct.of(other, key, signature));
    assertThrows(MalformedException.class, () -> SigStruct.of(SAMPLE.body(), key, new byte[383]));
  }

  @ParameterizedTest
  @CsvSource({
    "2048, 3, 'key: 3072 bits wanted (SGX takes no others), found 2048'",
    "3072, 65537, 'key: public exponent 3 wanted (SGX takes no others), found 65537'"
  })
  void otherKeysAreRefused(int bits, int exponent, String message) throws Exception {
    var pair = SampleEnclaves.pair(bits, exponent);
    assertEquals(
        message,
        assertThrows(MalformedException.class, () -> RsaSigner.of(pair.getPrivate())).getMessage());
    assertEquals(
        message,
        assertThrows(MalformedException.class, () -> EnclaveKey.of(pair.getPublic())).getMessage());
  }

  @Test
  void publishedKeysAreKnown() {
    assertEquals(Optional.empty(), SampleEnclaves.SIGNER.key().published());
    assertEquals(
        Optional.of(PublishedKey.OCCLUM),
        PublishedKey.of(
            Bytes.parseHex("83d719e77deaca1470f6baf62a4d774303c899db69020f9c70ee1dfc08c7ce9e")));
  }

  @ParameterizedTest
  @CsvSource({"20240115, 20240115", "2024-01-15, 20240115", "19991231, 19991231"})
  void datesAreDigits(String text, String digits) {
    assertEquals(digits, SigningDate.text(SigningDate.toBcd(SigningDate.parse(text))));
  }

  @ParameterizedTest
  @CsvSource({"2024011", "20240230", "today", "2024-1-5"})
  void otherDatesAreRefused(String text) {
    String message =
        assertThrows(MalformedException.class, () -> SigningDate.parse(text)).getMessage();
    assertTrue(message.startsWith("date: "), message);
  }

  @FuzzTest
  void anyBytesAreASigStructOrRefused(byte[] bytes) {
    try {
      assertArrayEquals(bytes, SigStruct.parse(bytes).toBytes().toArray());
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }
}
