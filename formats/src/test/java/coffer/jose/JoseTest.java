package coffer.jose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.testkit.Mutations;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JoseTest {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(2047).setBit(0);

  /// RFC 7515, appendix A.1.
  private static final String STANDARD =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
          + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
          + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  @Test
  void standardExampleIsReadAndWrittenTheSame() {
    Jws jws = Jws.parse(STANDARD);
    assertEquals("HS256", jws.header().string("alg"));
    assertEquals("joe", Json.parseObject(jws.payload().toArray()).string("iss"));
    assertEquals(32, jws.signature().length());
    assertEquals(STANDARD, jws.toCompact());
    assertEquals(
        STANDARD.substring(0, STANDARD.lastIndexOf('.')),
        new String(jws.signingInput().toArray(), StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a.b",
        "e30.e30",
        "e30.e30.e30.e30",
        "e30=.e30.e30",
        "e30.e3+.e30",
        "e31.e30.e30",
        "W10.e30.e30",
        "bm8.e30.e30",
        "e30. e30.e30"
      })
  void otherFormsAreRefused(String text) {
    assertThrows(MalformedException.class, () -> Jws.parse(text));
  }

  @Test
  void keyIsReadAndWrittenTheSame() {
    RsaPublicJwk jwk =
        new RsaPublicJwk("name", List.of("encrypt"), MODULUS, BigInteger.valueOf(65537));
    assertEquals(jwk, RsaPublicJwk.parse(jwk.toJson()));
    assertEquals(MODULUS, jwk.toKey().getModulus());
    assertEquals(List.of("e", "key_ops", "kid", "kty", "n"), names(jwk.toJson()));
    assertEquals("AQAB", jwk.toJson().string("e"));
  }

  @ParameterizedTest
  @CsvSource({"1024, 65537", "16384, 65537", "2048, 4", "2048, 0"})
  void weakOrHugeKeysAreRefused(int bits, int exponent) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
    assertThrows(
        MalformedException.class,
        () -> new RsaPublicJwk("", List.of(), modulus, BigInteger.valueOf(exponent)));
  }

  @Test
  void keyOfAnotherKindIsRefused() {
    Json.Obj ec = Json.object().put("kty", "EC").put("n", "AQAB").put("e", "AQAB").build();
    assertThrows(MalformedException.class, () -> RsaPublicJwk.parse(ec));
  }

  @ParameterizedTest
  @CsvSource({"-_8=, fbff", "-_8, fbff", "+/8=, fbff", "+/8, fbff", "'', ''", "AA==, 00"})
  void base64IsReadInEitherAlphabet(String text, String hex) {
    assertEquals(hex, Bytes.of(Base64Text.decode(text)).toHex());
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "AA=", "A A=", "AA==\n", "!AA="})
  void whatIsNoBase64IsRefused(String text) {
    assertThrows(MalformedException.class, () -> Base64Text.decode(text));
  }

  @FuzzTest
  void anyTextIsRefusedOrWrittenTheSame(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    try {
      assertEquals(text, Jws.parse(text).toCompact());
    } catch (MalformedException expected) {
      assertFalse(String.valueOf(expected.getMessage()).isEmpty());
    }
  }

  @FuzzTest
  void anyKeyIsReadOrRefused(byte[] input) {
    try {
      RsaPublicJwk jwk = RsaPublicJwk.parse(Json.parseObject(input));
      assertEquals(jwk, RsaPublicJwk.parse(jwk.toJson()));
    } catch (MalformedException expected) {
      assertFalse(String.valueOf(expected.getMessage()).isEmpty());
    }
  }

  @Test
  void everyTruncationIsRefusedOrShorter() {
    Mutations.truncations(STANDARD.getBytes(StandardCharsets.US_ASCII))
        .map(cut -> new String(cut, StandardCharsets.US_ASCII))
        .forEach(
            cut -> {
              try {
                assertEquals(cut, Jws.parse(cut).toCompact());
              } catch (MalformedException expected) {
                assertFalse(String.valueOf(expected.getMessage()).isEmpty());
              }
            });
  }

  private static List<String> names(Json.Obj object) {
    return List.copyOf(object.members().keySet());
  }
}
