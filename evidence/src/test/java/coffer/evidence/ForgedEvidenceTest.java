package coffer.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.simulator.SimulatedGuest;
import coffer.simulator.SimulatedPlatform;
import coffer.simulator.SimulatedSnp;
import coffer.snp.SnpProduct;
import coffer.snp.SnpReport;
import coffer.snp.SnpReportBody;
import coffer.snp.SnpSignature;
import coffer.snp.TcbPart;
import coffer.snp.TcbVersion;
import coffer.testkit.Mutations;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Evidence that somebody changed, or put together from parts that do not belong together.
class ForgedEvidenceTest {
  private static final SimulatedSnp MILAN = Simulated.machine(SnpProduct.MILAN);
  private static final SnpVerifier VERIFIER = new SnpVerifier(Simulated.ALLOWED);

  @Test
  void everyFlippedBitOfTheSignedRegionIsRefused() {
    assertEveryFlipRefused(0, SnpReportBody.LENGTH);
  }

  @Test
  void everyFlippedBitOfTheSignatureIsRefused() {
    assertEveryFlipRefused(0x2a0, 0x330);
  }

  @Test
  void everyTruncationIsMalformed() {
    Mutations.truncations(MILAN.report(Simulated.DATA, Simulated.IDENTITY).toBytes())
        .forEach(cut -> assertThrows(MalformedException.class, () -> SnpReport.parse(cut)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00",
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void signatureNumbersOutOfRangeAreRefusedByName(String hex) {
    byte[] p1363 = MILAN.report(Simulated.DATA, Simulated.IDENTITY).signature().toP1363();
    byte[] number = Bytes.parseHex("00".repeat(48 - hex.length() / 2) + hex).toArray();
    System.arraycopy(number, 0, p1363, 48, 48);
    SnpReportBody body = MILAN.body(Simulated.DATA, SimulatedGuest.of(Simulated.IDENTITY));
    SnpReport report = SnpReport.of(body, SnpSignature.ofP1363(p1363));
    Verdict verdict = verify(Simulated.evidence(MILAN, report));
    assertEquals(List.of("report.signature"), ids(verdict));
    assertEquals("r or s out of range", verdict.findings().getFirst().got());
  }

  @Test
  void certificateOfAnotherMachineIsRefused() {
    SnpEvidence own = Simulated.evidence(MILAN);
    SnpEvidence other = Simulated.evidence(Simulated.machine(SnpProduct.MILAN));
    assertEquals(
        List.of("report.signature"), ids(verify(new SnpEvidence(own.report(), other.chain()))));
  }

  @Test
  void reportOfAnotherTcbThanCertifiedIsRefused() {
    TcbVersion lower =
        TcbVersion.of(
            SnpProduct.MILAN,
            Map.of(TcbPart.BOOTLOADER, 4, TcbPart.SNP, 24, TcbPart.MICROCODE, 218));
    SnpReportBody body =
        Simulated.machine(SimulatedPlatform.of(SnpProduct.MILAN).withTcb(lower))
            .body(Simulated.DATA, SimulatedGuest.of(Simulated.IDENTITY));
    Verdict verdict = verify(Simulated.evidence(MILAN, MILAN.sign(body)));
    assertEquals(List.of("certificate.tcb"), ids(verdict));
    assertEquals("bl 4, tee 0, snp 24, ucode 218", verdict.findings().getFirst().got());
  }

  @Test
  void reportOfAnotherProductThanCertifiedIsRefused() {
    SnpReportBody body =
        Simulated.machine(SnpProduct.GENOA)
            .body(Simulated.DATA, SimulatedGuest.of(Simulated.IDENTITY));
    Verdict verdict = verify(Simulated.evidence(MILAN, MILAN.sign(body)));
    assertTrue(ids(verdict).contains("certificate.product"), verdict.summary());
  }

  @Test
  void reportOfAnotherChipThanCertifiedIsRefused() {
    SnpReport report = MILAN.report(Simulated.DATA, Simulated.IDENTITY);
    SnpReport other = resigned(report, 0x1a0, 1);
    assertEquals(List.of("certificate.chip"), ids(verify(Simulated.evidence(MILAN, other))));
  }

  @Test
  void turinChipMustEndAfterEightBytes() {
    SimulatedSnp turin = Simulated.machine(SnpProduct.TURIN);
    SnpReport report = turin.report(Simulated.DATA, Simulated.IDENTITY);
    SnpReport other = resigned(turin, report, 0x1a0 + 8, 1);
    assertEquals(List.of("certificate.chip"), ids(verify(Simulated.evidence(turin, other))));
  }

  @Test
  void vlekReportUnderAVcekIsRefused() {
    SnpReport report = resigned(MILAN.report(Simulated.DATA, Simulated.IDENTITY), 0x48, 4);
    assertEquals(List.of("certificate.key"), ids(verify(Simulated.evidence(MILAN, report))));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x1c, 0x08})
  void unsignedReportsAndUnknownKeysAreRefused(int flags) {
    SnpReport report = resigned(MILAN.report(Simulated.DATA, Simulated.IDENTITY), 0x48, flags);
    assertEquals(List.of("certificate.key"), ids(verify(Simulated.evidence(MILAN, report))));
  }

  @Test
  void otherSignatureAlgorithmIsRefused() {
    SnpReport report = resigned(MILAN.report(Simulated.DATA, Simulated.IDENTITY), 0x34, 3);
    assertEquals(List.of("report.algorithm"), ids(verify(Simulated.evidence(MILAN, report))));
  }

  @Test
  void chainsThatAreNoneAreRefused() {
    SnpEvidence own = Simulated.evidence(MILAN);
    List<X509Certificate> chain = own.chain().certificates();
    X509Certificate leaf = chain.get(0);
    X509Certificate ask = chain.get(1);
    X509Certificate ark = chain.get(2);
    Map<String, List<X509Certificate>> broken =
        Map.of(
            "reordered", List.of(leaf, ark, ask),
            "without intermediate", List.of(leaf, ark),
            "without root", List.of(leaf, ask),
            "leaf alone", List.of(leaf),
            "root first", List.of(ark, ask, leaf),
            "root alone", List.of(ark),
            "doubled", List.of(leaf, leaf, ask, ark));
    broken.forEach(
        (name, certificates) -> {
          Verdict verdict =
              verify(new SnpEvidence(own.report(), new CertificateChain(certificates)));
          assertFalse(verdict.authentic(), name);
          assertTrue(
              ids(verdict).stream().anyMatch(id -> !id.equals("certificate.extensions")), name);
        });
  }

  @Test
  void chainErrorsHaveFindingsOfTheirOwn() throws Exception {
    SnpEvidence own = Simulated.evidence(MILAN);
    List<X509Certificate> chain = own.chain().certificates();
    assertEquals(
        List.of("chain.order"),
        ids(verify(with(own, List.of(chain.get(0), chain.get(2), chain.get(1))))));
    assertEquals(
        List.of("chain.order"),
        ids(verify(with(own, List.of(chain.get(2), chain.get(1), chain.get(0))))));
    List<String> alone = ids(verify(with(own, List.of(chain.get(2)))));
    assertTrue(alone.contains("chain.self_signed"), alone.toString());
    SnpEvidence foreign =
        Simulated.evidence(
            new SimulatedSnp(
                Simulated.root("coffer-other"), SimulatedPlatform.of(SnpProduct.MILAN)));
    assertEquals(List.of("chain.root"), ids(verify(foreign)));
    assertEquals(
        List.of("chain.validity"),
        ids(
            VERIFIER.verify(
                own, SnpExpectations.strict(), Simulated.NOW.plusSeconds(300_000_000))));
  }

  @Test
  void revokedIntermediateIsRefused() throws Exception {
    SnpEvidence own = Simulated.evidence(MILAN);
    Instant before = Simulated.NOW.minusSeconds(60);
    assertEquals(List.of(), ids(verify(own.withCrl(Simulated.ROOT.crl(before)))));
    assertEquals(
        List.of(),
        ids(verify(own.withCrl(Simulated.ROOT.crl(before, coffer.snp.SigningKey.VLEK)))));
    Verdict revoked = verify(own.withCrl(Simulated.ROOT.crl(before, coffer.snp.SigningKey.VCEK)));
    assertEquals(List.of("chain.revocation"), ids(revoked));
    assertTrue(revoked.summary().contains("ASK"), revoked.summary());
    assertEquals(
        List.of("crl.root.validity"),
        ids(verify(own.withCrl(Simulated.ROOT.crl(Simulated.NOW.plusSeconds(60))))));
    assertEquals(
        List.of("crl.root.signature"),
        ids(verify(own.withCrl(Simulated.root("coffer-forger").crl(before)))));
    assertFalse(
        verify(own.withCrl(Simulated.ROOT.crl(before))).notChecked().stream()
            .anyMatch(text -> text.startsWith("revocation")));
  }

  private static SnpEvidence with(SnpEvidence own, List<X509Certificate> chain) {
    return new SnpEvidence(own.report(), new CertificateChain(chain));
  }

  @Test
  void intermediateOfAnotherRootIsRefusedByItsSignature() {
    SnpEvidence own = Simulated.evidence(MILAN);
    List<X509Certificate> chain = own.chain().certificates();
    X509Certificate other = Simulated.root("coffer-forger").certificate();
    Verdict verdict =
        verify(
            new SnpEvidence(
                own.report(), new CertificateChain(List.of(chain.get(0), other, chain.get(2)))));
    assertEquals(List.of("chain.signatures"), ids(verdict));
  }

  @Test
  void flippedBitsOfTheLeafCertificateAreRefused() throws Exception {
    SnpEvidence own = Simulated.evidence(MILAN);
    List<X509Certificate> chain = own.chain().certificates();
    byte[] der = chain.getFirst().getEncoded();
    assertAllRefused(
        Mutations.bitFlips(der, 0, der.length).filter(flipped -> sampled(der, flipped)),
        flipped ->
            new SnpEvidence(
                own.report(),
                new CertificateChain(
                    List.of(
                        CertificateChain.parseCertificate(flipped), chain.get(1), chain.get(2)))));
  }

  /// Every seventh byte is enough: a certificate has many.
  private static boolean sampled(byte[] original, byte[] flipped) {
    return java.util.Arrays.mismatch(original, flipped) % 7 == 0;
  }

  private static void assertEveryFlipRefused(int from, int to) {
    SnpEvidence own = Simulated.evidence(MILAN);
    assertAllRefused(
        Mutations.bitFlips(own.report().toBytes(), from, to),
        flipped -> new SnpEvidence(SnpReport.parse(flipped), own.chain()));
  }

  private interface Forgery {
    SnpEvidence of(byte[] changed);
  }

  private static void assertAllRefused(Stream<byte[]> inputs, Forgery forgery) {
    long accepted =
        inputs
            .parallel()
            .filter(
                input -> {
                  try {
                    return verify(forgery.of(input)).authentic();
                  } catch (MalformedException _) {
                    return false;
                  }
                })
            .count();
    assertEquals(0, accepted);
  }

  private static SnpReport resigned(SnpReport report, int offset, int value) {
    return resigned(MILAN, report, offset, value);
  }

  /// The report with one byte changed, under a fresh signature of the same key.
  private static SnpReport resigned(SimulatedSnp machine, SnpReport report, int offset, int value) {
    byte[] bytes = report.toBytes();
    bytes[offset] = (byte) value;
    return machine.sign(SnpReport.parse(bytes).body());
  }

  private static Verdict verify(SnpEvidence evidence) {
    return VERIFIER.verify(evidence, SnpExpectations.strict(), Simulated.NOW);
  }

  private static List<String> ids(Verdict verdict) {
    return verdict.findings().stream().map(Check::id).toList();
  }
}
