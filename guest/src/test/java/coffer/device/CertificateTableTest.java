package coffer.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateTableTest {
  private static final Bytes OTHER = Bytes.parseHex("11".repeat(16));

  @Test
  void certificatesComeLeafFirst() {
    CertificateTable table =
        CertificateTable.parse(
            table(
                CertificateTable.Kind.ARK.guid(),
                OTHER,
                CertificateTable.Kind.VCEK.guid(),
                CertificateTable.Kind.ASK.guid()));
    assertTrue(table.hasLeaf(false));
    assertFalse(table.hasLeaf(true));
    assertEquals(pem("AgI=") + pem("AwM=") + pem("AAA="), table.chainPem(false));
  }

  @Test
  void zerosAreAnEmptyTable() {
    CertificateTable table = CertificateTable.parse(new byte[0x4000]);
    assertFalse(table.hasLeaf(false));
    assertEquals("", table.chainPem(false));
  }

  @Test
  void guidsAreSixteenBytes() {
    for (CertificateTable.Kind kind : CertificateTable.Kind.values()) {
      assertEquals(16, kind.guid().length(), kind.toString());
    }
  }

  @Test
  void truncatedAndOverlongEntriesAreRefused() {
    byte[] good = table(CertificateTable.Kind.VCEK.guid());
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThrows(MalformedException.class, () -> CertificateTable.parse(cut), "at " + length);
    }
    for (int at = 16; at < 24; at++) {
      byte[] bad = good.clone();
      bad[at] = (byte) 0xff;
      assertThrows(MalformedException.class, () -> CertificateTable.parse(bad), "byte " + at);
    }
  }

  @Test
  void secondCertificateOfAKindIsRefused() {
    byte[] twice = table(CertificateTable.Kind.ASK.guid(), CertificateTable.Kind.ASK.guid());
    MalformedException refused =
        assertThrows(MalformedException.class, () -> CertificateTable.parse(twice));
    assertEquals("at 0x18: a second ASK", refused.getMessage());
  }

  /// A table of certificates of two bytes, each of its index.
  static byte[] table(Bytes... guids) {
    ByteWriter out = new ByteWriter();
    int content = 24 * (guids.length + 1);
    for (int i = 0; i < guids.length; i++) {
      out.bytes(guids[i]).u32(content + 2 * i).u32(2);
    }
    out.zeros(24);
    for (int i = 0; i < guids.length; i++) {
      out.u8(i).u8(i);
    }
    return out.toBytes();
  }

  private static String pem(String base64) {
    return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
  }

  @Test
  void extendedRequestNamesThePagesForCertificates() {
    byte[] request = SnpMessages.request(Bytes.parseHex("a7".repeat(64)), 0);
    assertEquals(0xc0205302L, SevGuestDevice.GET_EXT_REPORT);
    assertEquals(
        "a7".repeat(64) + "00".repeat(32) + "00f0debc9a785634" + "00400000" + "00000000",
        Bytes.of(SevGuestDevice.extended(request, 0x3456789abcdef000L, 0x4000)).toHex());
  }

  @Test
  void chainIsThatOfTheKeyThatSigned() {
    byte[] report = new byte[1184];
    report[0] = 2;
    report[0x34] = 1;
    byte[] vcek = table(CertificateTable.Kind.VCEK.guid());
    assertEquals(pem("AAA="), SevGuestDevice.chain(Bytes.of(report), vcek));
    report[0x48] = 1 << 2;
    assertNull(SevGuestDevice.chain(Bytes.of(report), vcek), "a VLEK signed");
    byte[] vlek = table(CertificateTable.Kind.VLEK.guid());
    assertEquals(pem("AAA="), SevGuestDevice.chain(Bytes.of(report), vlek));
    assertNull(SevGuestDevice.chain(Bytes.of(report), new byte[0x4000]));
  }

  /// Asks the kernel for real: a file that is no device refuses.
  @Test
  void fileThatIsNoDeviceIsNamed(@TempDir Path folder) throws IOException {
    SevGuestDevice device = new SevGuestDevice(Files.createFile(folder.resolve("sev-guest")));
    DeviceException refused =
        assertThrows(DeviceException.class, () -> device.certifiedReport(Bytes.of(new byte[64])));
    assertEquals(25, refused.errno(), refused::getMessage);
    assertTrue(
        String.valueOf(refused.getMessage()).startsWith(device.path() + ": SNP_GET_EXT_REPORT: "));
  }

  /// Nothing but `MalformedException` escapes, whatever a host gives.
  @FuzzTest
  void anyTable(byte[] raw) {
    try {
      CertificateTable table = CertificateTable.parse(raw);
      assertEquals(
          table.hasLeaf(true), table.certificates().containsKey(CertificateTable.Kind.VLEK));
    } catch (MalformedException _) {
      return;
    }
  }
}
