package coffer.evidence.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.evidence.Check;
import coffer.evidence.SnpExpectations;
import coffer.evidence.Verdict;
import coffer.jose.Jwk;
import coffer.jose.JwkSet;
import coffer.jose.JwsAlgorithm;
import coffer.json.Json;
import coffer.testkit.Mutations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
  private static final TestIssuer ISSUER = TestIssuer.SHARED;
  private static final TokenTrust TRUST = TokenTrust.of(TestIssuer.URL, ISSUER.keys());
  private static final TokenExpectations WANTED =
      TokenExpectations.strict()
          .withGuest(SnpExpectations.strict().withHostData(Bytes.parseHex(TestIssuer.HOST_DATA)))
          .withNonce("my-nonce");

  static Verdict verify(String compact, TokenTrust trust, TokenExpectations wanted) {
    return new TokenVerifier(trust).verify(AttestationToken.parse(compact), wanted, TestIssuer.NOW);
  }

  private static List<String> findings(String compact, TokenTrust trust) {
    return verify(compact, trust, WANTED).findings().stream().map(Check::id).toList();
  }

  private static String good(JwsAlgorithm algorithm) {
    return ISSUER.sign(algorithm, TestIssuer.header(algorithm), TestIssuer.claims());
  }

  private static String changed(
      Consumer<Map<String, Json>> header, Consumer<Map<String, Json>> claims) {
    Map<String, Json> newHeader = TestIssuer.header(JwsAlgorithm.RS256);
    Map<String, Json> newClaims = TestIssuer.claims();
    header.accept(newHeader);
    claims.accept(newClaims);
    return ISSUER.sign(JwsAlgorithm.RS256, newHeader, newClaims);
  }

  @ParameterizedTest
  @EnumSource
  void aTokenOfEachAlgorithmIsTrusted(JwsAlgorithm algorithm) {
    Verdict verdict = verify(good(algorithm) + "\n", TRUST, WANTED);
    assertTrue(verdict instanceof Verdict.Trusted, verdict::summary);
    assertEquals("issuer https://attest.test", verdict.root());
    assertTrue(verdict.notChecked().stream().anyMatch(text -> text.startsWith("hardware: ")));
  }

  @ParameterizedTest
  @EnumSource
  void noTokenIsTrustedUnderAnotherAlgorithmsName(JwsAlgorithm claimed) {
    for (JwsAlgorithm real : JwsAlgorithm.values()) {
      if (real != claimed) {
        Map<String, Json> header = TestIssuer.header(claimed);
        String forged = ISSUER.sign(real, header, TestIssuer.claims());
        assertTrue(
            findings(forged, TRUST).contains("token.signature"), () -> real + " as " + claimed);
        header.put("kid", Json.of(real.name()));
        String crossed = ISSUER.sign(real, header, TestIssuer.claims());
        assertFalse(findings(crossed, TRUST).isEmpty(), () -> real + " with its key as " + claimed);
      }
    }
  }

  @Test
  void aKeyIsUsedWithItsOwnAlgorithmOnly() {
    JwkSet keys =
        new JwkSet(
            ISSUER.keys().keys().stream()
                .map(key -> new Jwk(key.kid(), Optional.of("PS256"), key.key(), List.of()))
                .toList());
    assertEquals(
        List.of("token.key_algorithm", "token.signature"),
        findings(good(JwsAlgorithm.RS256), TokenTrust.of(TestIssuer.URL, keys)));
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        header("token.jku", "jku", Json.of("https://evil.test/certs")),
        header("token.jku", "jku", Json.of(1)),
        header("token.x5u", "x5u", Json.of("https://evil.test/chain.pem")),
        header("token.x5c", "x5c", Json.strings(List.of("AAAA"))),
        header("token.jwk", "jwk", Json.object().put("kty", "RSA").build()),
        header("token.crit", "crit", Json.strings(List.of("b64"))),
        header("token.type", "typ", Json.of("JOSE")),
        header("token.key", "kid", Json.of("unknown")),
        header("token.key", "kid", Json.of(5)));
  }

  private static Arguments header(String id, String member, Json value) {
    return Arguments.of(id, member, value);
  }

  @ParameterizedTest
  @MethodSource("headers")
  void whatAHeaderMustNotHaveIsAFinding(String id, String member, Json value) {
    String token = changed(header -> header.put(member, value), _ -> {});
    assertEquals(id, findings(token, TRUST).getFirst());
  }

  @Test
  void anotherUrlOfTheKeysIsFineWhenTheIssuerPublishesThemThere() {
    String elsewhere = "https://attest.test/keys";
    String token = changed(header -> header.put("jku", Json.of(elsewhere)), _ -> {});
    assertEquals(List.of("token.jku"), findings(token, TRUST));
    assertEquals(List.of(), findings(token, TRUST.withKeysUrl(elsewhere)));
    assertEquals(List.of(), findings(changed(header -> header.remove("jku"), _ -> {}), TRUST));
  }

  @Test
  void unsignedTokensAreRefused() {
    for (String name : List.of("none", "None", "NONE", "")) {
      String input =
          TestIssuer.encoded("{\"alg\":\"" + name + "\",\"kid\":\"RS256\"}")
              + "."
              + TestIssuer.encoded(new Json.Obj(TestIssuer.claims()).toCompact());
      assertEquals(
          List.of("token.algorithm", "token.signature"), findings(input + ".", TRUST), name);
    }
  }

  @Test
  void thePublicKeyIsNoSecret() throws Exception {
    String input =
        TestIssuer.encoded("{\"alg\":\"HS256\",\"kid\":\"RS256\"}")
            + "."
            + TestIssuer.encoded(new Json.Obj(TestIssuer.claims()).toCompact());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(ISSUER.key(JwsAlgorithm.RS256).getPublic().getEncoded(), "HmacSHA256"));
    String tag = Base64Text.url(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    Verdict verdict = verify(input + "." + tag, TRUST, WANTED);
    assertEquals("token.algorithm", verdict.findings().getFirst().id());
    assertTrue(verdict.findings().getFirst().got().contains("public key"), verdict::summary);
  }

  @Test
  void onlyAcceptedAlgorithmsCount() {
    TokenTrust narrow = TRUST.withAlgorithms(Set.of(JwsAlgorithm.PS384));
    assertEquals(List.of(), findings(good(JwsAlgorithm.PS384), narrow));
    assertEquals(
        List.of("token.algorithm", "token.signature"), findings(good(JwsAlgorithm.RS256), narrow));
  }

  @Test
  void anotherIssuerIsRefused() {
    for (String issuer :
        List.of("https://attest.test/", "https://ATTEST.test", "https://evil.test", "")) {
      String token = changed(_ -> {}, claims -> claims.put("iss", Json.of(issuer)));
      assertEquals(List.of("token.issuer"), findings(token, TRUST), issuer);
    }
    String other = changed(_ -> {}, claims -> claims.put("iss", Json.of("https://other.test")));
    Verdict verdict =
        verify(other, TokenTrust.of(ISSUER.keys()).withKeysUrl(TestIssuer.URL + "/certs"), WANTED);
    assertEquals(List.of(), verdict.findings());
    assertTrue(verdict.notChecked().stream().anyMatch(text -> text.startsWith("issuer: ")));
  }

  static Stream<Arguments> times() {
    long now = TestIssuer.NOW.getEpochSecond();
    return Stream.of(
        Arguments.of("token.expiry", "exp", Json.of(now)),
        Arguments.of("token.expiry", "exp", Json.of(-5)),
        Arguments.of("token.expiry", "exp", Json.of("2100")),
        Arguments.of("token.expiry", "exp", new Json.Num("1e18")),
        Arguments.of("token.expiry", "exp", new Json.Num("1e999999999")),
        Arguments.of("token.expiry", "exp", Json.NULL),
        Arguments.of("token.not_before", "nbf", Json.of(now + 61)),
        Arguments.of("token.not_before", "nbf", Json.of("now")),
        Arguments.of("token.issued_at", "iat", Json.of(now + 61)));
  }

  @ParameterizedTest
  @MethodSource("times")
  void aTokenCountsInItsTime(String id, String claim, Json value) {
    assertEquals(
        List.of(id), findings(changed(_ -> {}, claims -> claims.put(claim, value)), TRUST));
  }

  @Test
  void clocksMayDifferByAMinute() {
    long soon = TestIssuer.NOW.getEpochSecond() + 60;
    String token =
        changed(
            _ -> {},
            claims -> {
              claims.put("iat", Json.of(soon));
              claims.put("nbf", Json.of(soon));
            });
    assertEquals(List.of(), findings(token, TRUST));
  }

  @Test
  void anOldTokenIsRefusedWhenAnAgeIsGiven() {
    String token = good(JwsAlgorithm.ES256);
    assertEquals(
        List.of(), verify(token, TRUST, WANTED.withMaximumAge(Duration.ofSeconds(100))).findings());
    Verdict old = verify(token, TRUST, WANTED.withMaximumAge(Duration.ofSeconds(99)));
    assertEquals("claims.age", old.findings().getFirst().id());
    assertTrue(old.authentic());
    String without = changed(_ -> {}, claims -> claims.remove("iat"));
    assertEquals(
        "claims.age",
        verify(without, TRUST, WANTED.withMaximumAge(Duration.ofDays(9)))
            .findings()
            .getFirst()
            .id());
  }

  @Test
  void developmentKeysAreRefusedUnlessAllowed() {
    TokenTrust simulated = TokenTrust.of(TestIssuer.URL, ISSUER.developmentKeys());
    String token = good(JwsAlgorithm.RS256);
    assertEquals(List.of("token.root"), findings(token, simulated));
    Verdict verdict = verify(token, simulated.withDevelopmentAllowed(), WANTED);
    assertTrue(verdict instanceof Verdict.Trusted, verdict::summary);
    assertEquals("development issuer https://attest.test", verdict.root());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.b",
        "a.b.c.d",
        "",
        "....",
        "e30.e30",
        "e30=.e30.",
        "e30.e31.",
        "e30.bnVsbA.",
        "W10.e30.",
        "e30 .e30.",
        "e3+.e30."
      })
  void whatIsNoTokenIsMalformed(String text) {
    assertThrows(MalformedException.class, () -> AttestationToken.parse(text));
  }

  @Test
  void membersAreGivenOnceAndPartsInTheirOneForm() {
    String claims = new Json.Obj(TestIssuer.claims()).toCompact();
    String twice = claims.replaceFirst("\\{", "{\"iss\":\"https://evil.test\",");
    String header = new Json.Obj(TestIssuer.header(JwsAlgorithm.RS256)).toCompact();
    for (String[] parts :
        new String[][] {
          {header, twice},
          {header.replaceFirst("\\{", "{\"alg\":\"none\","), claims},
          {header, claims.replace("\"nonce\":\"my-nonce\"", "\"nonce\":1,\"nonce\":\"my-nonce\"")}
        }) {
      String token = ISSUER.sign(JwsAlgorithm.RS256, parts[0], parts[1]);
      MalformedException e =
          assertThrows(MalformedException.class, () -> AttestationToken.parse(token));
      assertTrue(e.getMessage().startsWith("JWS "), e::getMessage);
    }
    String good = good(JwsAlgorithm.ES256);
    String last = good.substring(0, good.length() - 1);
    for (char other : "BCDEFGH".toCharArray()) {
      if (good.charAt(good.length() - 1) != other && "AQgw".indexOf(other) < 0) {
        assertThrows(
            MalformedException.class, () -> AttestationToken.parse(last + other), "" + other);
      }
    }
    assertThrows(MalformedException.class, () -> AttestationToken.parse(good + "="));
    assertThrows(MalformedException.class, () -> AttestationToken.parse(good + "\n\n"));
  }

  @Test
  void noTruncationAndNoFlippedBitIsTrusted() {
    byte[] good = good(JwsAlgorithm.ES256).getBytes(StandardCharsets.US_ASCII);
    Stream.concat(Mutations.truncations(good), Mutations.bitFlips(good, 0, good.length))
        .parallel()
        .forEach(
            bytes -> {
              String text = new String(bytes, StandardCharsets.ISO_8859_1);
              try {
                Verdict verdict = verify(text, TRUST, WANTED);
                assertTrue(verdict instanceof Verdict.Rejected, text);
                assertFalse(verdict.authentic(), text);
              } catch (MalformedException _) {
                // as it should be
              }
            });
  }

  @Test
  void theTimeOfJudgementIsTheCallers() {
    AttestationToken token = AttestationToken.parse(good(JwsAlgorithm.RS256));
    Instant later = TestIssuer.NOW.plus(Duration.ofHours(8));
    Verdict verdict = new TokenVerifier(TRUST).verify(token, WANTED, later);
    assertEquals(List.of("token.expiry"), verdict.findings().stream().map(Check::id).toList());
    assertEquals(later, verdict.at());
  }
}
