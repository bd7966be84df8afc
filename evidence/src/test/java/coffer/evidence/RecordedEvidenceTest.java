package coffer.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.json.Json;
import coffer.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Evidence that AMD's hardware made, with the facts that others found in it.
class RecordedEvidenceTest {
  private static final SnpVerifier VERIFIER = new SnpVerifier(TrustRoots.amd());

  @TestFactory
  List<DynamicTest> realEvidenceIsJudgedAsRecorded() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path set : sets()) {
      String name = String.valueOf(set.getFileName());
      Json.Obj expected = Json.parseObject(Files.readAllBytes(set.resolve("expected.json")));
      tests.add(DynamicTest.dynamicTest(name, () -> assertJudged(set, expected)));
      tests.add(DynamicTest.dynamicTest(name + " facts", () -> assertFacts(set, expected)));
      tests.add(DynamicTest.dynamicTest(name + " time", () -> assertTime(set, expected)));
    }
    return tests;
  }

  @TestFactory
  List<DynamicTest> chainsOfOtherSetsAreRefused() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path set : sets()) {
      for (Path other : sets()) {
        if (!set.equals(other)) {
          String name = set.getFileName() + " with the chain of " + other.getFileName();
          tests.add(DynamicTest.dynamicTest(name, () -> assertForeignChain(set, other)));
        }
      }
    }
    return tests;
  }

  private static void assertJudged(Path set, Json.Obj expected) throws IOException {
    SnpEvidence evidence = SnpFolder.load(set);
    Instant at = Instant.parse(expected.string("verify_at"));
    Verdict verdict = VERIFIER.verify(evidence, SnpExpectations.strict(), at);
    assertTrue(verdict.authentic(), verdict.summary());
    assertEquals("AMD " + expected.string("product") + " root", verdict.root());
    if (expected.string("default_policy").equals("accept")) {
      assertInstanceOf(Verdict.Trusted.class, verdict, verdict.summary());
    } else {
      assertInstanceOf(Verdict.Rejected.class, verdict, verdict.summary());
    }
  }

  private static void assertFacts(Path set, Json.Obj expected) throws IOException {
    Json.Obj facts = SnpFacts.of(SnpFolder.load(set));
    assertEquals(expected.string("product"), facts.string("product"));
    assertEquals(expected.string("signer"), facts.string("signer"));
    assertContains(expected.object("reported_tcb"), facts.object("reported_tcb"));
    assertContains(expected.object("report"), facts.object("report"));
  }

  private static void assertContains(Json.Obj wanted, Json.Obj found) {
    for (Map.Entry<String, Json> member : wanted.members().entrySet()) {
      assertEquals(member.getValue(), found.get(member.getKey()).orElse(null), member.getKey());
    }
  }

  private static void assertTime(Path set, Json.Obj expected) throws IOException {
    SnpEvidence evidence = SnpFolder.load(set);
    Json.Obj window = expected.object("certificate_window");
    Instant from = Instant.parse(window.string("from"));
    Instant to = Instant.parse(window.string("to"));
    for (Instant outside : List.of(from.minusSeconds(1), to.plusSeconds(1))) {
      Verdict verdict = VERIFIER.verify(evidence, SnpExpectations.strict(), outside);
      assertTrue(
          verdict.findings().stream().anyMatch(finding -> finding.id().equals("chain.validity")),
          verdict.summary());
    }
  }

  private static void assertForeignChain(Path set, Path other) throws IOException {
    SnpEvidence own = SnpFolder.load(set);
    SnpEvidence foreign = SnpFolder.load(other);
    Verdict verdict =
        VERIFIER.verify(
            new SnpEvidence(own.report(), foreign.chain()),
            SnpExpectations.strict(),
            Instant.parse("2025-06-01T00:00:00Z"));
    assertTrue(
        verdict.findings().stream().anyMatch(finding -> finding.id().equals("report.signature")),
        verdict.summary());
  }

  private static List<Path> sets() throws IOException {
    Path folder = Vectors.folder("snp").orElse(null);
    Assumptions.assumeTrue(folder != null, "no recorded vectors on this machine");
    try (Stream<Path> sets = Files.list(folder)) {
      return sets.filter(set -> Files.exists(set.resolve("report.bin"))).sorted().toList();
    }
  }
}
