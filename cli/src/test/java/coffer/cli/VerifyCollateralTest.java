package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.evidence.CertificateChain;
import coffer.evidence.SgxCollateral;
import coffer.sgx.collateral.QeIdentity;
import coffer.sgx.collateral.TcbInfo;
import coffer.sgx.collateral.TcbStatus;
import coffer.simulator.DevelopmentRoot;
import coffer.simulator.SgxDevelopmentRoot;
import coffer.simulator.SimulatedCollateral;
import coffer.simulator.SimulatedEnclave;
import coffer.simulator.SimulatedSgx;
import coffer.simulator.SimulatedSgxPlatform;
import coffer.simulator.SimulatedSnp;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `coffer verify --collateral` against services on a loopback port.
class VerifyCollateralTest {
  private static final String MEASUREMENT = "ab".repeat(32);
  private static final String HOST_DATA = "a1".repeat(32);
  private static final String API = "/sgx/certification/v4";

  @TempDir Path folder;

  private HttpServer server;
  private final Map<String, byte[]> bodies = new HashMap<>();
  private final Map<String, String> chains = new HashMap<>();
  private int asked;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            asked++;
            String path = exchange.getRequestURI().getPath();
            byte[] body = bodies.get(path);
            if (body == null) {
              exchange.sendResponseHeaders(404, -1);
              return;
            }
            for (String name : List.of("TCB-Info", "SGX-Enclave-Identity", "SGX-PCK-CRL")) {
              exchange
                  .getResponseHeaders()
                  .set(name + "-Issuer-Chain", chains.getOrDefault(path, ""));
            }
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void enclaveIsJudgedWithCollateralOfACachingServiceAndThenOffline() throws IOException {
    Enclave enclave = new Enclave();
    enclave.serve(TcbStatus.UP_TO_DATE);
    assertEquals(ExitCode.REJECTED, verify(enclave.options()).exit);
    assertEquals(0, asked);
    Run trusted = verify(enclave.options("--collateral", source("pccs")));
    assertEquals(ExitCode.OK, trusted.exit, trusted.out + trusted.err);
    int before = asked;
    Run offline = verify(enclave.options("--collateral", source("pccs"), "--offline"));
    assertEquals(ExitCode.OK, offline.exit, offline.out + offline.err);
    assertEquals(before, asked);
  }

  @Test
  void whatWasNotAuthenticIsAskedForAgain() throws IOException {
    Enclave enclave = new Enclave();
    enclave.serve(TcbStatus.UP_TO_DATE);
    byte[] honest = bodies.getOrDefault(API + "/qe/identity", new byte[0]);
    String lie = new String(honest, StandardCharsets.UTF_8).replace("UpToDate", "OutOfDate");
    bodies.put(API + "/qe/identity", lie.getBytes(StandardCharsets.UTF_8));
    assertEquals(ExitCode.REJECTED, verify(enclave.options("--collateral", source("pccs"))).exit);
    bodies.put(API + "/qe/identity", honest);
    Run trusted = verify(enclave.options("--collateral", source("pccs")));
    assertEquals(ExitCode.OK, trusted.exit, trusted.out + trusted.err);
  }

  @Test
  void serviceThatFailsIsAnEnvironmentUnlessTheEvidenceBringsItsOwn() throws IOException {
    Enclave enclave = new Enclave();
    Run failed = verify(enclave.options("--collateral", source("pccs")));
    assertEquals(ExitCode.ENVIRONMENT, failed.exit, failed.out + failed.err);
    assertTrue(failed.err.contains(": status 404"), failed.err);
    bodies.put(API + "/tcb", new byte[] {'{'});
    Run unreadable = verify(enclave.options("--collateral", source("pccs")));
    assertEquals(ExitCode.ENVIRONMENT, unreadable.exit, unreadable.out + unreadable.err);
    Run offline = verify(enclave.options("--collateral", source("pccs"), "--offline"));
    assertEquals(ExitCode.ENVIRONMENT, offline.exit);
    assertTrue(offline.err.contains("no server may be asked"), offline.err);
  }

