package coffer.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.json.Json;
import coffer.sgx.collateral.TcbStatus;
import coffer.sgx.quote.Quote;
import coffer.simulator.SimulatedSgxPlatform;
import coffer.snp.ReportData;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SgxVerifierTest {
  private static final SgxExpectations STRICT = SgxExpectations.strict();
  private static final SgxEvidence GOOD =
      SimulatedEnclaves.evidence(SimulatedEnclaves.collateral());

  @Test
  void upToDateProductionEnclaveIsTrusted() {
    assertEquals("trusted (development root)", verify(GOOD, STRICT).summary());
  }

  @Test
  void platformOfSeveralSocketsIsTrusted() throws Exception {
    SimulatedSgxPlatform platform = SimulatedEnclaves.PLATFORM.withPlatformCa();
    SgxEvidence evidence =
        SimulatedEnclaves.machine(platform)
            .evidence(SimulatedEnclaves.ENCLAVE, SimulatedEnclaves.DATA)
            .withCollateral(
                SimulatedEnclaves.signed(
                    coffer.simulator.SimulatedCollateral.of(
                        platform, Simulated.NOW.minusSeconds(60))));
    assertEquals("trusted (development root)", verify(evidence, STRICT).summary());
  }

  @Test
  void developmentRootIsRefusedUnlessAllowed() {
    Verdict verdict = new SgxVerifier(TrustRoots.hardware()).verify(GOOD, STRICT, Simulated.NOW);
    assertEquals(
        List.of("chain.root", "tcb_info.chain.root", "qe_identity.chain.root"), ids(verdict));
    assertEquals("development root, refused", verdict.root());
  }

  @ParameterizedTest
  @EnumSource(TcbStatus.class)
  void everyStatusIsTold(TcbStatus status) {
    SgxEvidence evidence =
        SimulatedEnclaves.evidence(
            SimulatedEnclaves.collateral().withStatus(status, "INTEL-SA-00001"));
    Verdict verdict = verify(evidence, STRICT);
    switch (status) {
      case UP_TO_DATE -> assertInstanceOf(Verdict.Trusted.class, verdict, verdict.summary());
      case REVOKED -> {
        assertEquals(List.of("tcb.level", "tcb.status"), ids(verdict));
        assertFalse(verdict.authentic());
      }
      case SW_HARDENING_NEEDED,
          CONFIGURATION_NEEDED,
          CONFIGURATION_AND_SW_HARDENING_NEEDED,
          OUT_OF_DATE,
          OUT_OF_DATE_CONFIGURATION_NEEDED -> {
        assertEquals(List.of("tcb.status"), ids(verdict));
        assertTrue(verdict.authentic());
        Verdict accepted = verify(evidence, STRICT.withStatuses(Set.of(status)));
        assertInstanceOf(Verdict.Trusted.class, accepted, accepted.summary());
      }
    }
    Json.Obj facts = SgxFacts.of(evidence);
    assertEquals(status.toString(), facts.string("status"));
    assertEquals(List.of("INTEL-SA-00001"), facts.strings("advisory_ids"));
  }

  @ParameterizedTest
  @CsvSource({
    "UP_TO_DATE, OUT_OF_DATE, OUT_OF_DATE",
    "SW_HARDENING_NEEDED, OUT_OF_DATE, OUT_OF_DATE",
    "CONFIGURATION_NEEDED, OUT_OF_DATE, OUT_OF_DATE_CONFIGURATION_NEEDED",
    "CONFIGURATION_AND_SW_HARDENING_NEEDED, OUT_OF_DATE, OUT_OF_DATE_CONFIGURATION_NEEDED",
    "OUT_OF_DATE, OUT_OF_DATE, OUT_OF_DATE",
    "OUT_OF_DATE_CONFIGURATION_NEEDED, OUT_OF_DATE, OUT_OF_DATE_CONFIGURATION_NEEDED",
    "REVOKED, OUT_OF_DATE, REVOKED",
    "UP_TO_DATE, REVOKED, REVOKED",
    "CONFIGURATION_NEEDED, UP_TO_DATE, CONFIGURATION_NEEDED",
    "UP_TO_DATE, SW_HARDENING_NEEDED, SW_HARDENING_NEEDED"
  })
  void statusesOfPlatformAndQuotingEnclaveAreCombined(
      TcbStatus platform, TcbStatus qe, TcbStatus wanted) {
    SgxEvidence evidence =
        SimulatedEnclaves.evidence(
            SimulatedEnclaves.collateral().withStatus(platform).withQeStatus(qe));
    assertEquals(wanted.toString(), SgxFacts.of(evidence).string("status"));
    assertEquals(wanted, TcbEvaluation.combined(platform, qe));
    assertInstanceOf(Verdict.Rejected.class, verify(evidence, STRICT));
  }

  @Test
  void platformOrQuotingEnclaveBelowEveryLevelIsNotSupported() {
    for (var collateral :
        List.of(
            SimulatedEnclaves.collateral().withStatus(null),
            SimulatedEnclaves.collateral().withQeStatus(null))) {
      SgxEvidence evidence = SimulatedEnclaves.evidence(collateral);
      Verdict verdict = verify(evidence, STRICT.withStatuses(everyStatusButRevoked()));
      assertEquals(List.of("tcb.level", "tcb.status"), ids(verdict));
      assertTrue(verdict.summary().contains("below every level"), verdict.summary());
      assertEquals(Json.NULL, SgxFacts.of(evidence).get("status").orElseThrow());
    }
  }

  @Test
  void revokedStatusCannotBeAccepted() {
    assertThrows(
        IllegalArgumentException.class, () -> STRICT.withStatuses(EnumSet.allOf(TcbStatus.class)));
    assertThrows(IllegalArgumentException.class, () -> STRICT.withStatuses(Set.of()));
  }

  @Test
  void debugEnclaveIsRefusedUnlessAllowed() {
    SgxEvidence evidence =
        SimulatedEnclaves.MACHINE
            .evidence(SimulatedEnclaves.ENCLAVE.withDebug(), SimulatedEnclaves.DATA)
            .withCollateral(SimulatedEnclaves.signed(SimulatedEnclaves.collateral()));
    assertEquals(List.of("report.debug"), ids(verify(evidence, STRICT)));
    assertTrusted(verify(evidence, STRICT.withDebugAllowed()));
  }

  @Test
  void identityIsMeasurementOrSignerWithProductAndVersion() {
    assertTrusted(verify(GOOD, measured(SimulatedEnclaves.MEASUREMENT)));
    assertTrusted(verify(GOOD, signed(SimulatedEnclaves.SIGNER, 3, 7)));
    assertTrusted(verify(GOOD, signed(SimulatedEnclaves.SIGNER, 3, 6)));
    assertEquals(
        List.of("report.mrenclave"), ids(verify(GOOD, measured(SimulatedEnclaves.SIGNER))));
    assertEquals(
        List.of("report.mrsigner", "report.isvprodid", "report.isvsvn"),
        ids(verify(GOOD, signed(SimulatedEnclaves.MEASUREMENT, 4, 8))));
  }

  @Test
  void whatWasNotCheckedIsSaid() {
    assertEquals(
        List.of("identity", "report_data"),
        verify(GOOD, STRICT).notChecked().stream()
            .map(text -> text.substring(0, text.indexOf(':')))
            .toList());
    SgxExpectations signer =
        STRICT.withEnclave(new SgxExpectations.Enclave(null, SimulatedEnclaves.SIGNER, null, null));
    assertEquals(
        List.of("isvprodid", "isvsvn", "report_data"),
        verify(GOOD, signer).notChecked().stream()
            .map(text -> text.substring(0, text.indexOf(':')))
            .toList());
  }

  @Test
  void reportDataIsBoundToRuntimeDataAndNonce() {
    Bytes runtimeData = Bytes.of("{\"nonce\":\"n-1\"}".getBytes(StandardCharsets.UTF_8));
    SgxEvidence evidence =
        SimulatedEnclaves.MACHINE
            .evidence(SimulatedEnclaves.ENCLAVE, ReportData.of(runtimeData.toArray()))
            .withCollateral(SimulatedEnclaves.signed(SimulatedEnclaves.collateral()));
    assertTrusted(verify(evidence, bound(runtimeData, "n-1")));
    assertEquals(List.of("report.nonce"), ids(verify(evidence, bound(runtimeData, "n-2"))));
    assertEquals(
        List.of("report.report_data"), ids(verify(evidence, bound(Bytes.of((byte) 1), null))));
    assertEquals(
        List.of("report.report_data"),
        ids(
            verify(
                evidence,
                STRICT.withBinding(new SgxExpectations.Binding.Exact(SimulatedEnclaves.DATA)))));
  }

  @Test
  void collateralCountsOnlyInItsTime() {
    Instant issued = Simulated.NOW.minusSeconds(3600);
    Instant end = issued.plus(Duration.ofDays(30));
    assertTrusted(verifyAt(issued));
    assertTrusted(verifyAt(end));
    List<String> windows =
        List.of(
            "crl.root.validity", "crl.pck.validity", "tcb_info.validity", "qe_identity.validity");
    assertEquals(windows, ids(verifyAt(issued.minusSeconds(1))));
    assertEquals(windows, ids(verifyAt(end.plusSeconds(1))));
  }

  @Test
  void certificatesCountOnlyInTheirTime() {
    Verdict verdict = verifyAt(Simulated.NOW.plus(Duration.ofDays(365 * 8)));
    assertTrue(ids(verdict).contains("chain.validity"), verdict.summary());
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void newerQuotesAreNotSupportedAndSoNotTrusted(int version) {
    byte[] raw = GOOD.quote().toBytes();
    raw[0] = (byte) version;
    Verdict verdict = verify(new SgxEvidence(Quote.parse(raw), null, null), STRICT);
    assertEquals(List.of("quote.version"), ids(verdict));
    assertTrue(verdict.summary().contains("not supported"), verdict.summary());
    assertEquals(version, SgxFacts.of(SgxEvidence.parse(raw)).object("quote").number("version"));
  }

  @Test
  void missingCollateralIsAFindingAndNotACrash() {
    SgxEvidence bare = new SgxEvidence(GOOD.quote(), null, null);
    assertEquals(
        List.of("chain.present", "collateral.present", "qe_report.signature"),
        ids(verify(bare, STRICT)));
    SgxEvidence withChain = SgxEvidence.parse(GOOD.quote().toBytes());
    assertEquals(List.of("collateral.present"), ids(verify(withChain, STRICT)));
  }

  private static Set<TcbStatus> everyStatusButRevoked() {
    return EnumSet.complementOf(EnumSet.of(TcbStatus.REVOKED));
  }

  private static SgxExpectations measured(Bytes mrEnclave) {
    return STRICT.withEnclave(SgxExpectations.Enclave.measured(mrEnclave));
  }

  private static SgxExpectations signed(Bytes mrSigner, int product, int svn) {
    return STRICT.withEnclave(SgxExpectations.Enclave.signed(mrSigner, product, svn));
  }

  private static SgxExpectations bound(
      Bytes data, @org.jspecify.annotations.Nullable String nonce) {
    return STRICT.withBinding(new SgxExpectations.Binding.RuntimeData(data, nonce));
  }

  private static Verdict verify(SgxEvidence evidence, SgxExpectations expectations) {
    return new SgxVerifier(SimulatedEnclaves.ALLOWED).verify(evidence, expectations, Simulated.NOW);
  }

  private static Verdict verifyAt(Instant at) {
    return new SgxVerifier(SimulatedEnclaves.ALLOWED).verify(GOOD, STRICT, at);
  }

  private static void assertTrusted(Verdict verdict) {
    assertInstanceOf(Verdict.Trusted.class, verdict, verdict.summary());
  }

  private static List<String> ids(Verdict verdict) {
    return verdict.findings().stream().map(Check::id).toList();
  }
}
