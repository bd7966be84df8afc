package coffer.akv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.SecretBytes;
import coffer.evidence.CertificateChain;
import coffer.jose.Jws;
import coffer.jose.RsaPublicJwk;
import coffer.json.Json;
import coffer.maa.AttestationServer;
import coffer.managedidentity.ManagedIdentityServer;
import coffer.signing.KeyRing;
import coffer.simulator.DevelopmentRoot;
import coffer.simulator.SimulatedEndorser;
import coffer.simulator.SimulatedGuest;
import coffer.simulator.SimulatedSnp;
import coffer.skr.HttpDocuments;
import coffer.skr.KeyWrap;
import coffer.skr.Trust;
import coffer.skr.WrapAlgorithm;
import coffer.snp.ReportData;
import coffer.tls.DevelopmentCa;
import coffer.tls.Issued;
import coffer.web.Client;
import coffer.web.WebLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The vault over TLS beside a real attestation service and a managed identity: what it keeps, what
/// it gives, and to whom.
class VaultServerTest {
  private static final String AUTHORITY = "https://attest.test";
  private static final String IDENTITY = "c0".repeat(32);
  private static final String API = "?api-version=7.4";

  @TempDir static Path scratch;

  private static SimulatedSnp processor;
  private static DevelopmentRoot root;
  private static DevelopmentCa ca;
  private static AttestationServer attestation;
  private static ManagedIdentityServer identity;
  private static VaultServer vault;
  private static Client client;
  private static Client maa;
  private static String bearer;
  private static final KeyPair WRAPPING = Issued.newRsaKey(2048);