  @Test
  void reportWithoutCertificatesGetsThoseOfItsChip() throws Exception {
    DevelopmentRoot root = DevelopmentRoot.loadOrCreate(folder.resolve("snp"));
    SimulatedSnp machine = SimulatedSnp.milan(root);
    Path evidence = Files.createDirectory(folder.resolve("report"));
    byte[] report = machine.report(Bytes.of(new byte[64]), Bytes.parseHex(HOST_DATA)).toBytes();
    Files.write(evidence.resolve("report.bin"), report);
    CertificateChain chain = CertificateChain.parse(machine.chainPem());
    String chip = Bytes.of(report).slice(0x1a0, 0x1e0).toHex();
    bodies.put("/vcek/v1/Milan/" + chip, chain.leaf().getEncoded());
    bodies.put(
        "/vcek/v1/Milan/cert_chain",
        new CertificateChain(chain.certificates().subList(1, 3))
            .toPem()
            .getBytes(StandardCharsets.US_ASCII));
    bodies.put("/vcek/v1/Milan/crl", root.crl(Instant.now().minusSeconds(60)).toBytes().toArray());
    String[] options = {
      evidence.toString(),
      "--host-data",
      HOST_DATA,
      "--allow-development-root",
      "--root",
      folder.resolve("snp/ark.pem").toString()
    };
    assertEquals(ExitCode.MALFORMED, verify(options).exit);
    List<String> more = new ArrayList<>(List.of(options));
    more.addAll(List.of("--collateral", source("kds")));
    Run trusted = verify(more.toArray(String[]::new));
    if (trusted.exit != ExitCode.OK) {
      // Kept from another run, whose simulated chip has the same id and another key.
      trusted = verify(more.toArray(String[]::new));
    }
    assertEquals(ExitCode.OK, trusted.exit, trusted.out + trusted.err);
    assertTrue(trusted.out.contains("AMD CRL"), trusted.out);
  }

  @Test
  void wrongSourcesAreUsage() throws IOException {
    Enclave enclave = new Enclave();
    for (String source :
        List.of("pccs=ftp://x", "pccs=", "kds=https://u@x", "kds=https://x?a", "tpm", "none")) {
      Run run = verify(enclave.options("--collateral", source));
      assertEquals(ExitCode.USAGE, run.exit, source + ": " + run.err);
    }
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertEquals(
        ExitCode.MALFORMED, verify(enclave.options("--collateral", empty.toString())).exit);
  }

  /// A quote without collateral, of a platform that no other test has.
  private final class Enclave {
    private final Path evidence = Files.createDirectories(folder.resolve("enclave"));
    private final SgxDevelopmentRoot root = SgxDevelopmentRoot.loadOrCreate(folder.resolve("sgx"));
    private final SimulatedSgxPlatform platform;

    Enclave() throws IOException {
      byte[] fmspc = new byte[6];
      new SecureRandom().nextBytes(fmspc);
      platform = SimulatedSgxPlatform.standard().withFmspc(Bytes.of(fmspc));
      SimulatedEnclave enclave =
          SimulatedEnclave.of(Bytes.parseHex(MEASUREMENT), Bytes.parseHex(MEASUREMENT));
      byte[] quote =
          new SimulatedSgx(root, platform).quote(enclave, Bytes.of(new byte[64])).toBytes();
      Files.write(evidence.resolve("quote.dat"), quote);
    }

    void serve(TcbStatus status) throws IOException {
      Instant issued = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60);
      SgxCollateral collateral =
          SimulatedCollateral.of(platform, issued).withStatus(status).sign(root);
      put("/tcb", TcbInfo.toBytes(collateral.tcbInfo().document()), collateral);
      put("/qe/identity", QeIdentity.toBytes(collateral.qeIdentity().document()), collateral);
      put("/pckcrl", collateral.pckCrl().toBytes().toArray(), collateral);
      put("/rootcacrl", collateral.rootCrl().toBytes().toArray(), collateral);
    }

    private void put(String path, byte[] body, SgxCollateral collateral) {
      bodies.put(API + path, body);
      chains.put(
          API + path,
          URLEncoder.encode(collateral.tcbInfo().signer().toPem(), StandardCharsets.US_ASCII)
              .replace("+", "%20"));
    }

    String[] options(String... more) {
      List<String> all = new ArrayList<>(List.of(evidence.toString()));
      all.addAll(List.of("--mrenclave", MEASUREMENT, "--allow-development-root"));
      all.addAll(List.of("--root", folder.resolve("sgx/root.pem").toString()));
      all.addAll(List.of(more));
      return all.toArray(String[]::new);
    }
  }

  private String source(String kind) {
    return "%s=http://127.0.0.1:%d".formatted(kind, server.getAddress().getPort());
  }

  private record Run(int exit, String out, String err) {}

  private static Run verify(String... arguments) {
    List<String> all = new ArrayList<>(List.of("verify"));
    all.addAll(List.of(arguments));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Main.run(
            new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
    return new Run(exit, out.toString(), err.toString());
  }
}
