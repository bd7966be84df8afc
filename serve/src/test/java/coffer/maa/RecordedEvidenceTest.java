package coffer.maa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import coffer.bytes.Base64Text;
import coffer.evidence.SnpExpectations;
import coffer.evidence.SnpVerifier;
import coffer.evidence.TrustRoots;
import coffer.evidence.UvmIssuer;
import coffer.jose.Jws;
import coffer.json.Json;
import coffer.signing.KeyFile;
import coffer.signing.KeyRing;
import coffer.testkit.Vectors;
import coffer.tls.DevelopmentCa;
import coffer.web.Metrics;
import coffer.web.WebAnswer;
import coffer.web.WebRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Evidence that real machines made, and a token that the real service made, beside ours.
class RecordedEvidenceTest {
  private static final Clock THEN =
      Clock.fixed(Instant.parse("2026-08-01T00:00:00Z"), ZoneOffset.UTC);

  @TempDir Path scratch;

  private AttestationService service(long minimumSvn) throws IOException {
    KeyFile keys =
        KeyFile.open(
            scratch.resolve("keys.json"),
            DevelopmentCa.subject("https://a.test"),
            KeyRing.Rotation.DEFAULT,
            THEN);
    var microsoft = new SnpExpectations.Endorsement(UvmIssuer.MICROSOFT, false, minimumSvn);
    return new AttestationService(
        List.of(Issuer.of("https://a.test", keys)),
        new SnpPlatform(new SnpVerifier(TrustRoots.amd()), microsoft),
        Optional.empty(),
        Duration.ofHours(8),
        THEN,
        new Metrics());
  }

  private static Path vectors(String name) {
    Path folder = Vectors.folder(name).orElse(null);
    assumeTrue(folder != null, "no vectors here");
    return java.util.Objects.requireNonNull(folder);
  }

  private WebAnswer attest(Path folder, long minimumSvn) throws IOException {
    Json.ObjectBuilder report =
        Json.object()
            .put("SnpReport", Base64Text.url(Files.readAllBytes(folder.resolve("report.bin"))))
            .put("VcekCertChain", Base64Text.url(Files.readAllBytes(folder.resolve("chain.pem"))));
    Path endorsement = folder.resolve("reference-info.cose");
    if (Files.exists(endorsement)) {
      String uvm = Base64Text.url(Files.readAllBytes(endorsement));
      report.put(
          "Endorsements", encoded(Json.object().put("Uvm", Json.strings(List.of(uvm))).build()));
    }
    Json request =
        Json.object().put("report", encoded(report.build())).put("nonce", "a text").build();
    return service(minimumSvn)
        .answer(
            new WebRequest(
                "POST",
                "/attest/SevSnpVM",
                Map.of("api-version", "2020-10-01"),
                "a.test",
                _ -> Optional.empty(),
                request.toCompact().getBytes(StandardCharsets.UTF_8)));
  }

  private static String encoded(Json document) {
    return Base64Text.url(document.toCompact().getBytes(StandardCharsets.UTF_8));
  }

  private static Json.Obj claims(WebAnswer answer) {
    String text = new String(answer.body().toArray(), StandardCharsets.UTF_8);
    assertEquals(200, answer.status(), text);
    String token = Json.parseObject(text.getBytes(StandardCharsets.UTF_8)).string("token");
    return Json.parseObject(Jws.parse(token).payload().toArray());
  }

  @Test
  void aTokenHasTheClaimsOfTheRealServiceInTheirTypesAndForms() throws IOException {
    Json.Obj real =
        Json.parseObject(Files.readAllBytes(vectors("maa").resolve("aci-snp-token-payload.json")));
    Json.Obj ours = claims(attest(vectors("snp/aci-milan-v2-skr"), 20));
    Map<String, String> wanted = shape(real);
    wanted.remove("x-ms-runtime");
    assertEquals(wanted, shape(ours));
    assertTrue(ours.get("aud").isEmpty());
  }

  /// Names, types, and the lengths and letters of hex texts; nested members with their owner's
  /// name.
  private static Map<String, String> shape(Json.Obj claims) {
    Map<String, String> shape = new TreeMap<>();
    claims
        .members()
        .forEach(
            (name, value) -> {
              switch (value) {
                case Json.Obj inner when !name.equals("x-ms-runtime") ->
                    shape(inner).forEach((member, kind) -> shape.put(name + "." + member, kind));
                case Json.Str(String text) when text.matches("[0-9a-f]{32,}") ->
                    shape.put(name, "hex of " + text.length());
                case Json other -> shape.put(name, other.kind());
              }
            });
    return shape;
  }

  @Test
  void realEvidenceIsJudgedByRealRoots() throws IOException {
    for (String name :
        List.of("aci-milan-v3", "aci-turin-v5", "azcvm-milan-v3", "azcvm-genoa-v3")) {
      Json.Obj claims = claims(attest(vectors("snp").resolve(name), 104));
      assertTrue(claims.get("x-ms-compliance-status").isEmpty(), "nobody endorsed " + name);
      assertEquals(Json.of(false), claims.get("x-ms-sevsnpvm-is-debuggable").orElseThrow());
    }
  }

  @Test
  void anOldUtilityVmIsRefused() throws IOException {
    WebAnswer answer = attest(vectors("snp/aci-milan-v2-skr"), 104);
    assertEquals(400, answer.status());
    String text = new String(answer.body().toArray(), StandardCharsets.UTF_8);
    assertTrue(text.contains("SVN") && text.contains("104"), text);
  }

  @Test
  void anExpiredChainIsRefused() throws IOException {
    WebAnswer answer = attest(vectors("snp/vlek-milan"), 104);
    assertEquals(400, answer.status());
    assertTrue(
        new String(answer.body().toArray(), StandardCharsets.UTF_8)
            .contains("certificate validity"));
  }
}