  @BeforeAll
  static void start() throws Exception {
    root = DevelopmentRoot.loadOrCreate(scratch.resolve("root"));
    processor = SimulatedSnp.milan(root);
    ca = DevelopmentCa.loadOrCreate(scratch.resolve("ca"));
    attestation =
        AttestationServer.start(
            new AttestationServer.Setup(
                loopback(),
                ca.issue(List.of("localhost")),
                List.of(AUTHORITY),
                scratch.resolve("keys"),
                root.certificate(),
                100,
                Optional.empty(),
                Duration.ofHours(8),
                KeyRing.Rotation.DEFAULT,
                WebLimits.DEFAULT));
    identity = ManagedIdentityServer.start(0, scratch.resolve("identity"));
    vault = VaultServer.start(setup());
    client = new Client(vault.port(), ca.certificate());
    maa = new Client(attestation.port(), ca.certificate());
    bearer = "Bearer " + imds("https://vault.azure.net").json().string("access_token");
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static VaultServer.Setup setup() {
    var server = ca.issueRsa(List.of("localhost", "my.vault.azure.net"));
    return new VaultServer.Setup(
        loopback(),
        server,
        server,
        scratch.resolve("vault"),
        new VaultServer.MasterKey.InFile(scratch.resolve("master.key")),
        identity.issuer(),
        "https://vault.azure.net",
        Set.of(),
        new HttpDocuments(
            Map.of("attest.test", URI.create("https://localhost:" + attestation.port())),
            Trust.with(List.of(ca.certificate())),
            Duration.ofSeconds(5)),
        WebLimits.DEFAULT);
  }

  @AfterAll
  static void stop() throws Exception {
    vault.close();
    identity.close();
    attestation.close();
  }

  private static Client.Reply imds(String resource) throws Exception {
    return identity(
        "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=" + resource,
        "Metadata",
        "true");
  }

  private static Client.Reply identity(String path, String... headers) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create(identity.url() + path)).headers(headers).build(),
              HttpResponse.BodyHandlers.ofString());
      return new Client.Reply(response.statusCode(), response.body(), response);
    }
  }

  private static Client.Reply send(String method, String path, Json body) {
    return client.send(
        method,
        path + API,
        body instanceof Json.Null ? null : body.toCompact().getBytes(StandardCharsets.UTF_8),
        "Authorization",
        bearer);
  }

  private static Json.Obj ok(String method, String path, Json body) {
    Client.Reply reply = send(method, path, body);
    assertEquals(200, reply.status(), reply::text);
    return reply.json();
  }

  private static String policy(String conditions) {
    return "{\"version\":\"1.0.0\",\"anyOf\":[{\"authority\":\"%s\",\"allOf\":[%s]}]}"
        .formatted(AUTHORITY, conditions);
  }

  private static String sameIdentity() {
    return """
    {"claim":"x-ms-attestation-type","equals":"sevsnpvm"},
    {"claim":"x-ms-compliance-status","equals":"azure-compliant-uvm"},
    {"claim":"x-ms-sevsnpvm-is-debuggable","equals":"false"},
    {"claim":"x-ms-sevsnpvm-vmpl","equals":"0"},
    {"claim":"x-ms-sevsnpvm-hostdata","equals":"%s"}\
    """
        .formatted(IDENTITY);
  }

  private static Json.Obj imported(Json.Obj jwk, String policy, boolean standardBase64) {
    byte[] data = policy.getBytes(StandardCharsets.UTF_8);
    return Json.object()
        .put("key", jwk)
        .put("hsm", true)
        .put("attributes", Json.object().put("exportable", true).build())
        .put(
            "release_policy",
            Json.object()
                .put("contentType", "application/json; charset=utf-8")
                .put("data", standardBase64 ? Base64Text.standard(data) : Base64Text.url(data))
                .build())
        .build();
  }

  private static Json.Obj oct() {
    return Json.object()
        .put("kty", "oct-HSM")
        .put("k", Base64Text.url(new byte[32]))
        .put("key_ops", Json.strings(List.of("encrypt", "decrypt")))
        .build();
  }

  /// An attestation token over the wrapping key.
  private static String token(String hostData) throws Exception {
    RsaPublicJwk jwk =
        RsaPublicJwk.of("w", List.of("encrypt"), (RSAPublicKey) WRAPPING.getPublic());
    byte[] runtime =
        Json.object()
            .put("keys", List.of(jwk.toJson()))
            .build()
            .toCompact()
            .getBytes(StandardCharsets.UTF_8);
    SimulatedGuest guest = SimulatedGuest.of(Bytes.parseHex(hostData));
    String uvm =
        Base64Text.url(
            new SimulatedEndorser(root)
                .endorse(guest.measurement(), 104, Instant.now())
                .document()
                .toBytes());
    Json report =
        Json.object()
            .put(
                "SnpReport",
                Base64Text.url(processor.report(ReportData.of(runtime), guest).toBytes()))
            .put("VcekCertChain", Base64Text.url(processor.chainPem()))
            .put(
                "Endorsements",
                Base64Text.url(
                    Keys.utf8(Json.object().put("Uvm", Json.strings(List.of(uvm))).build())))
            .build();
    Json request =
        Json.object()
            .put("report", Base64Text.url(Keys.utf8(report)))
            .put(
                "runtimeData",
                Json.object().put("data", Base64Text.url(runtime)).put("dataType", "JSON").build())
            .build();
    Client.Reply reply =
        maa.send("POST", "/attest/SevSnpVm?api-version=2022-08-01", Keys.utf8(request));
    assertEquals(200, reply.status(), reply::text);
    return reply.json().string("token");
  }

  @Test
  void withoutATokenTheChallengeSaysWhereToGetOne() {
    Client.Reply reply = client.send("GET", "/secrets/s/" + API, null);
    assertEquals(401, reply.status());
    assertEquals(
        "Bearer authorization=\"%s\", resource=\"https://vault.azure.net\""
            .formatted(identity.issuer()),
        reply.response().headers().firstValue("WWW-Authenticate").orElseThrow());
  }

  @Test
  void aTokenForAnotherResourceIsNotBelieved() throws Exception {
    String other = imds("https://storage.azure.com").json().string("access_token");
    Client.Reply reply =
        client.send("GET", "/secrets" + API, null, "Authorization", "Bearer " + other);
    assertEquals(401, reply.status());
    assertTrue(reply.text().contains("aud"), reply::text);
  }

  @Test
  void managedIdentityAnswersInBothForms() throws Exception {
    Json.Obj machine = imds("https://vault.azure.net").json();
    for (Json member : machine.members().values()) {
      assertTrue(member instanceof Json.Str, machine::toCompact);
    }
    assertEquals(
        400, identity("/metadata/identity/oauth2/token?resource=x", "Accept", "*/*").status());
    String path = "/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net";
    assertEquals(401, identity(path, "X-IDENTITY-HEADER", "guess").status());
    Json.Obj app = identity(path, "X-IDENTITY-HEADER", identity.identityHeader()).json();
    assertEquals("https://vault.azure.net", app.string("resource"));
    assertFalse(app.string("expires_on").isEmpty());
  }

  @Test
  void secretsHaveVersionsAndAreDeletedAndRecovered() {
    String first =
        ok("PUT", "/secrets/password", Json.object().put("value", "one").build()).string("id");
    ok("PUT", "/secrets/password", Json.object().put("value", "two \u00e9").build());
    assertEquals("two \u00e9", ok("GET", "/secrets/password/", Json.NULL).string("value"));
    String version = first.substring(first.lastIndexOf('/') + 1);
    assertEquals("one", ok("GET", "/secrets/password/" + version, Json.NULL).string("value"));
    assertEquals(2, ok("GET", "/secrets/password/versions", Json.NULL).list("value").size());
    assertTrue(ok("GET", "/secrets", Json.NULL).toCompact().contains("/secrets/password"));
    ok("DELETE", "/secrets/password", Json.NULL);
    assertEquals(404, send("GET", "/secrets/password", Json.NULL).status());
    assertEquals(
        409, send("PUT", "/secrets/password", Json.object().put("value", "x").build()).status());
    ok("GET", "/deletedsecrets/password", Json.NULL);
    ok("POST", "/deletedsecrets/password/recover", Json.object().build());
    assertEquals("two \u00e9", ok("GET", "/secrets/password", Json.NULL).string("value"));
    ok("DELETE", "/secrets/password", Json.NULL);
    assertEquals(204, send("DELETE", "/deletedsecrets/password", Json.NULL).status());
    assertEquals(404, send("GET", "/deletedsecrets/password", Json.NULL).status());
  }

  @ParameterizedTest
  @EnumSource(WrapAlgorithm.class)
  void aKeyIsReleasedToTheIdentityOfItsPolicy(WrapAlgorithm algorithm) throws Exception {
    ok("PUT", "/keys/released", imported(oct(), policy(sameIdentity()), false));
    Json.ObjectBuilder request = Json.object().put("target", token(IDENTITY));
    if (algorithm != WrapAlgorithm.CKM_RSA_AES_KEY_WRAP) {
      request.put("enc", algorithm.name());
    }
    Json.Obj released = ok("POST", "/keys/released/release", request.build());
    Jws jws = Jws.parse(released.string("value"));
    X509Certificate leaf = verified(jws);
    assertTrue(names(leaf).contains("my.vault.azure.net"));
    Json.Obj key =
        Json.parseObject(jws.payload().toArray()).object("response").object("key").object("key");
    assertEquals("oct-HSM", key.string("kty"));
    assertEquals(List.of("encrypt", "decrypt"), key.strings("key_ops"));
    Json.Obj wrapped = Json.parseObject(Base64Text.decode(key.string("key_hsm")));
    byte[] ciphertext = Base64Text.decode(wrapped.string("ciphertext"));
    try (SecretBytes secret = KeyWrap.unwrap(algorithm, WRAPPING.getPrivate(), ciphertext)) {
      assertArrayEquals(new byte[32], secret.reveal());
    }
  }

  /// Checks the signature and the chain as the sidecar does; the leaf.
  private static X509Certificate verified(Jws jws) throws Exception {
    List<X509Certificate> chain = new ArrayList<>();
    for (String der : jws.header().strings("x5c")) {
      chain.add(CertificateChain.parseCertificate(Base64Text.decode(der)));
    }
    assertEquals(2, chain.size());
    chain.getFirst().verify(ca.certificate().getPublicKey());
    assertEquals(ca.certificate(), chain.getLast());
    Signature verifier = Signature.getInstance("SHA256withRSA");
    verifier.initVerify(chain.getFirst().getPublicKey());
    verifier.update(jws.signingInput().toArray());
    assertTrue(verifier.verify(jws.signature().toArray()));
    return chain.getFirst();
  }

  private static List<String> names(X509Certificate leaf) throws Exception {
    Collection<List<?>> names = leaf.getSubjectAlternativeNames();
    return names.stream().map(name -> String.valueOf(name.get(1))).toList();
  }

  @Test
  void anotherIdentityIsRefusedWithTheFinding() throws Exception {
    ok("PUT", "/keys/refused", imported(oct(), policy(sameIdentity()), true));
    Client.Reply reply =
        send(
            "POST",
            "/keys/refused/release",
            Json.object().put("target", token("ab".repeat(32))).build());
    assertEquals(403, reply.status());
    String message = reply.json().object("error").string("message");
    assertTrue(message.contains("x-ms-sevsnpvm-hostdata"), message);
    assertTrue(message.contains(IDENTITY) && message.contains("ab".repeat(32)), message);
  }

  @Test
  void aChangedTokenOneOfAnotherIssuerAndAnUnsignedOneAreRefused() throws Exception {
    ok("PUT", "/keys/guarded", imported(oct(), policy(sameIdentity()), false));
    String good = token(IDENTITY);
    String[] parts = good.split("\\.");
    String none = Base64Text.url("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
    for (String bad :
        List.of(
            parts[0] + "." + parts[1] + "." + parts[2].substring(2) + "AA",
            none + "." + parts[1] + ".",
            "no token",
            parts[0] + "." + parts[1])) {
      Client.Reply reply =
          send("POST", "/keys/guarded/release", Json.object().put("target", bad).build());
      assertEquals(403, reply.status(), () -> bad + reply.text());
    }
    ok(
        "PUT",
        "/keys/elsewhere",
        imported(oct(), policy(sameIdentity()).replace("attest.test", "other.test"), false));
    Client.Reply reply =
        send("POST", "/keys/elsewhere/release", Json.object().put("target", good).build());
    assertEquals(403, reply.status());
    assertTrue(reply.text().contains("issuer"), reply::text);
  }

  @Test
  void keysAreCreatedListedUpdatedAndDeleted() {
    for (String kty : List.of("RSA", "EC", "oct-HSM")) {
      Json.Obj made = ok("POST", "/keys/made/create", Json.object().put("kty", kty).build());
      assertEquals(kty, made.object("key").string("kty"));
      assertTrue(made.object("key").get("k").isEmpty() && made.object("key").get("d").isEmpty());
    }
    assertEquals(3, ok("GET", "/keys/made/versions", Json.NULL).list("value").size());
    assertTrue(ok("GET", "/keys", Json.NULL).toCompact().contains("/keys/made"));
    Json.Obj off =
        Json.object()
            .put("attributes", Json.object().put("enabled", false).build())
            .put("tags", Json.object().put("for", "test").build())
            .build();
    Json.Obj changed = ok("PATCH", "/keys/made", off);
    assertEquals("test", changed.object("tags").string("for"));
    assertEquals(
        403, send("POST", "/keys/made/release", Json.object().put("target", "x").build()).status());
    ok("DELETE", "/keys/made", Json.NULL);
    assertEquals(404, send("GET", "/keys/made", Json.NULL).status());
    ok("GET", "/deletedkeys/made", Json.NULL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"version\":\"2\",\"anyOf\":[]}",
        "{\"version\":\"1.0.0\",\"anyOf\":[{\"authority\":\"https://a\"}]}",
        "{\"version\":\"1.0.0\",\"anyOf\":[{\"authority\":\"https://a\",\"allOf\":[{\"claim\":\"c\"}]}]}",
        "not json"
      })
  void aPolicyThatIsNoneIsRefusedWhenItIsGiven(String policy) {
    Client.Reply reply = send("PUT", "/keys/bad", imported(oct(), policy, false));
    assertEquals(400, reply.status(), reply::text);
    assertTrue(reply.text().contains("release_policy"), reply::text);
  }

  @Test
  void exportableAndPolicyGoTogether() {
    Json.Obj without =
        Json.object()
            .put("kty", "EC")
            .put("attributes", Json.object().put("exportable", true).build())
            .build();
    assertEquals(400, send("POST", "/keys/half/create", without).status());
    assertEquals(
        403,
        release(ok("POST", "/keys/plain/create", Json.object().put("kty", "EC").build())).status());
  }

  private static Client.Reply release(Json.Obj bundle) {
    String kid = bundle.object("key").string("kid");
    String path = kid.substring(kid.indexOf("/keys/"));
    return send("POST", path + "/release", Json.object().put("target", "x").build());
  }

  @Test
  void theStoreIsEncryptedAndSurvivesARestart() throws Exception {
    String marker = "unmistakable-text-of-a-secret";
    ok("PUT", "/secrets/kept", Json.object().put("value", marker).build());
    byte[] journal = Files.readAllBytes(scratch.resolve("vault/journal"));
    assertFalse(new String(journal, StandardCharsets.ISO_8859_1).contains(marker));
    assertFalse(new String(journal, StandardCharsets.ISO_8859_1).contains("kept"));
    vault.close();
    vault = VaultServer.start(setup());
    client = new Client(vault.port(), ca.certificate());
    assertEquals(marker, ok("GET", "/secrets/kept", Json.NULL).string("value"));
  }
}
