package coffer.snp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.testkit.Mutations;
import coffer.testkit.Vectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class AzureDocumentsTest {
  private static final String THIM =
      "{\"vcekCert\":\"LEAF\\n\",\"tcbm\":\"DB18000000000004\",\"certificateChain\":\"ASK\\nARK\\n\","
          + "\"cacheControl\":\"86400\"}";

  @Test
  void thimIsReadInEitherCaseAndWrittenAgain() {
    ThimDocument document = ThimDocument.parse(THIM.getBytes(StandardCharsets.UTF_8));
    assertEquals("LEAF\nASK\nARK\n", document.chain());
    assertEquals("db18000000000004", document.tcbm().toString());
    assertEquals(document, ThimDocument.parse(document.toBytes()));
  }

  @Test
  void chainKeepsCertificatesApartWithoutAFinalLineFeed() {
    assertEquals("LEAF\nASK\n", new ThimDocument("LEAF", new TcbVersion(0), "ASK\n", "").chain());
  }

  @Test
  void everyTruncationOfThimIsRefused() {
    Mutations.truncations(THIM.getBytes(StandardCharsets.UTF_8))
        .forEach(cut -> assertThrows(MalformedException.class, () -> ThimDocument.parse(cut)));
  }

  @Test
  void securityContextIsReadFileByFile() {
    Map<String, String> files =
        Map.of(
            "security-policy-base64", "YWJj\n",
            "host-amd-cert-base64",
                Base64.getEncoder().encodeToString(THIM.getBytes(StandardCharsets.UTF_8)),
            "reference-info-base64", "");
    SecurityContext context = SecurityContext.read(name -> content(files.get(name)));
    assertEquals(Bytes.parseHex("616263"), context.policy());
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        String.valueOf(context.policyDigest()));
    assertNotNull(context.certificates());
    assertNull(context.referenceInfo());
  }

  @Test
  void emptyFolderIsAnEmptyContext() {
    SecurityContext context = SecurityContext.read(_ -> null);
    assertEquals(new SecurityContext(null, null, null), context);
    assertNull(context.policyDigest());
  }

  @Test
  void fileThatIsNoBase64IsNamed() {
    MalformedException error =
        assertThrows(
            MalformedException.class, () -> SecurityContext.read(_ -> content("not base64!")));
    assertEquals(
        "host-amd-cert-base64: not base64: Illegal base64 character 20", error.getMessage());
  }

  @Test
  void recordedContextIsWhatARealContainerSaw() {
    Path folder = Vectors.folder("snp/aci-security-context-dir").orElse(null);
    Assumptions.assumeTrue(folder != null, "no recorded vectors on this machine");
    SecurityContext context = SecurityContext.read(name -> file(folder.resolve(name)));
    assertEquals(
        "4f4448c67f3c8dfc8de8a5e37125d807dadcc41f06cf23f615dbd52eec777d10",
        String.valueOf(context.policyDigest()));
    ThimDocument certificates = assertNotNullAnd(context.certificates());
    assertEquals("7308000000000003", certificates.tcbm().toString());
    UvmEndorsement endorsement =
        UvmEndorsement.parse(assertNotNullAnd(context.referenceInfo()).toArray());
    assertEquals(100, endorsement.svn());
    assertEquals("ContainerPlat-AMD-UVM", endorsement.feed());
  }

  @FuzzTest
  void anyThimIsReadOrRefused(byte[] input) {
    try {
      ThimDocument document = ThimDocument.parse(input);
      assertEquals(document, ThimDocument.parse(document.toBytes()));
    } catch (MalformedException expected) {
      assertFalse(String.valueOf(expected.getMessage()).isEmpty());
    }
  }

  private static <T> T assertNotNullAnd(@Nullable T value) {
    assertNotNull(value);
    return value;
  }

  private static byte @Nullable [] content(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte @Nullable [] file(Path path) {
    try {
      return Files.exists(path) ? Files.readAllBytes(path) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
