package coffer.sgx.quote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.testkit.Mutations;
import coffer.testkit.Vectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuoteTest {
  private static final byte[] SAMPLE = SampleQuotes.quote().toBytes();

  @Test
  void everyFieldComesBack() {
    assertEquals(SampleQuotes.quote(), Quote.parse(SAMPLE));
    assertArrayEquals(SAMPLE, Quote.parse(SAMPLE).toBytes());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0300",
    "2, 0200",
    "4, 00000000",
    "8, 0a00",
    "10, 0f00",
    "12, 939a7233",
    "28, 07070707",
    "48, 0b0b0202",
    "64, 01000000",
    "80, e1e1e1e1",
    "96, 0500000000000000",
    "104, e7000000",
    "112, abababab",
    "176, cdcdcdcd",
    "240, c0c0c0c0",
    "304, 3412",
    "306, 0605",
    "308, 0700",
    "352, fafafafa",
    "368, d0d0d0d0",
    "436, 51515151",
    "500, 52525252",
    "564, 0b0b0202",
    "948, 53535353",
    "1012, 2000",
    "1014, 54545454",
    "1046, 0500",
    "1048, 04000000",
    "1052, 50454d00"
  })
  void fieldsStandWhereTheFormatHasThem(int offset, String hex) {
    assertEquals(hex, Bytes.of(SAMPLE).slice(offset, offset + hex.length() / 2).toHex());
  }

  @Test
  void everyTruncationTellsOffsetAndWant() {
    Mutations.truncations(SAMPLE)
        .forEach(
            cut -> {
              MalformedException e = assertThrows(MalformedException.class, () -> Quote.parse(cut));
              assertTrue(
                  e.getMessage().matches("(?s)at 0x[0-9a-f]+: .*(wanted|follow|left).*"),
                  e.getMessage());
            });
  }

  @Test
  void trailingBytesAreRefused() {
    MalformedException e =
        assertThrows(MalformedException.class, () -> Quote.parse(Mutations.extended(SAMPLE)));
    assertEquals("at 0x1b0: signature data of 620 bytes, 621 bytes follow", e.getMessage());
  }

  @Test
  void lengthsThatLieAreRefused() {
    byte[] longer = SAMPLE.clone();
    longer[1051] = (byte) 0xff;
    assertThrows(MalformedException.class, () -> Quote.parse(longer));
    byte[] authentication = SAMPLE.clone();
    authentication[1013] = (byte) 0xff;
    assertThrows(MalformedException.class, () -> Quote.parse(authentication));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 6, 255})
  void unknownVersionsAreRefusedByNumber(int version) {
    byte[] other = SAMPLE.clone();
    other[0] = (byte) version;
    MalformedException e = assertThrows(MalformedException.class, () -> Quote.parse(other));
    assertTrue(e.getMessage().endsWith("found " + version), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"4, 0, SGX", "4, 129, TDX", "5, 129, TDX", "5, 3, 0x3"})
  void newerVersionsAreKnownByTheirHeader(int version, int tee, String name) {
    byte[] other = SAMPLE.clone();
    other[0] = (byte) version;
    other[4] = (byte) tee;
    Quote quote = Quote.parse(other);
    assertEquals(UnsupportedQuote.class, quote.getClass());
    assertEquals(version, quote.header().version());
    assertEquals(name, quote.header().teeName());
    assertArrayEquals(other, quote.toBytes());
  }

  @ParameterizedTest
  @CsvSource({"2, attestation key type", "4, TEE type", "68, reserved", "144, reserved"})
  void headersAndReservedBytesOfOthersAreRefused(int offset, String what) {
    byte[] other = SAMPLE.clone();
    other[offset] = 3;
    MalformedException e = assertThrows(MalformedException.class, () -> Quote.parse(other));
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }

  @Test
  void debugIsTheSecondFlag() {
    assertFalse(SampleQuotes.report().attributes().debug());
    EnclaveAttributes debug = SampleQuotes.report().attributes().withDebug(true);
    assertTrue(debug.debug());
    assertEquals("0700000000000000e700000000000000", debug.toBytes().toHex());
    assertFalse(debug.withDebug(false).debug());
  }

  @TestFactory
  List<DynamicTest> recordedQuotesAreReadAsRecorded() throws IOException {
    Path folder = Vectors.folder("sgx/quotes").orElse(null);
    Assumptions.assumeTrue(folder != null, "no recorded vectors on this machine");
    try (Stream<Path> sets = Files.list(folder)) {
      return sets.filter(Files::isDirectory)
          .sorted()
          .map(
              set ->
                  DynamicTest.dynamicTest(
                      String.valueOf(set.getFileName()), () -> assertRecorded(set)))
          .toList();
    }
  }

  private static void assertRecorded(Path set) throws IOException {
    byte[] raw = Files.readAllBytes(set.resolve("quote.dat"));
    Json.Obj expected = Json.parseObject(Files.readAllBytes(set.resolve("expected.json")));
    SgxQuote quote = (SgxQuote) Quote.parse(raw);
    assertArrayEquals(raw, quote.toBytes());
    assertEquals(
        quote.signed(), SgxQuote.signedBytes(quote.header(), quote.report()), "fields lost");
    Json.Obj facts = expected.object("quote");
    assertEquals(facts.number("qe_svn"), quote.header().qeSvn());
    assertEquals(facts.number("pce_svn"), quote.header().pceSvn());
    assertEquals(
        facts.number("certification_data_type"), quote.signatureData().certificationData().type());
    assertEquals(
        expected.object("enclave").string("mrenclave"), quote.report().mrEnclave().toHex());
    assertEquals(quote.signatureData().qeReportBytes(), quote.signatureData().qeReport().toBytes());
  }

  @FuzzTest
  void anyBytesAreAQuoteOrRefused(byte[] bytes) {
    try {
      assertArrayEquals(bytes, Quote.parse(bytes).toBytes());
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }
}
