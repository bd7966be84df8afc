package coffer.skr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.SecretBytes;
import coffer.json.Json;
import coffer.snp.ReportData;
import coffer.snp.SnpReport;
import coffer.snp.TcbVersion;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SkrServerTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String RELEASE =
      "{\"maa_endpoint\":\"maa\",\"akv_endpoint\":\"akv\",\"kid\":\"%s\"}";

  private SkrServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        SkrServer.start(0, SkrServerTest::evidence, SkrServerTest::token, SkrServerTest::release);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void statusIsOk() throws Exception {
    HttpResponse<String> answer = get("/status");
    assertEquals(200, answer.statusCode());
    assertEquals("{\"message\":\"Status OK\"}", answer.body());
    assertEquals(
        "application/json; charset=utf-8", answer.headers().firstValue("Content-Type").orElse(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"+/8=", "-_8=", "-_8", "+/8"})
  void rawReportBindsTheRuntimeDataInEitherBase64(String base64) throws Exception {
    HttpResponse<String> answer = post("/attest/raw", "{\"runtime_data\":\"" + base64 + "\"}");
    assertEquals(200, answer.statusCode(), answer.body());
    Json.Obj body = json(answer);
    assertEquals(List.of("report"), List.copyOf(body.members().keySet()));
    String report = body.string("report");
    assertEquals(2368, report.length());
    Bytes wanted = ReportData.of(new byte[] {(byte) 0xfb, (byte) 0xff});
    assertEquals(wanted.toHex(), report.substring(0x50 * 2, 0x90 * 2));
  }

  @Test
  void combinedEvidenceHasTheMembersThatClientsRead() throws Exception {
    HttpResponse<String> answer = post("/attest/combined", "{\"runtime_data\":\"ewp9\"}");
    assertEquals(200, answer.statusCode(), answer.body());
    Json.Obj body = json(answer);
    assertEquals(
        List.of("endorsed_tcb", "endorsements", "evidence", "uvm_endorsements"),
        List.copyOf(body.members().keySet()));
    assertEquals("db18000000000004", body.string("endorsed_tcb"));
    assertEquals(
        "CHAIN",
        new String(Base64Text.decode(body.string("endorsements")), StandardCharsets.US_ASCII));
    assertEquals(
        evidence(ReportData.of("{\n}".getBytes(StandardCharsets.US_ASCII))),
        GuestEvidence.parse(body));
  }

  @Test
  void releasedKeyIsATextWithAJwkInIt() throws Exception {
    HttpResponse<String> answer = post("/key/release", RELEASE.formatted("good"));
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals("{\"kid\":\"good\",\"kty\":\"oct\",\"k\":\"AQID\"}", json(answer).string("key"));
  }

  @Test
  void refusedKeyIsForbiddenWithTheReason() throws Exception {
    HttpResponse<String> answer = post("/key/release", RELEASE.formatted("withheld"));
    assertEquals(403, answer.statusCode());
    assertEquals("host_data: a wanted, found b", json(answer).string("error"));
  }

  @Test
  void silentVaultIsABadGateway() throws Exception {
    HttpResponse<String> answer = post("/key/release", RELEASE.formatted("broken"));
    assertEquals(502, answer.statusCode());
    assertEquals("the key could not be released: no answer", json(answer).string("error"));
  }

  @Test
  void silentHardwareIsAnInternalErrorInOneDocument() throws Exception {
    try (SkrServer broken =
        SkrServer.start(
            0,
            _ -> {
              throw new IOException("no device");
            },
            SkrServerTest::token,
            SkrServerTest::release)) {
      for (String path : List.of("/attest/raw", "/attest/combined")) {
        HttpResponse<String> answer =
            post(broken, path, BodyPublishers.ofString("{\"runtime_data\":\"ewp9\"}"));
        assertEquals(500, answer.statusCode());
        assertEquals("no report: no device", json(answer).string("error"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "good, 200, token, a.b.c",
    "strict, 403, error, report_data: a wanted",
    "gone, 502, error, no token: no answer"
  })
  void aTokenIsGivenRefusedOrNotToBeHad(String endpoint, int status, String member, String text)
      throws Exception {
    HttpResponse<String> answer =
        post(
            "/attest/maa",
            "{\"maa_endpoint\":\"%s\",\"runtime_data\":\"ewp9\"}".formatted(endpoint));
    assertEquals(status, answer.statusCode());
    assertEquals(text, json(answer).string(member));
    assertEquals(1, json(answer).members().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/attest/raw | ",
        "/attest/raw | {",
        "/attest/raw | []",
        "/attest/raw | {}",
        "/attest/raw | {\"runtime_data\":\"\"}",
        "/attest/raw | {\"runtime_data\":1}",
        "/attest/raw | {\"runtime_data\":\"*\"}",
        "/attest/raw | {\"runtime_data\":\"AA==\",\"runtime_data\":\"AA==\"}",
        "/attest/combined | {\"runtime_data\":\"A\"}",
        "/attest/maa | {\"runtime_data\":\"ewp9\"}",
        "/attest/maa | {\"maa_endpoint\":\"x\",\"runtime_data\":\"AA==\"}",
        "/key/release | {\"maa_endpoint\":\"x\",\"akv_endpoint\":\"y\"}",
        "/key/release | {\"maa_endpoint\":\"x\",\"akv_endpoint\":\"\",\"kid\":\"k\"}"
      })
  void malformedRequestsAreBadRequestsWithAReason(String path, String body) throws Exception {
    HttpResponse<String> answer = post(path, body == null ? "" : body);
    assertEquals(400, answer.statusCode());
    assertTrue(json(answer).string("error").startsWith("invalid request: "), answer.body());
  }

  @Test
  void otherPathsAndMethodsHaveTheirStatus() throws Exception {
    assertEquals(404, get("/").statusCode());
    assertEquals(404, get("/status/").statusCode());
    assertEquals(404, get("/attest").statusCode());
    HttpResponse<String> wrong = get("/attest/raw");
    assertEquals(405, wrong.statusCode());
    assertEquals("POST", wrong.headers().firstValue("Allow").orElse(""));
    assertEquals(405, post("/status", "").statusCode());
  }

  @Test
  void oversizeBodyIsRefusedAndTheServerGoesOn() throws Exception {
    byte[] huge = new byte[(1 << 20) + 1];
    Arrays.fill(huge, (byte) ' ');
    HttpResponse<String> answer = post(server, "/attest/raw", BodyPublishers.ofByteArray(huge));
    assertEquals(413, answer.statusCode());
    assertEquals(200, get("/status").statusCode());
  }

  @Test
  void manyClientsAreServedAtOnce() throws Exception {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers =
          java.util.stream.IntStream.range(0, 64)
              .mapToObj(
                  i ->
                      clients.submit(
                          () -> post("/attest/raw", "{\"runtime_data\":\"ewp9\"}").statusCode()))
              .toList();
      for (Future<Integer> answer : answers) {
        assertEquals(200, answer.get());
      }
    }
  }

  @Test
  void onlyLoopbackIsServed() throws Exception {
    for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
      for (InetAddress address : network.inetAddresses().toList()) {
        if (!address.isLoopbackAddress() && !address.isLinkLocalAddress()) {
          assertThrows(ConnectException.class, () -> new Socket(address, server.port()).close());
        }
      }
    }
  }

  @Test
  void closedServerDoesNotAnswer() {
    server.close();
    assertThrows(IOException.class, () -> get("/status"));
  }

  private static GuestEvidence evidence(Bytes reportData) {
    byte[] report = new byte[SnpReport.LENGTH];
    System.arraycopy(reportData.toArray(), 0, report, 0x50, 64);
    return new GuestEvidence(
        Bytes.of(report), "CHAIN", TcbVersion.parse("db18000000000004"), Bytes.EMPTY);
  }

  private static TokenSource.Attested token(String endpoint, byte[] runtimeData)
      throws IOException {
    assertEquals("{\n}", new String(runtimeData, StandardCharsets.UTF_8));
    return switch (endpoint) {
      case "good" -> new TokenSource.Attested.Token("a.b.c");
      case "strict" -> new TokenSource.Attested.Refused("report_data: a wanted");
      default -> throw new IOException("no answer");
    };
  }

  private static Release release(KeyRequest request) throws IOException {
    return switch (request.kid()) {
      case "good" ->
          new Release.Released(
              new ReleasedKey(
                  request.kid(), "oct", List.of(), SecretBytes.of(new byte[] {1, 2, 3})));
      case "withheld" -> new Release.Refused("host_data: a wanted, found b");
      default -> throw new IOException("no answer");
    };
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HTTP.send(request(server, path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return post(server, path, BodyPublishers.ofString(body));
  }

  private static HttpResponse<String> post(
      SkrServer server, String path, HttpRequest.BodyPublisher body)
      throws IOException, InterruptedException {
    return HTTP.send(request(server, path).POST(body).build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(SkrServer server, String path) {
    return HttpRequest.newBuilder(
        URI.create("http://localhost:%d%s".formatted(server.port(), path)));
  }

  private static Json.Obj json(HttpResponse<String> answer) {
    Json.Obj body = Json.parseObject(answer.body().getBytes(StandardCharsets.UTF_8));
    assertFalse(body.members().isEmpty());
    return body;
  }
}
