package coffer.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.simulator.SimulatedGuest;
import coffer.simulator.SimulatedPlatform;
import coffer.simulator.SimulatedSnp;
import coffer.snp.GuestPolicy;
import coffer.snp.ReportData;
import coffer.snp.SnpProduct;
import coffer.snp.TcbPart;
import coffer.snp.TcbVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SnpVerifierTest {
  private static final SnpExpectations STRICT = SnpExpectations.strict();
  private static final SimulatedSnp MILAN = Simulated.machine(SnpProduct.MILAN);

  @ParameterizedTest
  @EnumSource(SnpProduct.class)
  void everyProductIsTrustedUnderTheAllowedRoot(SnpProduct product) {
    SimulatedSnp machine = Simulated.machine(product);
    Verdict verdict = verify(Simulated.evidence(machine), STRICT);
    assertInstanceOf(Verdict.Trusted.class, verdict, verdict.summary());
    assertEquals("trusted (development root)", verdict.summary());
  }

  @ParameterizedTest
  @EnumSource(SnpProduct.class)
  void vlekOfEveryProductIsTrusted(SnpProduct product) {
    SimulatedPlatform platform = SimulatedPlatform.of(product).withVlek();
    Verdict verdict = verify(Simulated.evidence(Simulated.machine(platform)), STRICT);
    assertEquals("trusted (development root)", verdict.summary());
  }

  @Test
  void versionTwoIsTrustedWithoutAProcessorInIt() {
    SimulatedPlatform platform = SimulatedPlatform.of(SnpProduct.MILAN).withReportVersion(2);
    Verdict verdict = verify(Simulated.evidence(Simulated.machine(platform)), STRICT);
    assertEquals("trusted (development root)", verdict.summary());
  }

  @Test
  void developmentRootIsRefusedUnlessAllowed() {
    Verdict verdict =
        new SnpVerifier(TrustRoots.amd()).verify(Simulated.evidence(MILAN), STRICT, Simulated.NOW);
    assertEquals(List.of("chain.root"), ids(verdict));
    assertFalse(verdict.authentic());
    assertEquals("development root, refused", verdict.root());
    assertTrue(verdict.summary().contains("a development root, which is not allowed here"));
  }

  @Test
  void developmentRootGivenAsAnyRootStaysRefused() {
    TrustRoots roots = TrustRoots.amd().withRoot(Simulated.ROOT.certificate());
    Verdict verdict =
        new SnpVerifier(roots).verify(Simulated.evidence(MILAN), STRICT, Simulated.NOW);
    assertEquals(List.of("chain.root"), ids(verdict));
  }

  @Test
  void anotherDevelopmentRootIsRefused() {
    TrustRoots roots =
        TrustRoots.amd().withDevelopmentRoot(Simulated.root("coffer-other").certificate());
    Verdict verdict =
        new SnpVerifier(roots).verify(Simulated.evidence(MILAN), STRICT, Simulated.NOW);
    assertEquals(List.of("chain.root"), ids(verdict));
  }

  @Test
  void identityIsComparedWithHostData() {
    assertTrusted(verify(Simulated.evidence(MILAN), STRICT.withHostData(Simulated.IDENTITY)));
    Bytes other = Bytes.parseHex("a2".repeat(32));
    Verdict verdict = verify(Simulated.evidence(MILAN), STRICT.withHostData(other));
    assertEquals(List.of("report.host_data"), ids(verdict));
    Check finding = verdict.findings().getFirst();
    assertEquals(other.toHex(), finding.wanted());
    assertEquals(Simulated.IDENTITY.toHex(), finding.got());
    assertTrue(verdict.authentic());
  }

  @Test
  void debuggingIsRefusedUnlessAllowed() {
    SimulatedGuest guest =
        SimulatedGuest.of(Simulated.IDENTITY).withPolicy(GuestPolicy.AZURE.withDebug(true));
    SnpEvidence evidence = Simulated.evidence(MILAN, guest);
    assertEquals(List.of("report.debug"), ids(verify(evidence, STRICT)));
    assertTrusted(verify(evidence, STRICT.withLaunch(new SnpExpectations.Launch(0, true, false))));
  }

  @Test
  void migrationIsRefusedUnlessAllowed() {
    SimulatedGuest guest =
        SimulatedGuest.of(Simulated.IDENTITY).withPolicy(GuestPolicy.AZURE.withMigration(true));
    SnpEvidence evidence = Simulated.evidence(MILAN, guest);
    assertEquals(List.of("report.migration"), ids(verify(evidence, STRICT)));
    assertTrusted(verify(evidence, STRICT.withLaunch(new SnpExpectations.Launch(0, false, true))));
  }

  @Test
  void otherPrivilegeLevelAndTheHostsOwnReportAreRefused() {
    for (int vmpl : new int[] {1, 3, -1}) {
      SimulatedGuest guest = SimulatedGuest.of(Simulated.IDENTITY).withVmpl(vmpl);
      Verdict verdict = verify(Simulated.evidence(MILAN, guest), STRICT);
      assertEquals(List.of("report.vmpl"), ids(verdict));
    }
  }

  @Test
  void nonceMustBeInTheRuntimeDataAndItsDigestInTheReport() {
    Bytes data = Bytes.of("{\"nonce\":\"n-1\"}".getBytes(StandardCharsets.UTF_8));
    SnpEvidence evidence =
        Simulated.evidence(MILAN, MILAN.report(ReportData.of(data.toArray()), Simulated.IDENTITY));
    assertTrusted(verify(evidence, STRICT.withNonce(data, "n-1")));
    assertEquals(List.of("report.nonce"), ids(verify(evidence, STRICT.withNonce(data, "n-2"))));
    Bytes other = Bytes.of("{\"nonce\":\"n-2\"}".getBytes(StandardCharsets.UTF_8));
    assertEquals(
        List.of("report.report_data"), ids(verify(evidence, STRICT.withNonce(other, "n-2"))));
  }

  @Test
  void upperHalfOfReportDataMustBeZero() {
    Bytes data = Bytes.of("abc".getBytes(StandardCharsets.UTF_8));
    byte[] reportData = ReportData.of(data.toArray()).toArray();
    reportData[63] = 1;
    SnpEvidence evidence =
        Simulated.evidence(MILAN, MILAN.report(Bytes.of(reportData), Simulated.IDENTITY));
    assertEquals(
        List.of("report.report_data"), ids(verify(evidence, STRICT.withRuntimeData(data))));
  }

  @Test
  void minimumTcbIsComparedPartByPart() {
    TcbVersion own = SimulatedPlatform.of(SnpProduct.MILAN).tcb();
    SnpEvidence evidence = Simulated.evidence(MILAN);
    assertTrusted(verify(evidence, STRICT.withMinimumTcb(Map.of(SnpProduct.MILAN, own))));
    TcbVersion higher = TcbVersion.of(SnpProduct.MILAN, Map.of(TcbPart.BOOTLOADER, 5));
    assertEquals(
        List.of("report.minimum_tcb"),
        ids(verify(evidence, STRICT.withMinimumTcb(Map.of(SnpProduct.MILAN, higher)))));
    assertEquals(
        List.of("report.minimum_tcb"),
        ids(verify(evidence, STRICT.withMinimumTcb(Map.of(SnpProduct.GENOA, own)))));
  }

  @Test
  void bitsOfThePolicyAreRequiredAndForbiddenByName() {
    SnpEvidence evidence = Simulated.evidence(MILAN);
    assertEquals(
        List.of("report.policy"),
        ids(verify(evidence, policy(Set.of(GuestPolicy.Flag.CIPHERTEXT_HIDING), Set.of()))));
    assertEquals(
        List.of("report.policy"),
        ids(verify(evidence, policy(Set.of(), Set.of(GuestPolicy.Flag.SMT)))));
    assertTrusted(
        verify(
            evidence,
            policy(Set.of(GuestPolicy.Flag.SMT), Set.of(GuestPolicy.Flag.SINGLE_SOCKET))));
    SimulatedGuest odd = SimulatedGuest.of(Simulated.IDENTITY).withPolicy(new GuestPolicy(0x1001f));
    assertEquals(List.of("report.policy"), ids(verify(Simulated.evidence(MILAN, odd), STRICT)));
  }

  private static SnpExpectations policy(
      Set<GuestPolicy.Flag> required, Set<GuestPolicy.Flag> forbidden) {
    return STRICT.withLaunch(SnpExpectations.Launch.STRICT.withPolicy(required, forbidden));
  }

  @Test
  void certificateCountsOnlyInItsTime() {
    SnpEvidence evidence = Simulated.evidence(MILAN);
    Instant from = evidence.chain().leaf().getNotBefore().toInstant();
    Instant to = evidence.chain().leaf().getNotAfter().toInstant();
    assertTrusted(verifyAt(evidence, from));
    assertTrusted(verifyAt(evidence, to));
    assertEquals(List.of("chain.validity"), ids(verifyAt(evidence, from.minusSeconds(1))));
    assertEquals(List.of("chain.validity"), ids(verifyAt(evidence, to.plusSeconds(1))));
    assertEquals(
        List.of("chain.validity"), ids(verifyAt(evidence, to.plus(Duration.ofDays(36_500)))));
  }

  @Test
  void everyFindingIsToldAndNotOnlyTheFirst() {
    SimulatedGuest guest =
        SimulatedGuest.of(Simulated.IDENTITY)
            .withPolicy(GuestPolicy.AZURE.withDebug(true).withMigration(true))
            .withVmpl(2);
    Verdict verdict =
        new SnpVerifier(TrustRoots.amd())
            .verify(
                Simulated.evidence(MILAN, guest),
                STRICT.withHostData(Bytes.of(new byte[32])),
                Instant.EPOCH);
    assertEquals(
        List.of(
            "chain.root",
            "chain.validity",
            "report.debug",
            "report.migration",
            "report.vmpl",
            "report.host_data"),
        ids(verdict));
  }

  @Test
  void whatWasNotCheckedIsSaid() {
    Verdict verdict = verify(Simulated.evidence(MILAN), STRICT);
    assertEquals(
        List.of("host_data", "report_data", "minimum TCB", "measurement", "revocation"),
        verdict.notChecked().stream().map(text -> text.substring(0, text.indexOf(':'))).toList());
    assertEquals(
        List.of("endorsement.present"),
        ids(
            verify(
                Simulated.evidence(MILAN),
                STRICT.withEndorsement(SnpExpectations.Endorsement.atLeast(100)))));
  }

  @Test
  void policyTextAndCertificateDocumentAreCompared() {
    SnpEvidence evidence = Simulated.evidence(MILAN);
    Bytes text = Bytes.of("package policy".getBytes(StandardCharsets.UTF_8));
    assertEquals(List.of("policy.digest"), ids(verify(evidence.withPolicyText(text), STRICT)));
    Bytes digest = coffer.bytes.Digest.sha256Of(text.toArray()).bytes();
    SnpEvidence fitting =
        Simulated.evidence(MILAN, MILAN.report(Simulated.DATA, digest)).withPolicyText(text);
    assertTrusted(verify(fitting.withThim(MILAN.thim()), STRICT));
    assertEquals(
        List.of("certificate.tcbm"),
        ids(
            verify(
                evidence.withThim(
                    new coffer.snp.ThimDocument("", TcbVersion.parse("0000000000000001"), "", "")),
                STRICT)));
  }

  private static Verdict verify(SnpEvidence evidence, SnpExpectations expectations) {
    return new SnpVerifier(Simulated.ALLOWED).verify(evidence, expectations, Simulated.NOW);
  }

  private static Verdict verifyAt(SnpEvidence evidence, Instant at) {
    return new SnpVerifier(Simulated.ALLOWED).verify(evidence, STRICT, at);
  }

  private static void assertTrusted(Verdict verdict) {
    assertInstanceOf(Verdict.Trusted.class, verdict, verdict.summary());
  }

  private static List<String> ids(Verdict verdict) {
    return verdict.findings().stream().map(Check::id).toList();
  }
}
