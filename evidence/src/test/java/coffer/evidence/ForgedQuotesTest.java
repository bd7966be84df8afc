package coffer.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.sgx.collateral.QeIdentity;
import coffer.sgx.collateral.Signed;
import coffer.sgx.collateral.TcbInfo;
import coffer.sgx.quote.CertificationData;
import coffer.sgx.quote.EnclaveReport;
import coffer.sgx.quote.QuoteHeader;
import coffer.sgx.quote.QuoteSignatureData;
import coffer.sgx.quote.SgxQuote;
import coffer.simulator.SgxDevelopmentRoot;
import coffer.simulator.SimulatedCollateral;
import coffer.simulator.SimulatedEnclave;
import coffer.simulator.SimulatedSgx;
import coffer.simulator.SimulatedSgxPlatform;
import coffer.testkit.Mutations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Quotes and collateral that somebody changed, or put together from parts that do not belong
/// together.
class ForgedQuotesTest {
  private static final SgxVerifier VERIFIER = new SgxVerifier(SimulatedEnclaves.ALLOWED);
  private static final SgxCollateral COLLATERAL =
      SimulatedEnclaves.signed(SimulatedEnclaves.collateral());
  private static final SgxEvidence OWN =
      SimulatedEnclaves.MACHINE
          .evidence(SimulatedEnclaves.ENCLAVE, SimulatedEnclaves.DATA)
          .withCollateral(COLLATERAL);
  private static final SgxQuote QUOTE = (SgxQuote) OWN.quote();

  @Test
  void everyFlippedBitThatASignatureCoversIsRefused() {
    byte[] raw = QUOTE.toBytes();
    int authentication = QUOTE.signatureData().qeAuthenticationData().length();
    long accepted =
        IntStream.of(0, 436, 1014)
            .boxed()
            .flatMap(
                from ->
                    Mutations.bitFlips(
                        raw,
                        from,
                        switch (from) {
                          case 0 -> 432;
                          case 436 -> 1012;
                          default -> 1014 + authentication;
                        }))
            .parallel()
            .filter(ForgedQuotesTest::isAuthentic)
            .count();
    assertEquals(0, accepted);
  }

  private static boolean isAuthentic(byte[] raw) {
    try {
      return verify(SgxEvidence.parse(raw).withCollateral(COLLATERAL)).authentic();
    } catch (MalformedException _) {
      return false;
    }
  }

  @Test
  void quoteUnderAnotherAttestationKeyIsRefused() throws Exception {
    SimulatedSgx other = new SimulatedSgx(SimulatedEnclaves.ROOT, SimulatedEnclaves.PLATFORM);
    SgxQuote foreign =
        (SgxQuote) other.evidence(SimulatedEnclaves.ENCLAVE, SimulatedEnclaves.DATA).quote();
    QuoteSignatureData own = QUOTE.signatureData();
    QuoteSignatureData mixed =
        new QuoteSignatureData(
            foreign.signatureData().signature(),
            foreign.signatureData().attestationKey(),
            own.qeReport(),
            own.qeReportBytes(),
            own.qeReportSignature(),
            own.qeAuthenticationData(),
            own.certificationData());
    assertEquals(
        List.of("qe_report.report_data"), ids(verify(QUOTE.header(), QUOTE.report(), mixed)));
  }

  @Test
  void attestationKeyOffTheCurveIsRefused() {
    QuoteSignatureData own = QUOTE.signatureData();
    QuoteSignatureData mixed =
        new QuoteSignatureData(
            own.signature(),
            Bytes.parseHex("00".repeat(63) + "01"),
            own.qeReport(),
            own.qeReportBytes(),
            own.qeReportSignature(),
            own.qeAuthenticationData(),
            own.certificationData());
    assertEquals(
        List.of("qe_report.report_data", "quote.signature"),
        ids(verify(QUOTE.header(), QUOTE.report(), mixed)));
  }

