package coffer.snp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnpFieldsTest {
  @Test
  void tcbPartsStandWhereTheProductHasThem() {
    TcbVersion milan = TcbVersion.parse("DB18000000000004");
    assertEquals(
        Map.of(TcbPart.BOOTLOADER, 4, TcbPart.TEE, 0, TcbPart.SNP, 24, TcbPart.MICROCODE, 219),
        milan.parts(SnpProduct.MILAN));
    assertEquals("04000000000018db", milan.toBytes().toHex());
    assertEquals("db18000000000004", milan.toString());

    TcbVersion turin = TcbVersion.parse("5100000004010102");
    assertEquals("fmc 2, bl 1, tee 1, snp 4, ucode 81", turin.describe(SnpProduct.TURIN));
    assertEquals(turin, TcbVersion.of(SnpProduct.TURIN, turin.parts(SnpProduct.TURIN)));
  }

  @Test
  void tcbIsComparedPartByPartAndNotAsANumber() {
    TcbVersion minimum =
        TcbVersion.of(SnpProduct.MILAN, Map.of(TcbPart.SNP, 10, TcbPart.MICROCODE, 100));
    TcbVersion newerMicrocode =
        TcbVersion.of(SnpProduct.MILAN, Map.of(TcbPart.SNP, 9, TcbPart.MICROCODE, 200));
    assertTrue(Long.compareUnsigned(newerMicrocode.bits(), minimum.bits()) > 0);
    assertFalse(newerMicrocode.atLeast(minimum, SnpProduct.MILAN));
    assertTrue(minimum.atLeast(minimum, SnpProduct.MILAN));
  }

  @Test
  void milanHasNoFmc() {
    assertThrows(
        IllegalArgumentException.class,
        () -> TcbVersion.of(SnpProduct.MILAN, Map.of(TcbPart.FMC, 1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "db1800000000000", "db180000000000041", "0xdb18000000000", "xyz"})
  void tcbmOfAnotherFormIsRefused(String text) {
    assertThrows(MalformedException.class, () -> TcbVersion.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0x19, 0x00, Milan",
    "0x19, 0x0f, Milan",
    "0x19, 0x10, Genoa",
    "0x19, 0x1f, Genoa",
    "0x19, 0xa0, Genoa",
    "0x19, 0xae, Genoa",
    "0x1a, 0x02, Turin",
    "0x1a, 0x11, Turin",
    "0x19, 0x20,",
    "0x19, 0xaf,",
    "0x1a, 0x12,",
    "0x17, 0x31,"
  })
  void productFollowsFromCpuid(String family, String model, String product) {
    assertEquals(
        Optional.ofNullable(product),
        SnpProduct.ofCpuid(Integer.decode(family), Integer.decode(model))
            .map(SnpProduct::toString));
  }

  @ParameterizedTest
  @CsvSource({
    "Milan-B0, Milan",
    "Milan, Milan",
    "Genoa, Genoa",
    "Turin, Turin",
    "Milano,",
    "Siena,",
    "'',"
  })
  void productFollowsFromItsName(String name, String product) {
    assertEquals(Optional.ofNullable(product), SnpProduct.ofName(name).map(SnpProduct::toString));
  }

  @Test
  void policyBitsHaveTheirNames() {
    assertEquals("0x3001f", GuestPolicy.AZURE.toString());
    assertEquals(31, GuestPolicy.AZURE.abiMinor());
    assertEquals(0, GuestPolicy.AZURE.abiMajor());
    assertEquals(List.of("smt"), GuestPolicy.AZURE.names());
    assertFalse(GuestPolicy.AZURE.debugAllowed());
    assertEquals("0xb001f", GuestPolicy.AZURE.withDebug(true).toString());
    assertTrue(GuestPolicy.AZURE.withDebug(true).debugAllowed());
    assertTrue(GuestPolicy.AZURE.withMigration(true).migrationAllowed());
    assertEquals(GuestPolicy.AZURE, GuestPolicy.AZURE.withDebug(true).withDebug(false));
  }

  @Test
  void unknownPlatformBitsAreShown() {
    assertEquals(
        List.of("smt", "ecc", "alias-check-complete", "bit-6"), new PlatformInfo(0x65).names());
    assertEquals(List.of("bit-63"), new PlatformInfo(1L << 63).names());
  }

  @ParameterizedTest
  @CsvSource({"0, VCEK", "4, VLEK", "0x1c, NONE", "8, UNKNOWN", "3, VCEK"})
  void flagsNameTheKey(String bits, SigningKey key) {
    assertEquals(key, new ReportFlags(Integer.decode(bits)).signingKey());
  }

  @Test
  void flagsTellAuthorKeyAndMask() {
    assertTrue(new ReportFlags(1).authorKeyEnabled());
    assertFalse(new ReportFlags(1).maskChipKey());
    assertTrue(new ReportFlags(2).maskChipKey());
  }

  @Test
  void reportDataIsADigestAndZeros() {
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" + "00".repeat(32),
        ReportData.of(new byte[] {'a', 'b', 'c'}).toHex());
  }
}
