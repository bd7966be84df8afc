package coffer.maa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.evidence.CertificateChain;
import coffer.evidence.SgxCollateral;
import coffer.evidence.SgxVerifier;
import coffer.evidence.TrustRoot;
import coffer.evidence.TrustRoots;
import coffer.jose.Jws;
import coffer.jose.RsaPublicJwk;
import coffer.json.Json;
import coffer.signing.KeyRing;
import coffer.simulator.DevelopmentRoot;
import coffer.simulator.SgxDevelopmentRoot;
import coffer.simulator.SimulatedCollateral;
import coffer.simulator.SimulatedEnclave;
import coffer.simulator.SimulatedEndorser;
import coffer.simulator.SimulatedGuest;
import coffer.simulator.SimulatedSgx;
import coffer.simulator.SimulatedSgxPlatform;
import coffer.simulator.SimulatedSnp;
import coffer.snp.ReportData;
import coffer.tls.DevelopmentCa;
import coffer.web.Client;
import coffer.web.WebLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The service over TLS, asked with simulated evidence as the sidecar asks it.
class AttestationServerTest {
  private static final String PUBLIC = "https://sharedeus2.eus2.attest.azure.net";
  private static final String LOCAL = "https://localhost:8443";
  private static final byte[] RUNTIME =
      "{\"location\":\"East US\"}".getBytes(StandardCharsets.UTF_8);
  private static final String NONCE = "18446744073709551615";

  @TempDir static Path scratch;