  @Test
  void upperHalfOfTheQuotingEnclavesReportDataMustBeZero() {
    byte[] data = SimulatedEnclaves.MACHINE.keyDigest().toArray();
    data[63] = 1;
    EnclaveReport qe = QUOTE.signatureData().qeReport().withReportData(Bytes.of(data));
    SgxQuote quote = SimulatedEnclaves.MACHINE.sign(QUOTE.report(), qe);
    assertEquals(List.of("qe_report.report_data"), ids(verify(quote)));
  }

  @Test
  void quoteOfAnotherVendorsEnclaveIsRefused() {
    QuoteHeader header =
        new QuoteHeader(3, 2, 0, 8, 13, Bytes.of(new byte[16]), Bytes.of(new byte[20]));
    assertEquals(
        List.of("quote.qe_vendor", "quote.signature"),
        ids(verify(header, QUOTE.report(), QUOTE.signatureData())));
  }

  @Test
  void enclaveThatMayNotMakeQuotesIsNamedByItsFields() {
    EnclaveReport other =
        new EnclaveReport(
            QUOTE.report().cpuSvn(),
            1,
            Bytes.of(new byte[16]),
            QUOTE.report().attributes().withDebug(true),
            SimulatedEnclaves.MEASUREMENT,
            SimulatedEnclaves.SIGNER,
            Bytes.of(new byte[64]),
            9,
            8,
            0,
            Bytes.of(new byte[16]),
            SimulatedEnclaves.MACHINE.keyDigest());
    assertEquals(
        List.of(
            "qe_report.miscselect",
            "qe_report.attributes",
            "qe_report.mrsigner",
            "qe_report.isvprodid"),
        ids(verify(SimulatedEnclaves.MACHINE.sign(QUOTE.report(), other))));
  }

  @Test
  void collateralOfAnotherFamilyIsRefused() {
    SimulatedSgxPlatform other =
        SimulatedEnclaves.PLATFORM.withFmspc(Bytes.parseHex("00906ed50000"));
    SgxCollateral foreign =
        SimulatedEnclaves.signed(SimulatedCollateral.of(other, Simulated.NOW.minusSeconds(60)));
    assertEquals(List.of("tcb_info.fmspc"), ids(verify(OWN.withCollateral(foreign))));
  }

  @Test
  void collateralForAnotherTeeIsRefused() {
    TcbInfo info = COLLATERAL.tcbInfo().value();
    String text = info.toJson().toCompact().replace("\"id\":\"SGX\"", "\"id\":\"TDX\"");
    SgxCollateral other =
        new SgxCollateral(
            COLLATERAL.rootCrl(),
            COLLATERAL.pckCrl(),
            new SignedStatement<>(
                TcbInfo.parseSigned(text, COLLATERAL.tcbInfo().document().signature()),
                COLLATERAL.tcbInfo().signer()),
            COLLATERAL.qeIdentity());
    assertEquals(
        List.of("tcb_info.signature", "tcb_info.kind"), ids(verify(OWN.withCollateral(other))));
  }

  @Test
  void changedDocumentsAreRefusedEvenByABlank() {
    Signed<TcbInfo> info = COLLATERAL.tcbInfo().document();
    String blank = new String(info.text().toArray(), StandardCharsets.UTF_8).replace("\":", "\": ");
    SgxCollateral spaced =
        new SgxCollateral(
            COLLATERAL.rootCrl(),
            COLLATERAL.pckCrl(),
            new SignedStatement<>(
                TcbInfo.parseSigned(blank, info.signature()), COLLATERAL.tcbInfo().signer()),
            COLLATERAL.qeIdentity());
    assertEquals(List.of("tcb_info.signature"), ids(verify(OWN.withCollateral(spaced))));
    Signed<QeIdentity> identity = COLLATERAL.qeIdentity().document();
    String lower =
        new String(identity.text().toArray(), StandardCharsets.UTF_8)
            .replace("\"isvsvn\":9", "\"isvsvn\":7");
    SgxCollateral easier =
        new SgxCollateral(
            COLLATERAL.rootCrl(),
            COLLATERAL.pckCrl(),
            COLLATERAL.tcbInfo(),
            new SignedStatement<>(
                QeIdentity.parseSigned(lower, identity.signature()),
                COLLATERAL.qeIdentity().signer()));
    assertEquals(List.of("qe_identity.signature"), ids(verify(OWN.withCollateral(easier))));
  }

