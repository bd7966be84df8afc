package coffer.collateral;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.evidence.CertificateChain;
import coffer.evidence.SgxCollateral;
import coffer.evidence.SgxEvidence;
import coffer.evidence.SgxExpectations;
import coffer.evidence.SgxVerifier;
import coffer.evidence.SnpEvidence;
import coffer.evidence.SnpExpectations;
import coffer.evidence.SnpVerifier;
import coffer.evidence.TrustRoots;
import coffer.evidence.Verdict;
import coffer.sgx.collateral.QeIdentity;
import coffer.sgx.collateral.TcbInfo;
import coffer.simulator.DevelopmentRoot;
import coffer.simulator.SgxDevelopmentRoot;
import coffer.simulator.SimulatedCollateral;
import coffer.simulator.SimulatedEnclave;
import coffer.simulator.SimulatedGuest;
import coffer.simulator.SimulatedPlatform;
import coffer.simulator.SimulatedSgx;
import coffer.simulator.SimulatedSgxPlatform;
import coffer.simulator.SimulatedSnp;
import coffer.snp.SnpProduct;
import coffer.snp.SnpReport;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Services of hardware makers, honest and not, on this machine.
class CollateralServiceTest {
  private static final Bytes DATA = Bytes.of(new byte[64]);

  @TempDir Path folder;

  private record Answer(int status, byte[] body, Map<String, String> headers) {}

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Deque<Integer> failures = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    asked.add(path);
    Integer failure = failures.poll();
    Answer answer =
        failure != null
            ? new Answer(failure, new byte[0], Map.of("Retry-After", "0"))
            : answers.getOrDefault(path, new Answer(404, new byte[0], Map.of()));
    answer.headers().forEach(exchange.getResponseHeaders()::add);
    exchange.sendResponseHeaders(
        answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
    exchange.getResponseBody().write(answer.body());
    exchange.close();
  }