  private static DevelopmentRoot root;
  private static SimulatedSnp processor;
  private static SimulatedSgx sgx;
  private static SgxPlatform enclaves;
  private static AttestationServer server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    root = DevelopmentRoot.loadOrCreate(scratch.resolve("root"));
    processor = SimulatedSnp.milan(root);
    SgxDevelopmentRoot sgxRoot = SgxDevelopmentRoot.loadOrCreate(scratch.resolve("sgx-root"));
    sgx = new SimulatedSgx(sgxRoot, SimulatedSgxPlatform.standard());
    SgxCollateral collateral =
        SimulatedCollateral.of(SimulatedSgxPlatform.standard(), Instant.now()).sign(sgxRoot);
    enclaves =
        new SgxPlatform(
            new SgxVerifier(TrustRoots.intel().withDevelopmentRoot(sgxRoot.certificate())),
            new KnownCollateral(List.of(collateral), null));
    DevelopmentCa ca = DevelopmentCa.loadOrCreate(scratch.resolve("ca"));
    server = AttestationServer.start(setup(ca, InetAddress.getLoopbackAddress()));
    client = new Client(server.port(), ca.certificate());
  }

  private static AttestationServer.Setup setup(DevelopmentCa ca, InetAddress address) {
    return new AttestationServer.Setup(
        new InetSocketAddress(address, 0),
        ca.issue(List.of("localhost", "127.0.0.1")),
        List.of(LOCAL, PUBLIC),
        scratch.resolve("keys"),
        root.certificate(),
        100,
        Optional.of(enclaves),
        Duration.ofHours(8),
        KeyRing.Rotation.DEFAULT,
        WebLimits.DEFAULT);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static SimulatedGuest guest() {
    return SimulatedGuest.of(Bytes.parseHex("c0".repeat(32)));
  }

  private static Json.Obj request(SimulatedGuest guest, boolean endorsed, Base64.Encoder encoder) {
    Json.ObjectBuilder report =
        Json.object()
            .put(
                "SnpReport",
                encoder.encodeToString(processor.report(ReportData.of(RUNTIME), guest).toBytes()))
            .put("VcekCertChain", encoder.encodeToString(processor.chainPem()));
    if (endorsed) {
      try {
        byte[] document =
            new SimulatedEndorser(root)
                .endorse(guest.measurement(), 104, Instant.now())
                .document()
                .toBytes();
        Json inner =
            Json.object()
                .put("Uvm", Json.strings(List.of(encoder.encodeToString(document))))
                .build();
        report.put("Endorsements", encoder.encodeToString(utf8(inner)));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return Json.object()
        .put("report", encoder.encodeToString(utf8(report.build())))
        .put(
            "runtimeData",
            Json.object()
                .put("data", encoder.encodeToString(RUNTIME))
                .put("dataType", "JSON")
                .build())
        .put("initTimeData", Json.object().put("data", "").put("dataType", "").build())
        .put("nonce", new Json.Num(NONCE))
        .build();
  }

  private static byte[] utf8(Json document) {
    return document.toCompact().getBytes(StandardCharsets.UTF_8);
  }

  private static Client.Reply attest(String path, String version, Json.Obj request) {
    return client.send("POST", path + "?api-version=" + version, utf8(request));
  }

  private static Json.Obj claims(Client.Reply reply) {
    assertEquals(200, reply.status(), reply::text);
    Jws token = Jws.parse(reply.json().string("token"));
    return Json.parseObject(token.payload().toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "/attest/SevSnpVm, 2020-10-01, true",
    "/attest/SevSnpVM, 2022-08-01, false",
    "/Attest/sevsnpvm, 2025-06-01, true"
  })
  void theSidecarsRequestGetsATokenWithItsClaims(String path, String version, boolean padded) {
    Base64.Encoder encoder =
        padded ? Base64.getUrlEncoder() : Base64.getUrlEncoder().withoutPadding();
    Json.Obj claims = claims(attest(path, version, request(guest(), true, encoder)));
    assertEquals(LOCAL, claims.string("iss"));
    assertEquals(NONCE, claims.string("nonce"));
    assertEquals("sevsnpvm", claims.string("x-ms-attestation-type"));
    assertEquals("azure-compliant-uvm", claims.string("x-ms-compliance-status"));
    assertEquals("c0".repeat(32), claims.string("x-ms-sevsnpvm-hostdata"));
    assertEquals("East US", claims.object("x-ms-runtime").string("location"));
    assertEquals(Json.of(false), claims.get("x-ms-sevsnpvm-is-debuggable").orElseThrow());
    assertEquals(24, claims.number("x-ms-sevsnpvm-snpfw-svn"));
    assertEquals(
        "104", claims.object("x-ms-sevsnpvm-uvm-endorsement").string("x-ms-sevsnpvm-guestsvn"));
    assertTrue(claims.get("aud").isEmpty());
    assertEquals(8 * 3600, claims.number("exp") - claims.number("iat"));
  }

  @Test
  void aTokenVerifiesWithTheKeySetAndEachKeyHasEveryMember() throws Exception {
    String compact =
        attest("/attest/SevSnpVm", "2020-10-01", request(guest(), true, Base64.getUrlEncoder()))
            .json()
            .string("token");
    Jws token = Jws.parse(compact);
    assertEquals("RS256", token.header().string("alg"));
    assertEquals(LOCAL + "/certs", token.header().string("jku"));
    Json.Obj keys = client.send("GET", "/certs", null).json();
    Json.Obj key = (Json.Obj) keys.list("keys").getFirst();
    assertEquals(token.header().string("kid"), key.string("kid"));
    assertEquals("sig", key.string("use"));
    X509Certificate certificate =
        CertificateChain.parseCertificate(Base64Text.decode(key.strings("x5c").getFirst()));
    assertTrue(TrustRoot.isMarked(certificate), () -> certificate.toString());
    for (var publicKey : List.of(certificate.getPublicKey(), RsaPublicJwk.parse(key).toKey())) {
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(publicKey);
      verifier.update(token.signingInput().toArray());
      assertTrue(verifier.verify(token.signature().toArray()));
    }
  }

  @Test
  void theIssuerIsTheOneThatTheClientAsks() {
    Json.Obj request = request(guest(), false, Base64.getUrlEncoder());
    Client.Reply reply =
        client.send(
            "POST",
            "/attest/SevSnpVm?api-version=2020-10-01",
            utf8(request),
            "Host",
            "SharedEus2.eus2.attest.azure.net");
    assertEquals(PUBLIC, claims(reply).string("iss"));
    Client.Reply metadata =
        client.send(
            "GET",
            "/.well-known/openid-configuration",
            null,
            "Host",
            "sharedeus2.eus2.attest.azure.net");
    assertEquals(PUBLIC, metadata.json().string("issuer"));
    assertEquals(PUBLIC + "/certs", metadata.json().string("jwks_uri"));
  }

  @Test
  void withoutEndorsementNothingIsSaidToComply() {
    Json.Obj claims =
        claims(
            attest(
                "/attest/SevSnpVm", "2020-10-01", request(guest(), false, Base64.getUrlEncoder())));
    assertTrue(claims.get("x-ms-compliance-status").isEmpty());
    assertTrue(claims.get("x-ms-sevsnpvm-uvm-endorsement").isEmpty());
  }

  @Test
  void aDebuggableGuestIsCalledSo() {
    SimulatedGuest guest = guest().withPolicy(guest().policy().withDebug(true));
    Json.Obj claims =
        claims(
            attest("/attest/SevSnpVm", "2020-10-01", request(guest, true, Base64.getUrlEncoder())));
    assertEquals(Json.of(true), claims.get("x-ms-sevsnpvm-is-debuggable").orElseThrow());
    assertTrue(claims.get("x-ms-compliance-status").isEmpty());
  }

  @Test
  void aReportOverOtherDataIsRefusedWithTheFinding() {
    Json.Obj good = request(guest(), true, Base64.getUrlEncoder());
    Json.Obj other =
        with(
            good,
            "runtimeData",
            Json.object()
                .put(
                    "data",
                    Base64.getUrlEncoder().encodeToString("{}".getBytes(StandardCharsets.UTF_8)))
                .put("dataType", "JSON")
                .build());
    Client.Reply reply = attest("/attest/SevSnpVm", "2020-10-01", other);
    assertEquals(400, reply.status());
    assertEquals("AttestationFailed", reply.json().object("error").string("code"));
    assertTrue(reply.json().object("error").string("message").contains("report_data"), reply::text);
  }

  @Test
  void anotherGuestsEndorsementIsRefused() throws Exception {
    SimulatedGuest other = guest().withMeasurement(Bytes.parseHex("11".repeat(48)));
    Json.Obj report =
        Json.object()
            .put(
                "SnpReport",
                Base64Text.url(processor.report(ReportData.of(RUNTIME), other).toBytes()))
            .put("VcekCertChain", Base64Text.url(processor.chainPem()))
            .put(
                "Endorsements",
                Base64Text.url(
                    utf8(
                        Json.object()
                            .put(
                                "Uvm",
                                Json.strings(
                                    List.of(
                                        Base64Text.url(
                                            new SimulatedEndorser(root)
                                                .endorse(guest().measurement(), 104, Instant.now())
                                                .document()
                                                .toBytes()))))
                            .build())))
            .build();
    Json.Obj request =
        with(
            request(guest(), false, Base64.getUrlEncoder()),
            "report",
            Json.of(Base64Text.url(utf8(report))));
    Client.Reply reply = attest("/attest/SevSnpVm", "2020-10-01", request);
    assertEquals(400, reply.status());
    assertTrue(reply.text().contains("measurement"), reply::text);
  }

  @Test
  void hostDataIsTheDigestOfInitTimeDataWhenThereIsAny() {
    Json.Obj request =
        with(
            request(guest(), true, Base64.getUrlEncoder()),
            "initTimeData",
            Json.object().put("data", "AAAA").put("dataType", "Binary").build());
    Client.Reply reply = attest("/attest/SevSnpVm", "2020-10-01", request);
    assertEquals(400, reply.status());
    assertTrue(reply.text().contains("host_data"), reply::text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"report\":\"!\"}",
        "{\"report\":\"e30\"}",
        "{\"report\":\"e30\",\"nonce\":-1}",
        "{\"report\":\"e30\",\"nonce\":{}}",
        "{\"report\":\"e30\",\"runtimeData\":{\"data\":\"e30\",\"dataType\":\"XML\"}}",
        "{\"report\":\"e30\",\"draftPolicyForAttestation\":\"version=1.0;\"}",
        "{\"report\":\"e30\",\"report\":\"e30\"}"
      })
  void whatIsNoRequestIsSaidSo(String body) {
    Client.Reply reply =
        client.send(
            "POST",
            "/attest/SevSnpVm?api-version=2020-10-01",
            body.getBytes(StandardCharsets.UTF_8));
    assertEquals(400, reply.status(), reply::text);
    assertEquals("InvalidParameter", reply.json().object("error").string("code"));
  }

  @Test
  void versionsMethodsAndPathsThatAreNotThereAreNamed() {
    Json.Obj good = request(guest(), true, Base64.getUrlEncoder());
    assertEquals(400, attest("/attest/SevSnpVm", "2019-01-01", good).status());
    assertEquals(405, client.send("GET", "/attest/SevSnpVm", null).status());
    assertEquals(404, client.send("GET", "/nothing", null).status());
  }

  private static Json.Obj quoteRequest(SimulatedEnclave enclave, String member, String prefix) {
    byte[] quote = sgx.quote(enclave, ReportData.of(RUNTIME)).toBytes();
    String hex = prefix + Bytes.of(quote).toHex();
    return Json.object()
        .put(member, Base64Text.url(Bytes.parseHex(hex).toArray()))
        .put(
            "runtimeData",
            Json.object().put("data", Base64Text.url(RUNTIME)).put("dataType", "Binary").build())
        .build();
  }

  private static SimulatedEnclave enclave() {
    return SimulatedEnclave.of(Bytes.parseHex("e1".repeat(32)), Bytes.parseHex("51".repeat(32)));
  }

  @Test
  void aQuoteGetsATokenWithItsClaims() {
    Json.Obj claims =
        claims(attest("/attest/SgxEnclave", "2022-08-01", quoteRequest(enclave(), "quote", "")));
    assertEquals("sgx", claims.string("x-ms-attestation-type"));
    assertEquals("e1".repeat(32), claims.string("x-ms-sgx-mrenclave"));
    assertEquals("51".repeat(32), claims.string("x-ms-sgx-mrsigner"));
    assertEquals(Json.of(false), claims.get("x-ms-sgx-is-debuggable").orElseThrow());
    assertEquals(Base64Text.url(RUNTIME), claims.string("x-ms-sgx-ehd"));
    assertEquals(64, claims.object("x-ms-sgx-collateral").string("tcbinfohash").length());
    String header = "01000000020000000000000000000000";
    assertEquals(
        claims.string("x-ms-sgx-mrenclave"),
        claims(
                attest(
                    "/attest/OpenEnclave", "2020-10-01", quoteRequest(enclave(), "report", header)))
            .string("x-ms-sgx-mrenclave"));
    assertEquals(
        Json.of(true),
        claims(
                attest(
                    "/attest/SgxEnclave",
                    "2022-08-01",
                    quoteRequest(enclave().withDebug(), "quote", "")))
            .get("x-ms-sgx-is-debuggable")
            .orElseThrow());
  }

  @Test
  void aQuoteOverOtherDataOrChangedIsRefused() {
    Json.Obj good = quoteRequest(enclave(), "quote", "");
    Json.Obj other =
        with(
            good,
            "runtimeData",
            Json.object().put("data", "AAAA").put("dataType", "Binary").build());
    Client.Reply refused = attest("/attest/SgxEnclave", "2022-08-01", other);
    assertEquals(400, refused.status());
    assertTrue(refused.text().contains("report_data"), refused::text);
    byte[] quote = Base64Text.decode(good.string("quote"));
    quote[100] ^= 1;
    assertEquals(
        400,
        attest(
                "/attest/SgxEnclave",
                "2022-08-01",
                with(good, "quote", Json.of(Base64Text.url(quote))))
            .status());
    assertEquals(
        400,
        attest("/attest/SgxEnclave", "2022-08-01", with(good, "quote", Json.of("AAAA"))).status());
  }

  @Test
  void healthAndMetricsAreThere() {
    assertEquals(200, client.send("GET", "/health/live", null).status());
    assertEquals(200, client.send("GET", "/health/ready", null).status());
    attest("/attest/SevSnpVm", "2020-10-01", request(guest(), true, Base64.getUrlEncoder()));
    String metrics = client.send("GET", "/metrics", null).text();
    assertTrue(metrics.contains("coffer_attestations_total{result=\"token\"}"), metrics);
    assertTrue(metrics.contains("coffer_request_seconds_bucket{le=\"+Inf\"}"), metrics);
  }

  @Test
  void theKeysAreTheOwnersAloneAndARestartKeepsThem() throws Exception {
    Path keys = scratch.resolve("keys").resolve("localhost_8443.json");
    assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(keys));
    String before = client.send("GET", "/certs", null).text();
    DevelopmentCa ca = DevelopmentCa.loadOrCreate(scratch.resolve("ca"));
    try (AttestationServer second =
        AttestationServer.start(setup(ca, InetAddress.getLoopbackAddress()))) {
      assertEquals(
          before, new Client(second.port(), ca.certificate()).send("GET", "/certs", null).text());
    }
  }

  @Test
  void underTheDevelopmentRootOtherAddressesAreRefused() throws Exception {
    DevelopmentCa ca = DevelopmentCa.loadOrCreate(scratch.resolve("ca"));
    AttestationServer.Setup setup = setup(ca, InetAddress.getByName("0.0.0.0"));
    IOException refused =
        assertThrows(IOException.class, () -> AttestationServer.start(setup).close());
    assertTrue(refused.toString().contains("development root"), refused::toString);
  }

  private static Json.Obj with(Json.Obj object, String member, Json value) {
    Json.ObjectBuilder out = Json.object();
    object.members().forEach(out::put);
    assertFalse(object.get(member).isEmpty());
    return out.put(member, value).build();
  }
}