  @Test
  void documentsSignedByAPlatformAreRefusedByTheSignersName() {
    SignedStatement<TcbInfo> statement =
        new SignedStatement<>(COLLATERAL.tcbInfo().document(), SimulatedEnclaves.MACHINE.chain());
    SgxCollateral other =
        new SgxCollateral(
            COLLATERAL.rootCrl(), COLLATERAL.pckCrl(), statement, COLLATERAL.qeIdentity());
    assertEquals(
        List.of("tcb_info.chain.names", "tcb_info.signature"),
        ids(verify(OWN.withCollateral(other))));
  }

  @Test
  void revokedCertificatesAreNamed() {
    List<X509Certificate> chain = SimulatedEnclaves.MACHINE.chain().certificates();
    Verdict platform = verify(revoked(chain.getFirst()));
    assertEquals(List.of("chain.revocation"), ids(platform));
    assertTrue(platform.summary().contains("SGX PCK Certificate"), platform.summary());
    assertFalse(platform.authentic());
    assertEquals(List.of("chain.revocation"), ids(verify(revoked(chain.get(1)))));
    X509Certificate signer = COLLATERAL.tcbInfo().signer().leaf();
    assertEquals(
        List.of("tcb_info.chain.revocation", "qe_identity.chain.revocation"),
        ids(verify(revoked(signer))));
  }

  private static SgxEvidence revoked(X509Certificate certificate) {
    return SimulatedEnclaves.evidence(SimulatedEnclaves.collateral().withRevoked(certificate));
  }

