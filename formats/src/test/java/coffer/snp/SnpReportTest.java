package coffer.snp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
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

class SnpReportTest {
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void everyVersionRoundTrips(int version) {
    SnpReport report = SampleReports.report(version);
    byte[] bytes = report.toBytes();
    assertEquals(SnpReport.LENGTH, bytes.length);
    assertEquals(report, SnpReport.parse(bytes));
    assertArrayEquals(bytes, SnpReport.parse(bytes).toBytes());
  }

  @ParameterizedTest
  @CsvSource({
    "0x000, 05000000",
    "0x004, 01020304",
    "0x008, 0102030405060708",
    "0x010, 101112131415161718191a1b1c1d1e1f",
    "0x020, 202122232425262728292a2b2c2d2e2f",
    "0x030, 0300000001000000",
    "0x038, 1112131415161718",
    "0x040, 2122232425262728",
    "0x048, 3132333400000000",
    "0x050, 3031323334",
    "0x08f, 6f40414243",
    "0x0bf, 6f50515253",
    "0x0df, 6f60616263",
    "0x110, 6162636465",
    "0x140, 6263646566",
    "0x160, 6364656667",
    "0x180, 414243444546474819010200",
    "0x1a0, 6465666768",
    "0x1e0, 515253545556575801020300040506006162636465666768",
    "0x1f8, 71727374757677780700000000000000",
    "0x29f, 0071727374",
    "0x2d0, 000000000000000000000000000000000000000000000000727374",
    "0x330, 000000"
  })
  void everyFieldStandsWhereThePublicationSays(String offset, String hex) {
    Bytes report = Bytes.of(SampleReports.report(5).toBytes());
    int from = Integer.decode(offset);
    assertEquals(hex, report.slice(from, from + hex.length() / 2).toHex());
  }

  @Test
  void everyTruncationNamesBothLengths() {
    Mutations.truncations(SampleReports.report(3).toBytes())
        .forEach(
            cut -> {
              MalformedException error =
                  assertThrows(MalformedException.class, () -> SnpReport.parse(cut));
              assertEquals("report: 1184 bytes wanted, found " + cut.length, error.getMessage());
            });
  }

  @Test
  void oneByteMoreIsRefused() {
    byte[] longer = Mutations.extended(SampleReports.report(3).toBytes());
    assertThrows(MalformedException.class, () -> SnpReport.parse(longer));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 7, 0x7fffffff, -1})
  void versionsThatNobodyUnderstandsAreRefused(int version) {
    byte[] report = SampleReports.report(3).toBytes();
    for (int i = 0; i < 4; i++) {
      report[i] = (byte) (version >>> (8 * i));
    }
    MalformedException error =
        assertThrows(MalformedException.class, () -> SnpReport.parse(report));
    assertTrue(String.valueOf(error.getMessage()).startsWith("at 0x0: report version"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x4c, 0x18b, 0x19f, 0x1eb, 0x1ef, 0x1f8, 0x29f, 0x2d0, 0x318, 0x330, 0x49f})
  void reservedBytesMustBeZero(int offset) {
    byte[] report = SampleReports.report(3).toBytes();
    report[offset] = 1;
    MalformedException error =
        assertThrows(MalformedException.class, () -> SnpReport.parse(report));
    assertTrue(
        String.valueOf(error.getMessage()).startsWith("at 0x%x: ".formatted(offset)),
        error.getMessage());
  }

  @Test
  void everyFlippedBitIsRefusedOrIsAnotherReport() {
    SnpReport report = SampleReports.report(5);
    byte[] bytes = report.toBytes();
    Mutations.bitFlips(bytes, 0, bytes.length)
        .forEach(
            flipped -> {
              try {
                SnpReport other = SnpReport.parse(flipped);
                assertTrue(!other.equals(report), "a flip was lost");
                assertArrayEquals(flipped, other.toBytes());
              } catch (MalformedException expected) {
                assertTrue(!String.valueOf(expected.getMessage()).isEmpty());
              }
            });
  }

  @Test
  void signatureTurnsToBigEndianAndBack() {
    SnpSignature signature = SampleReports.report(3).signature();
    byte[] p1363 = signature.toP1363();
    assertEquals(0x71 + 47, Byte.toUnsignedInt(p1363[0]));
    assertEquals(0x72, p1363[95]);
    assertEquals(signature, SnpSignature.ofP1363(p1363));
  }

  @TestFactory
  List<DynamicTest> recordedReportsRoundTrip() throws IOException {
    Path folder = Vectors.folder("snp").orElse(null);
    Assumptions.assumeTrue(folder != null, "no recorded vectors on this machine");
    try (Stream<Path> sets = Files.list(folder)) {
      return sets.filter(set -> Files.exists(set.resolve("report.bin")))
          .sorted()
          .map(
              set ->
                  DynamicTest.dynamicTest(
                      String.valueOf(set.getFileName()),
                      () -> {
                        byte[] bytes = Files.readAllBytes(set.resolve("report.bin"));
                        SnpReport report = SnpReport.parse(bytes);
                        assertArrayEquals(bytes, report.toBytes());
                        assertEquals(report.signed(), report.body().toBytes());
                      }))
          .toList();
    }
  }

  @FuzzTest
  void anyInputIsReadOrRefused(byte[] input) {
    try {
      SnpReport report = SnpReport.parse(input);
      assertArrayEquals(input, report.toBytes());
    } catch (MalformedException expected) {
      assertTrue(!String.valueOf(expected.getMessage()).isEmpty());
    }
  }
}
