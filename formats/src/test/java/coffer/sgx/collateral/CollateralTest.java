package coffer.sgx.collateral;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.testkit.Vectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CollateralTest {
  private static final Bytes SIGNATURE = Bytes.parseHex("5a".repeat(64));

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void everyFieldOfTcbInfoComesBack(int version) {
    TcbInfo info = Samples.info(version);
    Signed<TcbInfo> signed = TcbInfo.parseSigned(info.toJson().toCompact(), SIGNATURE);
    assertEquals(info, signed.value());
    assertEquals(signed, TcbInfo.parseSigned(TcbInfo.toBytes(signed)));
  }

  @Test
  void everyFieldOfAQeIdentityComesBack() {
    QeIdentity identity = Samples.identity();
    Signed<QeIdentity> signed = QeIdentity.parseSigned(identity.toJson().toCompact(), SIGNATURE);
    assertEquals(identity, signed.value());
    assertEquals(signed, QeIdentity.parseSigned(QeIdentity.toBytes(signed)));
  }

  @Test
  void signedTextIsKeptAsItStands() {
    String text = Samples.info(3).toJson().toPretty();
    String document = "{ \"tcbInfo\" :\n" + text + " , \"signature\":\"" + "5A".repeat(64) + "\"}";
    Signed<TcbInfo> signed = TcbInfo.parseSigned(utf8(document));
    assertEquals(text, new String(signed.text().toArray(), StandardCharsets.UTF_8));
    assertEquals(SIGNATURE, signed.signature());
  }

  @ParameterizedTest
  @CsvSource({
    "'\"version\":3', '\"version\":1', 'version 2 or 3'",
    "'\"version\":3', '\"version\":4', '0 to 3 wanted'",
    "'\"tcbType\":0', '\"tcbType\":1', 'tcbType 0 wanted'",
    "'\"fmspc\":\"00A067110000\"', '\"fmspc\":\"00A0671100\"', '6 bytes wanted'",
    "'\"svn\":11', '\"svn\":256', '0 to 255 wanted'",
    "'\"svn\":11', '\"svn\":-1', '0 to 255 wanted'",
    "'2026-05-01T00:00:00Z', 'yesterday', 'a time as'",
    "'UpToDate', 'uptodate', 'tcbStatus: one of'",
    "'\"id\":\"SGX\"', '\"id\":7', 'text wanted'",
    "'\"pceId\":\"0000\"', '\"pceId\":\"0000\",\"pceId\":\"0000\"', 'for the second time'"
  })
  void whatIsWrongIsNamed(String from, String to, String problem) {
    String text = Samples.info(3).toJson().toCompact();
    assertTrue(text.contains(from), from);
    MalformedException e =
        assertThrows(
            MalformedException.class, () -> TcbInfo.parseSigned(text.replace(from, to), SIGNATURE));
    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }

  @Test
  void levelsAreTriedFromTheHighestWhateverTheirOrder() {
    TcbLevel<SgxTcb> low = Samples.level(Samples.tcb(1, 9, 9), TcbStatus.OUT_OF_DATE);
    TcbLevel<SgxTcb> middle = Samples.level(Samples.tcb(2, 0, 5), TcbStatus.CONFIGURATION_NEEDED);
    TcbLevel<SgxTcb> high = Samples.level(Samples.tcb(2, 0, 6), TcbStatus.UP_TO_DATE);
    TcbInfo info = Samples.info(3, List.of(low, middle, high));
    assertEquals(Optional.of(high), info.levelOf(Samples.tcb(2, 0, 6)));
    assertEquals(Optional.of(middle), info.levelOf(Samples.tcb(3, 0, 5)));
    assertEquals(Optional.of(low), info.levelOf(Samples.tcb(1, 10, 9)));
    assertEquals(Optional.empty(), info.levelOf(Samples.tcb(1, 8, 9)));
    assertEquals(Optional.empty(), info.levelOf(Samples.tcb(2, 0, 4)));
  }

  @ParameterizedTest
  @CsvSource({"9, UpToDate", "8, UpToDate", "7, OutOfDate", "6, OutOfDate"})
  void enclaveIsOnTheHighestLevelThatItReaches(int svn, String status) {
    assertEquals(status, Samples.identity().levelOf(svn).orElseThrow().status().toString());
  }

  @Test
  void enclaveBelowEveryLevelIsOnNone() {
    assertEquals(Optional.empty(), Samples.identity().levelOf(5));
  }

  @ParameterizedTest
  @EnumSource(TcbStatus.class)
  void statusesHaveIntelsWords(TcbStatus status) {
    assertEquals(status, TcbStatus.parse(status.toString()));
  }

  @Test
  void documentOfAllPartsComesBack() {
    CollateralDocument document =
        new CollateralDocument(
            "pem 1",
            Bytes.parseHex("3000"),
            Bytes.parseHex("3001"),
            "pem 2",
            TcbInfo.parseSigned(Samples.info(3).toJson().toCompact(), SIGNATURE),
            "pem 3",
            QeIdentity.parseSigned(Samples.identity().toJson().toCompact(), SIGNATURE));
    assertEquals(document, CollateralDocument.parse(document.toBytes()));
  }

  @Test
  void recordedDocumentsAreReadAndWrittenAgain() throws Exception {
    Path folder = Vectors.folder("sgx/quotes").orElse(null);
    Assumptions.assumeTrue(folder != null, "no recorded vectors on this machine");
    for (String set :
        List.of("phala-00a067110000", "occlum-00606a000000", "intel-sample-00707f000000")) {
      byte[] info = Files.readAllBytes(folder.resolve(set).resolve("tcbInfo.json"));
      byte[] identity = Files.readAllBytes(folder.resolve(set).resolve("qeIdentity.json"));
      assertEqualText(info, TcbInfo.toBytes(TcbInfo.parseSigned(info)));
      assertEqualText(identity, QeIdentity.toBytes(QeIdentity.parseSigned(identity)));
    }
    byte[] all = Files.readAllBytes(folder.resolve("phala-00a067110000/collateral.json"));
    CollateralDocument document = CollateralDocument.parse(all);
    assertArrayEquals(document.toBytes(), CollateralDocument.parse(document.toBytes()).toBytes());
  }

  private static void assertEqualText(byte[] wanted, byte[] got) {
    assertEquals(
        new String(wanted, StandardCharsets.UTF_8).strip(),
        new String(got, StandardCharsets.UTF_8).strip());
  }

  @FuzzTest
  void anyTcbInfoIsReadOrRefused(byte[] bytes) {
    try {
      Signed<TcbInfo> signed = TcbInfo.parseSigned(bytes);
      assertEquals(signed, TcbInfo.parseSigned(TcbInfo.toBytes(signed)));
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }

  @FuzzTest
  void anyQeIdentityIsReadOrRefused(byte[] bytes) {
    try {
      Signed<QeIdentity> signed = QeIdentity.parseSigned(bytes);
      assertEquals(signed, QeIdentity.parseSigned(QeIdentity.toBytes(signed)));
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }

  @FuzzTest
  void anyDocumentIsReadOrRefused(byte[] bytes) {
    try {
      CollateralDocument.parse(bytes);
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