  @Test
  void listsOfOthersAreRefused() {
    SgxCollateral swapped =
        new SgxCollateral(
            COLLATERAL.pckCrl(),
            COLLATERAL.rootCrl(),
            COLLATERAL.tcbInfo(),
            COLLATERAL.qeIdentity());
    assertEquals(
        List.of("crl.root.signature", "crl.pck.signature"),
        ids(verify(OWN.withCollateral(swapped))));
    SgxDevelopmentRoot other = SimulatedEnclaves.root("coffer-sgx-forger");
    SgxCollateral forged;
    try {
      forged = SimulatedEnclaves.collateral().sign(other);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    assertEquals(
        List.of("crl.root.signature", "crl.pck.signature"),
        ids(
            verify(
                OWN.withCollateral(
                    new SgxCollateral(
                        forged.rootCrl(),
                        forged.pckCrl(),
                        COLLATERAL.tcbInfo(),
                        COLLATERAL.qeIdentity())))));
    assertEquals(
        List.of(
            "crl.root.signature",
            "crl.pck.signature",
            "tcb_info.chain.root",
            "qe_identity.chain.root"),
        ids(verify(OWN.withCollateral(forged))));
  }

  @Test
  void platformOfAnotherRootIsRefusedByItsRoot() throws Exception {
    SgxDevelopmentRoot other = SimulatedEnclaves.root("coffer-sgx-other");
    SgxEvidence evidence =
        new SimulatedSgx(other, SimulatedEnclaves.PLATFORM)
            .evidence(SimulatedEnclaves.ENCLAVE, SimulatedEnclaves.DATA)
            .withCollateral(SimulatedEnclaves.collateral().sign(other));
    assertEquals(
        List.of("chain.root", "tcb_info.chain.root", "qe_identity.chain.root"),
        ids(verify(evidence)));
  }

  @Test
  void chainsThatAreNoneHaveFindingsOfTheirOwn() {
    List<X509Certificate> chain = SimulatedEnclaves.MACHINE.chain().certificates();
    X509Certificate leaf = chain.get(0);
    X509Certificate authority = chain.get(1);
    X509Certificate root = chain.get(2);
    Map<List<X509Certificate>, String> findings =
        Map.of(
            List.of(leaf, root, authority), "chain.order",
            List.of(root, authority, leaf), "chain.order",
            List.of(root), "chain.self_signed",
            List.of(leaf, authority), "chain.signatures",
            List.of(leaf), "chain.signatures",
            List.of(leaf, leaf, authority, root), "chain.signatures");
    findings.forEach(
        (certificates, finding) -> {
          Verdict verdict = verify(OWN.withPckChain(new CertificateChain(certificates)));
          assertTrue(ids(verdict).contains(finding), finding + ": " + verdict.summary());
          assertFalse(verdict.authentic());
        });
    Verdict reordered =
        verify(OWN.withPckChain(new CertificateChain(List.of(leaf, root, authority))));
    assertEquals(List.of("chain.order"), ids(reordered));
    assertTrue(reordered.summary().contains("leaf, root, intermediate 1"), reordered.summary());
  }

  @Test
  void certificateOfAnotherProductIsRefusedByName() {
    CertificateChain signer = COLLATERAL.tcbInfo().signer();
    Verdict verdict = verify(OWN.withPckChain(signer));
    assertTrue(
        ids(verdict).containsAll(List.of("chain.names", "chain.extensions")), verdict.summary());
  }

  @Test
  void certificationDataWithoutCertificatesNeedsThemBeside() {
    SgxQuote quote = certified(CertificationData.PLAIN_PPID, new byte[36]);
    SgxEvidence evidence = SgxEvidence.parse(quote.toBytes()).withCollateral(COLLATERAL);
    assertEquals(List.of("chain.present", "qe_report.signature"), ids(verify(evidence)));
    assertEquals(List.of(), ids(verify(evidence.withPckChain(SimulatedEnclaves.MACHINE.chain()))));
  }

  @Test
  void certificationDataWithOneCertificateNeedsThoseAboveItBeside(@TempDir Path folder)
      throws IOException {
    List<X509Certificate> all = SimulatedEnclaves.MACHINE.chain().certificates();
    SgxQuote quote = certified(CertificationData.PCK_CERTIFICATE, pem(all.subList(0, 1)));
    Files.write(folder.resolve("quote.dat"), quote.toBytes());
    assertEquals(
        List.of("chain.root", "chain.signatures", "chain.names"),
        ids(inFolder(folder)).subList(0, 3));
    Files.write(folder.resolve("pckSignChain.pem"), pem(all.subList(1, all.size())));
    assertEquals(List.of(), ids(inFolder(folder)));
  }

  private static Verdict inFolder(Path folder) throws IOException {
    return verify(SgxFolder.load(folder).withCollateral(COLLATERAL));
  }

  private static byte[] pem(List<X509Certificate> certificates) {
    return new CertificateChain(certificates)
        .toPem()
        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static SgxQuote certified(int type, byte[] content) {
    QuoteSignatureData own = QUOTE.signatureData();
    QuoteSignatureData other =
        new QuoteSignatureData(
            own.signature(),
            own.attestationKey(),
            own.qeReport(),
            own.qeReportBytes(),
            own.qeReportSignature(),
            own.qeAuthenticationData(),
            new CertificationData(type, Bytes.of(content)));
    return new SgxQuote(QUOTE.header(), QUOTE.report(), QUOTE.signed(), other);
  }

  @Test
  void everyEnclaveIsSignedOnItsOwn() {
    SimulatedEnclave other =
        SimulatedEnclave.of(SimulatedEnclaves.SIGNER, SimulatedEnclaves.MEASUREMENT);
    EnclaveReport report =
        ((SgxQuote) SimulatedEnclaves.MACHINE.evidence(other, SimulatedEnclaves.DATA).quote())
            .report();
    assertEquals(
        List.of("quote.signature"), ids(verify(QUOTE.header(), report, QUOTE.signatureData())));
  }

  private static Verdict verify(QuoteHeader header, EnclaveReport report, QuoteSignatureData data) {
    return verify(new SgxQuote(header, report, SgxQuote.signedBytes(header, report), data));
  }

  private static Verdict verify(SgxQuote quote) {
    return verify(SgxEvidence.parse(quote.toBytes()).withCollateral(COLLATERAL));
  }

  private static Verdict verify(SgxEvidence evidence) {
    return VERIFIER.verify(evidence, SgxExpectations.strict(), Simulated.NOW);
  }

  private static List<String> ids(Verdict verdict) {
    return verdict.findings().stream().map(Check::id).toList();
  }
}
