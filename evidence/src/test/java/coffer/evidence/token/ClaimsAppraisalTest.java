package coffer.evidence.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.evidence.Check;
import coffer.evidence.SgxExpectations;
import coffer.evidence.SnpExpectations;
import coffer.evidence.Verdict;
import coffer.json.Json;
import coffer.snp.GuestPolicy;
import coffer.snp.ReportData;
import coffer.snp.SnpProduct;
import coffer.snp.TcbVersion;
import coffer.testkit.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClaimsAppraisalTest {
  private static final Bytes IDENTITY = Bytes.parseHex(TestIssuer.HOST_DATA);
  private static final SnpExpectations GUEST =
      SnpExpectations.strict()
          .withHostData(IDENTITY)
          .withEndorsement(SnpExpectations.Endorsement.atLeast(104))
          .withMinimumTcb(Map.of(SnpProduct.MILAN, TcbVersion.parse("db18000000000004")));
  private static final TokenExpectations ALL =
      TokenExpectations.strict()
          .withGuest(GUEST)
          .withMeasurement(Bytes.parseHex(TestIssuer.MEASUREMENT))
          .withNonce("my-nonce");
  private static final SgxExpectations ENCLAVE =
      SgxExpectations.strict()
          .withEnclave(
              new SgxExpectations.Enclave(
                  Bytes.parseHex("e1".repeat(32)), Bytes.parseHex("51".repeat(32)), 7, 3));

  private static ClaimsAppraisal appraise(Map<String, Json> claims, TokenExpectations wanted) {
    return ClaimsAppraisal.appraise(new Json.Obj(claims), wanted, false, TestIssuer.NOW);
  }

  private static List<String> findings(Map<String, Json> claims, TokenExpectations wanted) {
    return appraise(claims, wanted).checks().stream()
        .filter(check -> !check.ok())
        .map(Check::id)
        .toList();
  }

  @Test
  void goodClaimsMeetEveryWish() {
    assertEquals(List.of(), findings(TestIssuer.claims(), ALL));
    assertEquals(
        List.of("age"),
        appraise(TestIssuer.claims(), ALL).notChecked().stream()
            .map(text -> text.split(":", 2)[0])
            .toList());
    assertEquals(
        List.of(), findings(TestIssuer.enclave(), TokenExpectations.strict().withEnclave(ENCLAVE)));
  }

  static Stream<Arguments> guestClaims() {
    return Stream.of(
        Arguments.of("claims.type", "x-ms-attestation-type", Json.of("sgx")),
        Arguments.of("claims.compliance", "x-ms-compliance-status", Json.of("none")),
        Arguments.of("claims.debug", "x-ms-sevsnpvm-is-debuggable", Json.of(true)),
        Arguments.of("claims.debug", "x-ms-sevsnpvm-is-debuggable", Json.of("false")),
        Arguments.of("claims.migration", "x-ms-sevsnpvm-migration-allowed", Json.of(true)),
        Arguments.of("claims.vmpl", "x-ms-sevsnpvm-vmpl", Json.of(1)),
        Arguments.of("claims.host_data", "x-ms-sevsnpvm-hostdata", Json.of("b2".repeat(32))),
        Arguments.of("claims.host_data", "x-ms-sevsnpvm-hostdata", Json.strings(List.of())),
        Arguments.of(
            "claims.measurement", "x-ms-sevsnpvm-launchmeasurement", Json.of("04".repeat(48))),
        Arguments.of("claims.minimum_tcb", "x-ms-sevsnpvm-microcode-svn", Json.of(218)),
        Arguments.of("claims.minimum_tcb", "x-ms-sevsnpvm-bootloader-svn", Json.of("9")),
        Arguments.of(
            "claims.endorsement_issuer",
            "x-ms-sevsnpvm-uvm-endorsement-headers",
            Json.object().put("iss", "did:x509:other").put("feed", "f").build()),
        Arguments.of("claims.endorsement", "x-ms-sevsnpvm-uvm-endorsement", Json.of("Microsoft")),
        Arguments.of("claims.audience", "aud", Json.of("somebody")));
  }

  @ParameterizedTest
  @MethodSource("guestClaims")
  void eachClaimThatIsNotAsWantedIsAFinding(String id, String claim, Json value) {
    Map<String, Json> claims = TestIssuer.claims();
    claims.put(claim, value);
    assertTrue(findings(claims, ALL).contains(id), () -> findings(claims, ALL).toString());
    claims.remove(claim);
    if (!claim.equals("aud")) {
      assertTrue(findings(claims, ALL).contains(id), () -> "without " + claim);
    }
  }

  @Test
  void anOldOrOtherwiseMeasuredEndorsementIsAFinding() {
    Map<String, Json> claims = TestIssuer.claims();
    claims.put(
        "x-ms-sevsnpvm-uvm-endorsement",
        Json.object()
            .put("x-ms-sevsnpvm-guestsvn", "103")
            .put("x-ms-sevsnpvm-launchmeasurement", "05".repeat(48))
            .build());
    assertEquals(
        List.of("claims.endorsement_measurement", "claims.endorsement_svn"), findings(claims, ALL));
  }

  static Stream<Arguments> enclaveClaims() {
    return Stream.of(
        Arguments.of("claims.debug", "x-ms-sgx-is-debuggable", Json.of(true)),
        Arguments.of("claims.mrenclave", "x-ms-sgx-mrenclave", Json.of("00".repeat(32))),
        Arguments.of("claims.mrsigner", "x-ms-sgx-mrsigner", Json.of("00".repeat(32))),
        Arguments.of("claims.product_id", "x-ms-sgx-product-id", Json.of(8)),
        Arguments.of("claims.svn", "x-ms-sgx-svn", Json.of(2)),
        Arguments.of("claims.svn", "x-ms-sgx-svn", Json.of("3")));
  }

  @ParameterizedTest
  @MethodSource("enclaveClaims")
  void enclavesLikewise(String id, String claim, Json value) {
    Map<String, Json> claims = TestIssuer.enclave();
    claims.put(claim, value);
    TokenExpectations wanted = TokenExpectations.strict().withEnclave(ENCLAVE);
    assertEquals(List.of(id), findings(claims, wanted));
    claims.remove(claim);
    assertEquals(List.of(id), findings(claims, wanted));
  }

  @Test
  void theOneKindIsNotTakenForTheOther() {
    assertTrue(findings(TestIssuer.enclave(), ALL).contains("claims.type"));
    assertTrue(
        findings(TestIssuer.claims(), TokenExpectations.strict().withEnclave(ENCLAVE))
            .contains("claims.type"));
  }

  @Test
  void whatIsNotWantedIsToldAsNotChecked() {
    List<String> guest =
        appraise(TestIssuer.claims(), TokenExpectations.strict().withCompliance(Set.of()))
            .notChecked();
    for (String begin :
        List.of("age", "compliance", "host_data", "minimum TCB", "endorsement SVN", "nonce")) {
      assertTrue(guest.stream().anyMatch(text -> text.startsWith(begin)), begin);
    }
    List<String> enclave = appraise(TestIssuer.enclave(), TokenExpectations.strict()).notChecked();
    for (String begin : List.of("age", "identity", "TCB status", "nonce")) {
      assertTrue(enclave.stream().anyMatch(text -> text.startsWith(begin)), begin);
    }
  }

  @Test
  void whatATokenCannotTellIsAFinding() {
    SnpExpectations hidden =
        GUEST.withLaunch(
            SnpExpectations.Launch.STRICT.withPolicy(
                Set.of(GuestPolicy.Flag.CIPHERTEXT_HIDING), Set.of(GuestPolicy.Flag.SMT)));
    assertEquals(
        List.of("claims.smt", "claims.policy"),
        findings(TestIssuer.claims(), ALL.withGuest(hidden)));
    TcbVersion low = new TcbVersion(0);
    SnpExpectations two =
        GUEST.withMinimumTcb(Map.of(SnpProduct.MILAN, low, SnpProduct.GENOA, low));
    assertEquals(List.of("claims.minimum_tcb"), findings(TestIssuer.claims(), ALL.withGuest(two)));
  }

  @Test
  void aNonceIsLookedForInTheRuntimeDataFirst() {
    Map<String, Json> claims = TestIssuer.claims();
    assertEquals(List.of("claims.nonce"), findings(claims, ALL.withNonce("my")));
    ClaimsAppraisal beside = appraise(claims, ALL.withNonce("7394904505194784658"));
    assertTrue(beside.checks().stream().allMatch(Check::ok));
    assertTrue(beside.notChecked().stream().anyMatch(text -> text.contains("an old report")));
    assertFalse(
        appraise(claims, ALL).notChecked().stream().anyMatch(text -> text.startsWith("nonce")));
    TokenExpectations enclave = TokenExpectations.strict().withEnclave(ENCLAVE);
    assertEquals(List.of(), findings(TestIssuer.enclave(), enclave.withNonce("my-nonce")));
    assertEquals(
        List.of("claims.nonce"), findings(TestIssuer.enclave(), enclave.withNonce("other")));
  }

  @Test
  void runtimeDataAreInTheReportData() {
    byte[] data = "{\"nonce\":\"my-nonce\"}".getBytes(StandardCharsets.UTF_8);
    Map<String, Json> claims = TestIssuer.claims();
    TokenExpectations wanted = ALL.withRuntimeData(Bytes.of(data));
    assertEquals(List.of("claims.report_data"), findings(claims, wanted));
    claims.put("x-ms-sevsnpvm-reportdata", Json.of(ReportData.of(data).toHex()));
    assertEquals(List.of(), findings(claims, wanted));
    assertEquals(List.of("claims.nonce"), findings(claims, wanted.withNonce("other")));
  }

  @Test
  void aFindingShowsNoControlCharacters() {
    Map<String, Json> claims = TestIssuer.claims();
    claims.put("x-ms-sevsnpvm-hostdata", Json.of("\u001b[2J" + "x".repeat(500)));
    Check finding =
        appraise(claims, ALL).checks().stream().filter(check -> !check.ok()).findFirst().get();
    assertTrue(finding.got().startsWith("?[2Jxxx") && finding.got().length() < 220);
  }

  /// The claims of a real token of Azure.
  @Test
  void recordedClaimsAreUnderstood() throws IOException {
    Path folder = Vectors.folder("maa").orElse(null);
    if (folder == null) {
      return;
    }
    Json.Obj claims =
        Json.parseObject(Files.readAllBytes(folder.resolve("aci-snp-token-payload.json")));
    Bytes hostData =
        Bytes.parseHex("fef932e0103f6132437e8a1223f32efc4bea63342f893b5124645224ef29ba73");
    SnpExpectations guest =
        SnpExpectations.strict()
            .withHostData(hostData)
            .withEndorsement(SnpExpectations.Endorsement.atLeast(100))
            .withMinimumTcb(Map.of(SnpProduct.MILAN, TcbVersion.parse("7308000000000003")));
    TokenExpectations wanted = TokenExpectations.strict().withGuest(guest).withNonce("East US");
    assertEquals(List.of(), findings(claims.members(), wanted));
    Verdict verdict =
        Verdict.of(
            "none",
            TestIssuer.NOW,
            appraise(claims.members(), wanted).checks(),
            appraise(claims.members(), wanted).notChecked());
    assertTrue(verdict.checks().size() > 10, verdict::summary);
  }
}
