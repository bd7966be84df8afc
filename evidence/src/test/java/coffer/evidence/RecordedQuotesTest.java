package coffer.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.json.Json;
import coffer.sgx.collateral.CollateralDocument;
import coffer.sgx.collateral.TcbStatus;
import coffer.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Quotes that Intel's hardware made (one is Intel's own sample), with what Intel's library found.
class RecordedQuotesTest {
  @TestFactory
  List<DynamicTest> recordedQuotesAreJudgedAsByIntelsLibrary() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path set : sets()) {
      String name = String.valueOf(set.getFileName());
      Json.Obj expected = Json.parseObject(Files.readAllBytes(set.resolve("expected.json")));
      tests.add(DynamicTest.dynamicTest(name, () -> assertJudged(set, expected)));
      tests.add(DynamicTest.dynamicTest(name + " facts", () -> assertFacts(set, expected)));
      tests.add(DynamicTest.dynamicTest(name + " time", () -> assertTime(set, expected)));
      if (Files.exists(set.resolve("collateral.json"))) {
        tests.add(
            DynamicTest.dynamicTest(name + " in one document", () -> assertOne(set, expected)));
      }
    }
    return tests;
  }

  private static void assertJudged(Path set, Json.Obj expected) throws IOException {
    SgxEvidence evidence = SgxFolder.load(set);
    Verdict verdict = verify(evidence, set, SgxExpectations.strict(), at(expected));
    assertTrue(verdict.authentic(), verdict.summary());
    TcbStatus status = TcbStatus.parse(expected.string("status"));
    boolean debug =
        evidence.quote() instanceof coffer.sgx.quote.SgxQuote quote
            && quote.report().attributes().debug();
    if (status == TcbStatus.UP_TO_DATE && !debug) {
      assertInstanceOf(Verdict.Trusted.class, verdict, verdict.summary());
    } else {
      assertInstanceOf(Verdict.Rejected.class, verdict, verdict.summary());
      SgxExpectations tolerant =
          SgxExpectations.strict().withStatuses(Set.of(status)).withDebugAllowed();
      Verdict accepted = verify(evidence, set, tolerant, at(expected));
      assertInstanceOf(Verdict.Trusted.class, accepted, accepted.summary());
    }
    Verdict pinned =
        new SgxVerifier(TrustRoots.intel())
            .verify(evidence, SgxExpectations.strict(), at(expected));
    assertEquals(!isTestRoot(expected), pinned.authentic());
  }

  private static void assertFacts(Path set, Json.Obj expected) throws IOException {
    Json.Obj facts = SgxFacts.of(SgxFolder.load(set));
    for (String name : List.of("status", "advisory_ids", "qe_tcb_status")) {
      assertEquals(expected.get(name), facts.get(name), name);
    }
    assertContains(expected.object("enclave"), facts.object("enclave"));
    Json.Obj pck = facts.object("pck");
    for (String name : List.of("fmspc", "pceid", "tcb_components", "pcesvn", "cpusvn")) {
      assertEquals(expected.object("pck").get(name), pck.get(name), name);
    }
  }

  private static void assertContains(Json.Obj wanted, Json.Obj found) {
    for (Map.Entry<String, Json> member : wanted.members().entrySet()) {
      assertEquals(member.getValue(), found.get(member.getKey()).orElse(null), member.getKey());
    }
  }

  private static void assertTime(Path set, Json.Obj expected) throws IOException {
    SgxEvidence evidence = SgxFolder.load(set);
    Json.Obj window = expected.object("collateral_window");
    Instant from = Instant.parse(window.string("from"));
    Instant to = Instant.parse(window.string("to"));
    SgxExpectations strict = SgxExpectations.strict();
    assertTrue(verify(evidence, set, strict, from).authentic());
    assertTrue(verify(evidence, set, strict, to).authentic());
    for (Instant outside : List.of(from.minusSeconds(1), to.plusSeconds(1))) {
      Verdict verdict = verify(evidence, set, strict, outside);
      assertFalse(verdict.authentic());
      assertTrue(
          verdict.findings().stream().anyMatch(finding -> finding.id().endsWith(".validity")),
          verdict.summary());
    }
  }

  private static void assertOne(Path set, Json.Obj expected) throws IOException {
    CollateralDocument document =
        CollateralDocument.parse(Files.readAllBytes(set.resolve("collateral.json")));
    SgxEvidence evidence = SgxFolder.load(set).withCollateral(SgxCollateral.of(document));
    assertTrue(verify(evidence, set, SgxExpectations.strict(), at(expected)).authentic());
  }

  private static Verdict verify(
      SgxEvidence evidence, Path set, SgxExpectations expectations, Instant at) throws IOException {
    TrustRoots roots =
        TrustRoots.intel()
            .withRoot(
                CertificateChain.parse(Files.readAllBytes(set.resolve("trustedRootCaCert.pem")))
                    .leaf());
    return new SgxVerifier(roots).verify(evidence, expectations, at);
  }

  private static Instant at(Json.Obj expected) {
    return Instant.parse(expected.string("verify_at"));
  }

  private static boolean isTestRoot(Json.Obj expected) {
    return expected.string("root").startsWith("TEST ROOT");
  }

  private static List<Path> sets() throws IOException {
    Path folder = Vectors.folder("sgx/quotes").orElse(null);
    Assumptions.assumeTrue(folder != null, "no recorded vectors on this machine");
    try (Stream<Path> sets = Files.list(folder)) {
      return sets.filter(set -> Files.exists(set.resolve("quote.dat"))).sorted().toList();
    }
  }
}
