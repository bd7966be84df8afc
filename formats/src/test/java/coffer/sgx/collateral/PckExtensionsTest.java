package coffer.sgx.collateral;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.der.DerWriter;
import coffer.testkit.Mutations;
import coffer.testkit.Vectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PckExtensionsTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyFieldComesBack(boolean platform) {
    PckExtensions sample = Samples.extensions(platform);
    assertEquals(sample, PckExtensions.parse(sample.toBytes()));
  }

  @Test
  void everyTruncationIsRefused() {
    Mutations.truncations(Samples.extensions(true).toBytes())
        .forEach(cut -> assertThrows(MalformedException.class, () -> PckExtensions.parse(cut)));
  }

  @Test
  void entriesOutOfPlaceAreNamed() {
    byte[] other =
        new DerWriter()
            .sequence(
                all ->
                    all.sequence(
                        entry ->
                            entry
                                .objectIdentifier(PckExtensions.OID + ".4")
                                .octetString(Bytes.parseHex("00".repeat(6)))))
            .toBytes();
    MalformedException e = assertThrows(MalformedException.class, () -> PckExtensions.parse(other));
    assertEquals(
        "entry 1.2.840.113741.1.13.1.1 wanted, found 1.2.840.113741.1.13.1.4", e.getMessage());
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThrows(MalformedException.class, () -> Samples.tcb(256, 0, 0));
    assertThrows(MalformedException.class, () -> Samples.tcb(0, 0, 65536));
    assertThrows(MalformedException.class, () -> new SgxTcb(List.of(1, 2), 0));
  }

  @Test
  void recordedCertificatesAreReadAsRecorded() throws Exception {
    Path folder = Vectors.folder("sgx/quotes").orElse(null);
    Assumptions.assumeTrue(folder != null, "no recorded vectors on this machine");
    PckExtensions processor = recorded(folder.resolve("phala-00a067110000"));
    assertEquals("00a067110000", processor.fmspc().toHex());
    assertEquals("0b0b0202ff0100000000000000000000", processor.cpuSvn().toHex());
    assertEquals(
        List.of(11, 11, 2, 2, 255, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), processor.tcb().components());
    assertEquals(13, processor.tcb().pceSvn());
    assertEquals(null, processor.platform());
    PckExtensions platform = recorded(folder.resolve("occlum-00606a000000"));
    assertTrue(platform.platform() != null && platform.platform().instanceId().length() == 16);
  }

  /// Also what is written is, byte for byte, what Intel wrote.
  private static PckExtensions recorded(Path set) throws Exception {
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(Files.readAllBytes(set.resolve("pckCert.pem"))));
    PckExtensions extensions = PckExtensions.read(certificate);
    byte[] wrapped = certificate.getExtensionValue(PckExtensions.OID);
    assertArrayEquals(
        wrapped, new DerWriter().octetString(Bytes.of(extensions.toBytes())).toBytes());
    return extensions;
  }

  @FuzzTest
  void anyBytesAreExtensionsOrRefused(byte[] bytes) {
    try {
      PckExtensions extensions = PckExtensions.parse(bytes);
      assertEquals(extensions, PckExtensions.parse(extensions.toBytes()));
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }
}
