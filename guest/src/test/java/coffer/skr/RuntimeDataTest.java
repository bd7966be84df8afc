package coffer.skr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.jose.RsaPublicJwk;
import coffer.json.Json;
import coffer.snp.SnpReport;
import coffer.snp.TcbVersion;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeDataTest {
  private static final String N =
      Base64Text.url(BigInteger.ONE.shiftLeft(2046).setBit(0).toByteArray())
          .replaceFirst("^Q", "g");

  @Test
  void documentIsThatOfTheSidecarWithANonce() {
    RsaPublicJwk key = RuntimeData.parse(document("\"key_ops\":[\"encrypt\"]")).key();
    RuntimeData data = new RuntimeData(key, "n-1");
    String text = new String(data.toBytes().toArray(), StandardCharsets.UTF_8);
    assertEquals(
        "{\"keys\":[{\"e\":\"AQAB\",\"key_ops\":[\"encrypt\"],\"kid\":\"k\",\"kty\":\"RSA\",\"n\":\""
            + N
            + "\"}],\"nonce\":\"n-1\"}",
        text);
    assertEquals(data, RuntimeData.parse(data.toBytes().toArray()));
  }

  @Test
  void firstKeyThatMayEncryptIsTaken() {
    assertEquals("k", RuntimeData.parse(document("\"use\":\"enc\"")).key().kid());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"use\":\"sig\"", "\"key_ops\":[\"sign\"]", "\"a\":1"})
  void keyForSomethingElseIsNotTaken(String member) {
    assertThrows(MalformedException.class, () -> RuntimeData.parse(document(member)));
  }

  @Test
  void evidenceIsReadBackAndItsLengthChecked() {
    GuestEvidence evidence =
        new GuestEvidence(
            Bytes.of(new byte[SnpReport.LENGTH]), "chain", new TcbVersion(7), Bytes.parseHex("d2"));
    assertEquals(evidence, GuestEvidence.parse(evidence.toJson()));
    assertThrows(
        MalformedException.class,
        () -> new GuestEvidence(Bytes.EMPTY, "", new TcbVersion(0), Bytes.EMPTY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "{\"nonce\":1}"})
  void vaultThatTalksNonsenseIsAnError(String answer) {
    VaultClient client =
        new VaultClient(
            _ -> {
              throw new AssertionError("no report is wanted");
            },
            _ -> answer.getBytes(StandardCharsets.UTF_8));
    assertTrue(
        assertThrows(Exception.class, () -> client.release("key")) instanceof IOException, answer);
  }

  @FuzzTest
  void anyRuntimeDataIsReadOrRefused(byte[] input) {
    try {
      RuntimeData data = RuntimeData.parse(input);
      assertEquals(data.nonce(), RuntimeData.parse(data.toBytes().toArray()).nonce());
    } catch (MalformedException expected) {
      assertFalse(String.valueOf(expected.getMessage()).isEmpty());
    }
  }

  @FuzzTest
  void anyEvidenceIsReadOrRefused(byte[] input) {
    try {
      GuestEvidence evidence = GuestEvidence.parse(Json.parseObject(input));
      assertEquals(evidence, GuestEvidence.parse(evidence.toJson()));
    } catch (MalformedException expected) {
      assertFalse(String.valueOf(expected.getMessage()).isEmpty());
    }
  }

  private static byte[] document(String member) {
    String key = "{\"kty\":\"RSA\",\"kid\":\"k\",\"n\":\"%s\",\"e\":\"AQAB\",%s}";
    String other = "{\"kty\":\"EC\",\"use\":\"sig\"}";
    String text = "{\"keys\":[%s,%s]}".formatted(other, key.formatted(N, member));
    assertEquals(
        List.of(2),
        List.of(Json.parseObject(text.getBytes(StandardCharsets.UTF_8)).list("keys").size()));
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