  private URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private static Download download() {
    try {
      return Download.of(SSLContext.getDefault(), Duration.ZERO);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private IntelCollateral intel() {
    return new IntelCollateral(base(), download(), folder.resolve("cache"));
  }

  private AmdCertificates amd() {
    return new AmdCertificates(base(), download(), folder.resolve("cache"));
  }

  private static Answer with(byte[] body, String header, CertificateChain chain) {
    return new Answer(
        200, body, Map.of(header, URLEncoder.encode(chain.toPem(), UTF_8).replace("+", "%20")));
  }

  /// A caching service with everything for a simulated platform.
  private void serve(SgxCollateral collateral, CertificateChain pck) {
    answers.put(
        "/tcb?fmspc=" + SimulatedSgxPlatform.FMSPC.toHex(),
        with(
            TcbInfo.toBytes(collateral.tcbInfo().document()),
            "TCB-Info-Issuer-Chain",
            collateral.tcbInfo().signer()));
    answers.put(
        "/qe/identity",
        with(
            QeIdentity.toBytes(collateral.qeIdentity().document()),
            "SGX-Enclave-Identity-Issuer-Chain",
            collateral.qeIdentity().signer()));
    answers.put(
        "/pckcrl?ca=processor&encoding=der",
        with(
            collateral.pckCrl().toBytes().toArray(),
            "SGX-PCK-CRL-Issuer-Chain",
            new CertificateChain(pck.certificates().subList(1, 3))));
    byte[] hex = HexFormat.of().formatHex(collateral.rootCrl().toBytes().toArray()).getBytes(UTF_8);
    answers.put("/rootcacrl", new Answer(200, hex, Map.of()));
  }

  @Test
  void aQuoteIsJudgedWithWhatTheServiceHas() throws Exception {
    SgxDevelopmentRoot root = SgxDevelopmentRoot.loadOrCreate(folder.resolve("root"));
    SimulatedSgxPlatform platform = SimulatedSgxPlatform.standard();
    SimulatedSgx machine = new SimulatedSgx(root, platform);
    Instant now = Instant.now();
    serve(SimulatedCollateral.of(platform, now).sign(root), machine.chain());
    Bytes zero = Bytes.of(new byte[32]);
    SgxEvidence bare = machine.evidence(SimulatedEnclave.of(zero, zero), DATA);
    failures.addAll(List.of(429, 503));
    SgxEvidence complete = intel().complete(bare, now);
    Verdict verdict =
        new SgxVerifier(TrustRoots.intel().withDevelopmentRoot(root.certificate()))
            .verify(complete, SgxExpectations.strict(), now);
    assertInstanceOf(Verdict.Trusted.class, verdict, verdict::toString);
    assertEquals(6, asked.size(), asked::toString);

    intel().complete(bare, now.plus(Duration.ofDays(29)));
    assertEquals(6, asked.size(), asked::toString);
    Files.writeString(onlyFile(), "{");
    intel().complete(bare, now);
    assertEquals(10, asked.size(), asked::toString);
    intel().complete(bare, now.plus(Duration.ofDays(31)));
    assertEquals(14, asked.size(), asked::toString);
    assertEquals(complete, intel().complete(complete, now));
  }

  private Path onlyFile() throws IOException {
    try (var files = Files.list(folder.resolve("cache"))) {
      List<Path> all = files.toList();
      assertEquals(1, all.size(), all::toString);
      return all.getFirst();
    }
  }

  @Test
  void whatAServiceGetsWrongIsNamedAndNotKept() throws Exception {
    SgxDevelopmentRoot root = SgxDevelopmentRoot.loadOrCreate(folder.resolve("root"));
    SimulatedSgxPlatform platform = SimulatedSgxPlatform.standard();
    SimulatedSgx machine = new SimulatedSgx(root, platform);
    Instant now = Instant.now();
    Bytes zero = Bytes.of(new byte[32]);
    SgxEvidence bare = machine.evidence(SimulatedEnclave.of(zero, zero), DATA);
    String missing = message(assertThrows(IOException.class, () -> intel().complete(bare, now)));
    assertTrue(
        missing.endsWith("/tcb?fmspc=" + SimulatedSgxPlatform.FMSPC.toHex() + ": status 404"));
    serve(SimulatedCollateral.of(platform, now).sign(root), machine.chain());
    failures.addAll(List.of(500, 500, 500));
    assertTrue(
        message(assertThrows(IOException.class, () -> intel().complete(bare, now)))
            .endsWith("status 500, asked 3 times"));
    for (Map.Entry<String, Answer> honest : Map.copyOf(answers).entrySet()) {
      for (Answer lie :
          List.of(
              new Answer(200, new byte[] {1}, honest.getValue().headers()),
              new Answer(200, new byte[(1 << 22) + 1], honest.getValue().headers()))) {
        answers.put(honest.getKey(), lie);
        Exception refused =
            assertThrows(Exception.class, () -> intel().complete(bare, now), honest.getKey());
        assertTrue(
            refused instanceof MalformedException || refused instanceof IOException,
            refused::toString);
        assertTrue(message(refused).startsWith(base() + honest.getKey()), refused::toString);
      }
      answers.put(honest.getKey(), honest.getValue());
    }
    answers.put(
        "/qe/identity",
        new Answer(
            200, java.util.Objects.requireNonNull(answers.get("/qe/identity")).body(), Map.of()));
    assertTrue(
        message(assertThrows(MalformedException.class, () -> intel().complete(bare, now)))
            .contains("header SGX-Enclave-Identity-Issuer-Chain wanted, found none"));
    assertTrue(Files.notExists(folder.resolve("cache")));
  }

  @Test
  void aChipsCertificatesComeFromItsMaker() throws Exception {
    DevelopmentRoot root = DevelopmentRoot.loadOrCreate(folder.resolve("root"));
    Instant now = Instant.now();
    Map<SnpProduct, String> queries =
        Map.of(
            SnpProduct.MILAN, "?blSPL=04&teeSPL=00&snpSPL=24&ucodeSPL=219",
            SnpProduct.TURIN, "?fmcSPL=01&blSPL=01&teeSPL=01&snpSPL=04&ucodeSPL=81");
    for (Map.Entry<SnpProduct, String> entry : queries.entrySet()) {
      SnpProduct product = entry.getKey();
      SimulatedPlatform platform = SimulatedPlatform.of(product);
      SimulatedSnp machine = new SimulatedSnp(root, platform);
      SnpReport report = machine.report(DATA, SimulatedGuest.of(Bytes.of(new byte[32])));
      CertificateChain chain = CertificateChain.parse(machine.chainPem());
      Bytes chip = product == SnpProduct.TURIN ? platform.chipId().slice(0, 8) : platform.chipId();
      String path = "/vcek/v1/%s/%s%s".formatted(product, chip.toHex(), entry.getValue());
      answers.put(path, new Answer(200, chain.leaf().getEncoded(), Map.of()));
      answers.put(
          "/vcek/v1/%s/cert_chain".formatted(product),
          new Answer(
              200,
              new CertificateChain(chain.certificates().subList(1, 3)).toPem().getBytes(UTF_8),
              Map.of()));
      asked.clear();
      CertificateChain found = amd().chain(report);
      assertEquals(chain, found);
      assertEquals(chain, amd().chain(report));
      assertEquals(List.of(path, "/vcek/v1/%s/cert_chain".formatted(product)), asked);
      Verdict verdict =
          new SnpVerifier(TrustRoots.amd().withDevelopmentRoot(root.certificate()))
              .verify(new SnpEvidence(report, found), SnpExpectations.strict(), now);
      assertInstanceOf(Verdict.Trusted.class, verdict, verdict::toString);

      SimulatedSnp other = new SimulatedSnp(root, platform.withVlek());
      SnpReport vlek = other.report(DATA, SimulatedGuest.of(Bytes.of(new byte[32])));
      assertTrue(
          message(assertThrows(MalformedException.class, () -> amd().chain(vlek)))
              .startsWith("chain.pem: the report is signed by a VLEK"));
    }
  }

  @Test
  void anotherChipsCertificateIsNotKept() throws Exception {
    DevelopmentRoot root = DevelopmentRoot.loadOrCreate(folder.resolve("root"));
    SimulatedPlatform platform = SimulatedPlatform.of(SnpProduct.MILAN);
    SimulatedSnp machine = new SimulatedSnp(root, platform);
    SnpReport report = machine.report(DATA, SimulatedGuest.of(Bytes.of(new byte[32])));
    SimulatedSnp older =
        new SimulatedSnp(root, platform.withTcb(coffer.snp.TcbVersion.parse("DB18000000000003")));
    String path =
        "/vcek/v1/Milan/%s?blSPL=04&teeSPL=00&snpSPL=24&ucodeSPL=219"
            .formatted(platform.chipId().toHex());
    answers.put(
        path,
        new Answer(200, CertificateChain.parse(older.chainPem()).leaf().getEncoded(), Map.of()));
    assertTrue(
        message(assertThrows(MalformedException.class, () -> amd().chain(report)))
            .contains("a certificate for chip "));
    assertTrue(Files.notExists(folder.resolve("cache")));
  }

  @Test
  void nothingIsAskedInClearOfOthers() {
    IOException refused =
        assertThrows(
            IOException.class,
            () -> download().get(URI.create("http://pccs.example.org/rootcacrl")));
    assertTrue(message(refused).endsWith("https wanted, or http on this machine"));
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
