package coffer.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.cbor.Cbor;
import coffer.cose.CoseSign1;
import coffer.snp.UvmEndorsement;
import coffer.testkit.Mutations;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EndorsementVerificationTest {
  private static final Bytes MEASUREMENT = Bytes.parseHex("c3".repeat(48));

  private static TestSigner signer;
  private static CoseSign1 document;

  @BeforeAll
  static void sign() throws Exception {
    signer = new TestSigner("supply");
    document = signer.sign(signer.headers(), MEASUREMENT, "101");
  }

  @Test
  void endorsementOfTheMeasurementPasses() {
    assertEquals(List.of(), ids(verify(document, wanted(null))));
    assertEquals(List.of(), ids(verify(document, wanted(101L))));
  }

  @Test
  void oldVersionAndOtherMeasurementAreRefused() {
    assertEquals(List.of("endorsement.svn"), ids(verify(document, wanted(102L))));
    EndorsementVerification other =
        new EndorsementVerification(UvmEndorsement.parse(document.toBytes()), wanted(null))
            .verify(Bytes.of(new byte[48]));
    assertEquals(List.of("endorsement.measurement"), ids(other));
  }

  @Test
  void leafThatIsExpiredNowCountsAtItsSigningTime() {
    assertTrue(TestSigner.TO.isBefore(Instant.now()));
    assertEquals(List.of(), ids(verify(document, wanted(null))));
  }

  @Test
  void signingTimeOutsideTheCertificatesIsRefused() throws Exception {
    for (Instant time : List.of(TestSigner.FROM.minusSeconds(1), TestSigner.TO.plusSeconds(1))) {
      Map<Cbor, Cbor> headers = signer.headers();
      headers.put(
          new Cbor.Text("signingtime"), new Cbor.Tagged(1, new Cbor.Int(time.getEpochSecond())));
      CoseSign1 other = signer.sign(headers, MEASUREMENT, "101");
      assertEquals(List.of("endorsement.time"), ids(verify(other, wanted(null))));
    }
  }

  @Test
  void missingSigningTimeIsSaid() throws Exception {
    Map<Cbor, Cbor> headers = signer.headers();
    headers.remove(new Cbor.Text("signingtime"));
    EndorsementVerification verification =
        verify(signer.sign(headers, MEASUREMENT, "101"), wanted(null));
    assertEquals(List.of(), ids(verification));
    assertTrue(verification.notChecked().getFirst().contains("names no signing time"));
  }

  @Test
  void otherSupplyChainIsRefusedThoughItClaimsTheIssuer() throws Exception {
    TestSigner forger = new TestSigner("forger");
    Map<Cbor, Cbor> headers = forger.headers();
    headers.put(new Cbor.Text("iss"), new Cbor.Text(signer.issuer().did()));
    CoseSign1 forged = forger.sign(headers, MEASUREMENT, "999");
    assertEquals(List.of("endorsement.issuer"), ids(verify(forged, wanted(null))));
  }

  @Test
  void otherFeedAndMicrosoftsIssuerAreNotMet() throws Exception {
    Map<Cbor, Cbor> headers = signer.headers();
    headers.put(new Cbor.Text("feed"), new Cbor.Text("another"));
    CoseSign1 other = signer.sign(headers, MEASUREMENT, "101");
    assertEquals(List.of("endorsement.issuer"), ids(verify(other, wanted(null))));
    assertEquals(
        List.of("endorsement.issuer"), ids(verify(document, SnpExpectations.Endorsement.IF_SHOWN)));
  }

  @Test
  void usageThatTheLeafLacksIsNotMet() {
    UvmIssuer own = signer.issuer();
    CertificateChain chain = new CertificateChain(signer.chain());
    assertTrue(own.resolves(chain));
    assertFalse(new UvmIssuer(own.did() + ".7", own.feed()).resolves(chain));
    assertFalse(new UvmIssuer(own.did() + "::san:dns:x", own.feed()).resolves(chain));
    List<X509Certificate> rootAsLeaf = List.of(signer.chain().getLast());
    assertFalse(own.resolves(new CertificateChain(rootAsLeaf)));
  }

  @Test
  void everyFlippedBitOfHeadersPayloadAndSignatureIsRefused() {
    byte[] bytes = document.toBytes();
    int from = bytes.length - document.signature().length() - document.payload().length() - 5;
    long accepted =
        Mutations.bitFlips(bytes, from, bytes.length)
            .parallel()
            .filter(EndorsementVerificationTest::isAccepted)
            .count();
    assertEquals(0, accepted);
    assertEquals(
        0,
        Mutations.bitFlips(bytes, 0, from)
            .filter(flipped -> java.util.Arrays.mismatch(bytes, flipped) % 9 == 0)
            .parallel()
            .filter(EndorsementVerificationTest::isAccepted)
            .count());
  }

  @Test
  void timestampMustBeOverThisSignature() throws Exception {
    CoseSign1 stamped = signer.stamped(document, document.signature());
    EndorsementVerification good = verify(stamped, wanted(null));
    assertEquals(List.of(), ids(good));
    assertTrue(
        good.checks().stream().anyMatch(check -> check.id().equals("endorsement.timestamp")));
    CoseSign1 other = signer.stamped(document, document.payload());
    EndorsementVerification bad = verify(other, wanted(null));
    assertEquals(List.of("endorsement.timestamp"), ids(bad));
    assertEquals("a token over something else", findings(bad).getFirst().got());
  }

  @Test
  void changedTimestampIsRefused() throws Exception {
    CoseSign1 stamped = signer.stamped(document, document.signature());
    byte[] token = stamped.unprotectedHeaders().get("timestamp").orElseThrow().asBytes().toArray();
    token[token.length - 1] ^= 1;
    assertEquals(
        "a token that was changed, or whose signer may not make it",
        TimestampToken.outcome(new Cbor.Str(Bytes.of(token)), document.signature()));
    assertEquals(
        "a token that was changed, or cannot be read",
        TimestampToken.outcome(new Cbor.Int(1), document.signature()));
  }

  @Test
  void changedCertificateOfATimestampIsRefused() throws Exception {
    CoseSign1 stamped = signer.stamped(document, document.signature());
    byte[] token = stamped.unprotectedHeaders().get("timestamp").orElseThrow().asBytes().toArray();
    byte[] name = "supply clock".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    int at =
        java.util.stream.IntStream.range(0, token.length)
            .filter(
                i ->
                    java.util.Arrays.mismatch(
                            java.util.Arrays.copyOfRange(token, i, i + name.length), name)
                        < 0)
            .findFirst()
            .orElseThrow();
    token[at] ^= 1;
    assertEquals(
        "a token that was changed, or whose signer may not make it",
        TimestampToken.outcome(new Cbor.Str(Bytes.of(token)), document.signature()));
  }

  @Test
  void unknownAlgorithmsAndKeysOfAnotherKindAreNotValid() throws Exception {
    for (long algorithm : new long[] {-7, -36, -37, -38, -39, -8, 5}) {
      Map<Cbor, Cbor> headers = signer.headers();
      headers.put(new Cbor.Int(1), new Cbor.Int(algorithm));
      CoseSign1 other = signer.sign(headers, MEASUREMENT, "101");
      assertEquals(List.of("endorsement.signature"), ids(verify(other, wanted(null))));
    }
  }

  private static boolean isAccepted(byte[] flipped) {
    try {
      return ids(verify(CoseSign1.parse(flipped), wanted(null))).isEmpty();
    } catch (MalformedException _) {
      return false;
    }
  }

  private static EndorsementVerification verify(
      CoseSign1 shown, SnpExpectations.Endorsement wanted) {
    return new EndorsementVerification(UvmEndorsement.parse(shown.toBytes()), wanted)
        .verify(MEASUREMENT);
  }

  private static SnpExpectations.Endorsement wanted(@Nullable Long minimumSvn) {
    return new SnpExpectations.Endorsement(signer.issuer(), true, minimumSvn);
  }

  private static List<Check> findings(EndorsementVerification verification) {
    return verification.checks().stream().filter(check -> !check.ok()).toList();
  }

  private static List<String> ids(EndorsementVerification verification) {
    return findings(verification).stream().map(Check::id).toList();
  }
}
