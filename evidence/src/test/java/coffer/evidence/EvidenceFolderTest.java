package coffer.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.simulator.SimulatedSnp;
import coffer.snp.SnpProduct;
import coffer.testkit.Mutations;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceFolderTest {
  private static final SimulatedSnp MACHINE = Simulated.machine(SnpProduct.MILAN);

  @TempDir Path folder;

  @Test
  void reportAndChainAreEnough() throws IOException {
    write("report.bin", report());
    write("chain.pem", MACHINE.chainPem());
    SnpEvidence evidence = SnpFolder.load(folder);
    assertEquals(3, evidence.chain().certificates().size());
    assertNull(evidence.thim());
    assertNull(evidence.endorsement());
    assertNull(evidence.policyText());
  }

  @Test
  void certificatesOfTheHostsDocumentServeAsChain() throws IOException {
    write("report.bin", report());
    write("host-amd-cert-base64", Base64.getEncoder().encode(MACHINE.thim().toBytes()));
    write("security-policy-base64", Base64.getEncoder().encode(new byte[] {1, 2}));
    SnpEvidence evidence = SnpFolder.load(folder);
    assertEquals(CertificateChain.parse(MACHINE.chainPem()), evidence.chain());
    assertNotNull(evidence.thim());
    assertEquals(Bytes.parseHex("0102"), evidence.policyText());
  }

  @Test
  void missingAndBrokenFilesAreNamed() throws IOException {
    assertTrue(problem().contains("no report.bin"));
    write("report.bin", report());
    assertTrue(problem().contains("no chain.pem"));
    write("chain.pem", new byte[] {'x'});
    assertEquals("chain.pem: 1 to 8 certificates wanted, found 0", problem());
    write("chain.pem", MACHINE.chainPem());
    write("reference-info.cose", new byte[] {1});
    assertTrue(problem().startsWith("reference-info.cose: "));
    Files.delete(folder.resolve("reference-info.cose"));
    write("host-amd-cert.json", new byte[] {'{'});
    assertTrue(problem().startsWith("host-amd-cert.json: "));
    Files.delete(folder.resolve("host-amd-cert.json"));
    write("security-policy-base64", new byte[] {'*'});
    assertTrue(problem().startsWith("security-policy-base64: "));
  }

  @Test
  void tooManyCertificatesAreRefused() {
    byte[] chain = MACHINE.chainPem();
    byte[] four = new byte[4 * chain.length];
    for (int i = 0; i < 4; i++) {
      System.arraycopy(chain, 0, four, i * chain.length, chain.length);
    }
    assertThrows(MalformedException.class, () -> CertificateChain.parse(four));
  }

  @Test
  void truncatedChainsAreShorterOrRefused() {
    Mutations.truncations(MACHINE.chainPem())
        .parallel()
        .filter(cut -> cut.length % 13 == 0)
        .forEach(EvidenceFolderTest::assertReadOrRefused);
  }

  @FuzzTest
  void anyChainIsReadOrRefused(byte[] input) {
    assertReadOrRefused(input);
  }

  private static void assertReadOrRefused(byte[] input) {
    try {
      assertFalse(CertificateChain.parse(input).certificates().isEmpty());
    } catch (MalformedException expected) {
      assertFalse(String.valueOf(expected.getMessage()).isEmpty());
    }
  }

  private String problem() {
    return String.valueOf(
        assertThrows(MalformedException.class, () -> SnpFolder.load(folder)).getMessage());
  }

  private void write(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name), content);
  }

  private static byte[] report() {
    return MACHINE.report(Simulated.DATA, Simulated.IDENTITY).toBytes();
  }
}
