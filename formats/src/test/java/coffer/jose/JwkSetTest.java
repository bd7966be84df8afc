package coffer.jose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.testkit.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JwkSetTest {
  private static final Json.Obj RSA = PublishedKeys.rsa("r");
  private static final Json.Obj EC = PublishedKeys.ec("e", "P-256", PublishedKeys.P256);

  @Test
  void keysAreFoundByTheirNames() {
    JwkSet set =
        JwkSet.parse(
            PublishedKeys.set(
                RSA,
                EC,
                PublishedKeys.ec("e384", "P-384", PublishedKeys.P384),
                PublishedKeys.ec("e521", "P-521", PublishedKeys.P521)));
    assertEquals(List.of("r", "e", "e384", "e521"), set.keys().stream().map(Jwk::kid).toList());
    assertEquals(PublishedKeys.RSA.getPublic(), set.find("r").orElseThrow().key());
    assertEquals(PublishedKeys.P521.getPublic(), set.find("e521").orElseThrow().key());
    assertTrue(set.find("R").isEmpty());
  }

  @Test
  void keysForSomethingElseArePassedOver() {
    JwkSet set =
        JwkSet.parse(
            PublishedKeys.set(
                PublishedKeys.with(RSA, "use", Json.of("enc")),
                PublishedKeys.with(RSA, "key_ops", Json.strings(List.of("encrypt"))),
                PublishedKeys.with(RSA, "kid", Json.NULL),
                Json.object().put("kty", "oct").put("kid", "o").put("k", "AAAA").build(),
                Json.object().put("kty", "OKP").put("kid", "x").put("crv", "Ed25519").build(),
                PublishedKeys.with(RSA, "key_ops", Json.strings(List.of("verify")))));
    assertEquals(1, set.keys().size());
  }

  static Stream<Arguments> wrong() {
    Json.Obj moved = PublishedKeys.with(EC, "y", Json.of(EC.string("x")));
    return Stream.of(
        Arguments.of("a private one", new Json.Obj[] {PublishedKeys.with(RSA, "d", Json.of("AA"))}),
        Arguments.of("a second key 'r'", new Json.Obj[] {RSA, EC, RSA}),
        Arguments.of("a point on P-256", new Json.Obj[] {moved}),
        Arguments.of(
            "48 bytes wanted, found 32",
            new Json.Obj[] {PublishedKeys.with(EC, "crv", Json.of("P-384"))}),
        Arguments.of("crv", new Json.Obj[] {PublishedKeys.with(EC, "crv", Json.of("secp256k1"))}),
        Arguments.of("2048 to 8192", new Json.Obj[] {PublishedKeys.with(RSA, "n", Json.of("AQ"))}),
        Arguments.of("exponent", new Json.Obj[] {PublishedKeys.with(RSA, "e", Json.of("Ag"))}),
        Arguments.of("'kid'", new Json.Obj[] {PublishedKeys.with(RSA, "kid", Json.of(""))}),
        Arguments.of(
            "neither", new Json.Obj[] {Json.object().put("kty", "RSA").put("kid", "n").build()}),
        Arguments.of(
            "x5c[0]",
            new Json.Obj[] {PublishedKeys.with(RSA, "x5c", Json.strings(List.of("AAAA")))}));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aWrongKeyMakesTheSetMalformedAndIsNamed(String why, Json.Obj[] keys) {
    MalformedException e =
        assertThrows(MalformedException.class, () -> JwkSet.parse(PublishedKeys.set(keys)), why);
    assertTrue(e.getMessage().contains(why), e::getMessage);
    assertTrue(e.getMessage().startsWith("keys["), e::getMessage);
  }

  @Test
  void aSetIsBounded() {
    List<Json.Obj> many = new ArrayList<>();
    for (int i = 0; i < 129; i++) {
      many.add(Json.object().put("kty", "oct").build());
    }
    assertMalformed("up to 128", PublishedKeys.set(many.toArray(Json.Obj[]::new)));
    assertMalformed("up to 1 MiB", new byte[(1 << 20) + 1]);
    assertMalformed("'keys'", "{}".getBytes(StandardCharsets.UTF_8));
    assertMalformed("an object", "{\"keys\":[1]}".getBytes(StandardCharsets.UTF_8));
    assertMalformed("keys", "{\"keys\":[],\"keys\":[]}".getBytes(StandardCharsets.UTF_8));
  }

  private static void assertMalformed(String why, byte[] input) {
    MalformedException e = assertThrows(MalformedException.class, () -> JwkSet.parse(input), why);
    assertTrue(e.getMessage().contains(why), e::getMessage);
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] set = PublishedKeys.set(RSA, EC);
    Mutations.truncations(set)
        .forEach(cut -> assertThrows(MalformedException.class, () -> JwkSet.parse(cut)));
    assertThrows(MalformedException.class, () -> JwkSet.parse(Mutations.extended(set)));
  }

  @Test
  void aFlippedBitLeavesAnotherKeyOrNone() {
    byte[] point = Base64Text.decode(EC.string("x"));
    Mutations.bitFlips(point, 0, point.length)
        .forEach(
            flipped -> {
              Json.Obj other = PublishedKeys.with(EC, "x", Json.of(Base64Text.url(flipped)));
              assertThrows(MalformedException.class, () -> JwkSet.parse(PublishedKeys.set(other)));
            });
    byte[] set = PublishedKeys.set(EC);
    Mutations.bitFlips(set, 0, set.length)
        .forEach(
            flipped -> {
              try {
                JwkSet.parse(flipped);
              } catch (MalformedException _) {
                // as it should be
              }
            });
  }
}
