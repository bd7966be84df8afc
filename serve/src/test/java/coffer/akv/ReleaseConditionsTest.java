package coffer.akv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.identity.WantedIdentity;
import coffer.json.Json;
import coffer.testkit.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseConditionsTest {
  private static final Bytes IDENTITY = Bytes.parseHex("a1".repeat(32));

  private static ReleasePolicy policy(ReleasePolicy.Condition condition) {
    return new ReleasePolicy(
        List.of(new ReleasePolicy.Authority("https://attest.test", condition)));
  }

  /// As a vault reads it.
  private static ReleasePolicy parsed(ReleasePolicy policy) {
    byte[] text = policy.toJson().toPretty().getBytes(StandardCharsets.UTF_8);
    return ReleasePolicy.parse(text);
  }

  private static boolean met(ReleasePolicy.Condition condition, Map<String, Json> claims) {
    return ReleaseDecision.of(
            parsed(policy(condition)).anyOf().getFirst().condition(), new Json.Obj(claims))
        .met();
  }

  private static Map<String, Json> guest() {
    Map<String, Json> claims = new TreeMap<>();
    claims.put("x-ms-attestation-type", Json.of("sevsnpvm"));
    claims.put("x-ms-compliance-status", Json.of("azure-compliant-uvm"));
    claims.put("x-ms-sevsnpvm-hostdata", Json.of(IDENTITY.toHex()));
    claims.put("x-ms-sevsnpvm-is-debuggable", Json.of(false));
    claims.put("x-ms-sevsnpvm-migration-allowed", Json.of(false));
    claims.put("x-ms-sevsnpvm-vmpl", Json.of(0));
    claims.put(
        "x-ms-sevsnpvm-uvm-endorsement",
        Json.object().put("x-ms-sevsnpvm-guestsvn", "104").build());
    return claims;
  }

  private static Map<String, Json> enclave() {
    Map<String, Json> claims = new TreeMap<>();
    claims.put("x-ms-attestation-type", Json.of("sgx"));
    claims.put("x-ms-sgx-is-debuggable", Json.of(false));
    claims.put("x-ms-sgx-mrenclave", Json.of("e1".repeat(32)));
    claims.put("x-ms-sgx-mrsigner", Json.of("51".repeat(32)));
    claims.put("x-ms-sgx-product-id", Json.of(7));
    claims.put("x-ms-sgx-svn", Json.of(3));
    return claims;
  }

  @Test
  void whatIsWrittenIsWhatAVaultReads() {
    ReleasePolicy both =
        policy(
            new ReleasePolicy.Condition.AnyOf(
                List.of(
                    ReleaseConditions.guest(IDENTITY, 104L),
                    ReleaseConditions.enclave(
                        new WantedIdentity.Enclave(
                            Bytes.parseHex("e1".repeat(32)), null, null, null)))));
    assertEquals(both, parsed(both));
    ReleasePolicy.Condition.Claim one =
        new ReleasePolicy.Condition.Claim("c", ReleasePolicy.Operator.EXISTS, Json.of(true));
    assertEquals(policy(new ReleasePolicy.Condition.AllOf(List.of(one))), parsed(policy(one)));
  }

  @ParameterizedTest
  @CsvSource({
    "x-ms-attestation-type, sgx",
    "x-ms-compliance-status, azure-compliant-cvm",
    "x-ms-sevsnpvm-hostdata, b2b2",
    "x-ms-sevsnpvm-is-debuggable, true",
    "x-ms-sevsnpvm-migration-allowed, true",
    "x-ms-sevsnpvm-vmpl, 2"
  })
  void aGuestHasTheKeyWhenEveryClaimFits(String claim, String other) {
    ReleasePolicy.Condition condition = ReleaseConditions.guest(IDENTITY, null);
    assertTrue(met(condition, guest()));
    Map<String, Json> claims = guest();
    claims.put(claim, Json.of(other));
    assertFalse(met(condition, claims));
    claims.remove(claim);
    assertFalse(met(condition, claims));
  }

  @Test
  void aMinimumOfTheUtilityVmIsComparedAsANumber() {
    assertTrue(met(ReleaseConditions.guest(IDENTITY, 104L), guest()));
    assertTrue(met(ReleaseConditions.guest(IDENTITY, 99L), guest()));
    assertFalse(met(ReleaseConditions.guest(IDENTITY, 105L), guest()));
  }

  @ParameterizedTest
  @CsvSource({
    "x-ms-attestation-type, sevsnpvm",
    "x-ms-sgx-is-debuggable, true",
    "x-ms-sgx-mrenclave, 00",
    "x-ms-sgx-mrsigner, 00",
    "x-ms-sgx-product-id, 8",
    "x-ms-sgx-svn, 2"
  })
  void anEnclaveLikewise(String claim, String other) {
    ReleasePolicy.Condition condition =
        ReleaseConditions.enclave(
            new WantedIdentity.Enclave(
                Bytes.parseHex("e1".repeat(32)), Bytes.parseHex("51".repeat(32)), 7, 3));
    assertTrue(met(condition, enclave()));
    Map<String, Json> claims = enclave();
    claims.put(claim, Json.of(other));
    assertFalse(met(condition, claims));
  }

  /// The claims of a real token of Azure.
  @Test
  void recordedClaimsMeetThePolicyOfTheirIdentity() throws IOException {
    Path folder = Vectors.folder("maa").orElse(null);
    if (folder == null) {
      return;
    }
    Json.Obj claims =
        Json.parseObject(Files.readAllBytes(folder.resolve("aci-snp-token-payload.json")));
    Bytes hostData =
        Bytes.parseHex("fef932e0103f6132437e8a1223f32efc4bea63342f893b5124645224ef29ba73");
    assertTrue(met(ReleaseConditions.guest(hostData, 100L), claims.members()));
    assertFalse(met(ReleaseConditions.guest(IDENTITY, 100L), claims.members()));
  }
}
