package coffer.snp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.cbor.Cbor;
import coffer.cose.CoseSign1;
import coffer.testkit.Mutations;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UvmEndorsementTest {
  private static final String PAYLOAD =
      "{\"x-ms-sevsnpvm-guestsvn\":\"101\",\"x-ms-sevsnpvm-guestsvn-int\":101,"
          + "\"x-ms-sevsnpvm-launchmeasurement\":\""
          + "ab".repeat(48)
          + "\"}";

  @Test
  void olderDocumentHasTextHeaders() {
    UvmEndorsement read = UvmEndorsement.parse(document(textHeaders(), PAYLOAD));
    assertEquals("did:x509:0:sha256:AAAA::eku:1.2.3", read.issuer());
    assertEquals("a-feed", read.feed());
    assertEquals(Instant.parse("2023-02-08T05:42:23Z"), read.signingTime());
    assertEquals(101, read.svn());
    assertEquals("ab".repeat(48), read.measurement().toHex());
  }

  @Test
  void newerDocumentHasClaimsThatCountBeforeTextHeaders() {
    Map<Cbor, Cbor> headers = textHeaders();
    headers.remove(new Cbor.Text("signingtime"));
    headers.put(
        new Cbor.Int(15),
        new Cbor.Dict(
            Map.of(
                new Cbor.Int(1), new Cbor.Text("other issuer"),
                new Cbor.Int(2), new Cbor.Text("other feed"))));
    UvmEndorsement read = UvmEndorsement.parse(document(headers, PAYLOAD));
    assertEquals("other issuer", read.issuer());
    assertEquals("other feed", read.feed());
    assertNull(read.signingTime());
  }

  @Test
  void versionAndTimeMayBeClaims() {
    Map<Cbor, Cbor> headers = textHeaders();
    headers.remove(new Cbor.Text("signingtime"));
    headers.put(
        new Cbor.Int(15),
        new Cbor.Dict(
            Map.of(
                new Cbor.Int(1), new Cbor.Text("issuer"),
                new Cbor.Int(2), new Cbor.Text("feed"),
                new Cbor.Int(6), new Cbor.Int(1_675_834_943L),
                new Cbor.Text("svn"), new Cbor.Int(104))));
    String bare = "{\"x-ms-sevsnpvm-launchmeasurement\":\"" + "ab".repeat(48) + "\"}";
    UvmEndorsement read = UvmEndorsement.parse(document(headers, bare));
    assertEquals(104, read.svn());
    assertEquals(Instant.parse("2023-02-08T05:42:23Z"), read.signingTime());
    assertEquals(
        "endorsement: one security version number wanted (x-ms-sevsnpvm-guestsvn), found"
            + " [101, 104]",
        problem(document(headers, PAYLOAD)));
    assertEquals(
        "endorsement: one security version number wanted (x-ms-sevsnpvm-guestsvn), found []",
        problem(document(textHeaders(), bare)));
  }

  @Test
  void missingPartsAreNamed() {
    Map<Cbor, Cbor> headers = textHeaders();
    headers.remove(new Cbor.Text("iss"));
    assertEquals("endorsement: header 'iss' is missing", problem(document(headers, PAYLOAD)));
    assertEquals(
        "x-ms-sevsnpvm-launchmeasurement: 48 bytes wanted, found 2",
        problem(document(textHeaders(), PAYLOAD.replace("ab".repeat(48), "abab"))));
    assertEquals(
        "endorsement: x-ms-sevsnpvm-guestsvn: a number wanted, found '-1'",
        problem(document(textHeaders(), PAYLOAD.replace("\"101\"", "\"-1\""))));
  }

  @Test
  void hashEnvelopeIsNotTakenForAnEndorsement() {
    Map<Cbor, Cbor> headers = textHeaders();
    headers.put(new Cbor.Int(258), new Cbor.Int(-43));
    assertEquals(
        "endorsement: a hash envelope (header 258) is not understood",
        problem(document(headers, PAYLOAD)));
  }

  @Test
  void everyTruncationIsRefused() {
    Mutations.truncations(document(textHeaders(), PAYLOAD))
        .forEach(cut -> assertThrows(MalformedException.class, () -> UvmEndorsement.parse(cut)));
  }

  @FuzzTest
  void anyInputIsReadOrRefused(byte[] input) {
    try {
      assertEquals(48, UvmEndorsement.parse(input).measurement().length());
    } catch (MalformedException expected) {
      assertFalse(String.valueOf(expected.getMessage()).isEmpty());
    }
  }

  private static String problem(byte[] document) {
    return String.valueOf(
        assertThrows(MalformedException.class, () -> UvmEndorsement.parse(document)).getMessage());
  }

  private static Map<Cbor, Cbor> textHeaders() {
    Map<Cbor, Cbor> headers = new LinkedHashMap<>();
    headers.put(new Cbor.Int(1), new Cbor.Int(-38));
    headers.put(new Cbor.Text("iss"), new Cbor.Text("did:x509:0:sha256:AAAA::eku:1.2.3"));
    headers.put(new Cbor.Text("feed"), new Cbor.Text("a-feed"));
    headers.put(new Cbor.Text("signingtime"), new Cbor.Tagged(1, new Cbor.Int(1_675_834_943L)));
    return headers;
  }

  private static byte[] document(Map<Cbor, Cbor> headers, String payload) {
    return CoseSign1.unsigned(headers, Bytes.of(payload.getBytes(StandardCharsets.UTF_8)))
        .withSignature(Bytes.parseHex("00"))
        .toBytes();
  }
}
