package coffer.skr;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.device.Devices;
import coffer.snp.SecurityContext;
import coffer.snp.SnpReport;
import coffer.snp.TcbVersion;
import coffer.snp.ThimDocument;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The search for hardware, on a machine that has none.
class DeviceReportsTest {
  @TempDir Path root;

  @Test
  void aDeviceThatRefusesIsNamed() throws IOException {
    Files.createFile(Files.createDirectories(root.resolve("dev")).resolve("sev-guest"));
    ReportSource source = GuestReports.find(new Devices(root), Map.of(), Map.of()).orElseThrow();
    IOException refused =
        assertThrows(IOException.class, () -> source.report(Bytes.of(new byte[64])));
    assertTrue(message(refused).contains("dev/sev-guest: SNP_GET_REPORT"), refused::getMessage);
  }

  private static final String OLD = "db18000000000004";
  private static final String NEW = "dc18000000000004";

  private int reports;

  /// A report that says the TCB version of the call's turn.
  private Bytes report(Bytes reportData, String... tcbs) {
    byte[] report = new byte[SnpReport.LENGTH];
    report[0] = 2;
    report[0x34] = 1;
    System.arraycopy(reportData.toArray(), 0, report, 0x50, 64);
    Bytes tcb = TcbVersion.parse(tcbs[Math.min(reports++, tcbs.length - 1)]).toBytes();
    System.arraycopy(tcb.toArray(), 0, report, 0x180, 8);
    return Bytes.of(report);
  }

  private static ThimDocument certificates(String tcb) {
    return new ThimDocument("LEAF of " + tcb + "\n", TcbVersion.parse(tcb), "CHAIN", "86400");
  }

  private static SecurityContext context(String tcb) {
    return new SecurityContext(
        null, tcb.isEmpty() ? null : certificates(tcb), Bytes.of("e".getBytes(UTF_8)));
  }

  private GuestEvidence ask(SecurityContext context, byte[] thim, String... tcbs)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/metadata/THIM/amd/certification",
        exchange -> {
          boolean right = "true".equals(exchange.getRequestHeaders().getFirst("Metadata"));
          exchange.sendResponseHeaders(right && thim.length > 0 ? 200 : 404, 0);
          exchange.getResponseBody().write(thim);
          exchange.close();
        });
    server.start();
    try {
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      HttpDocuments http =
          new HttpDocuments(
              Map.of("169.254.169.254", address), Trust.with(List.of()), Duration.ofSeconds(5));
      return new DeviceReports(data -> report(data, tcbs), context, http)
          .report(Bytes.of(new byte[64]));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void theContextsCertificatesGoWithTheReport() throws IOException {
    GuestEvidence evidence = ask(context(OLD), new byte[0], OLD);
    assertEquals("LEAF of " + OLD + "\nCHAIN", evidence.chainPem());
    assertEquals(OLD, evidence.endorsedTcb().toString().toLowerCase(Locale.ROOT));
    assertEquals(Bytes.of("e".getBytes(UTF_8)), evidence.uvmEndorsement());
    assertEquals(1, reports);
  }

  @Test
  void newCertificatesAreAskedOfTheMachine() throws IOException {
    for (String had : List.of("", OLD)) {
      reports = 0;
      GuestEvidence evidence = ask(context(had), certificates(NEW).toBytes(), NEW);
      assertEquals("LEAF of " + NEW + "\nCHAIN", evidence.chainPem());
      assertEquals(2, reports);
    }
  }

  @Test
  void certificatesOfAnotherTcbAreNotShown() {
    String found =
        message(
                assertThrows(
                    IOException.class, () -> ask(context(OLD), certificates(OLD).toBytes(), NEW)))
            .toLowerCase(Locale.ROOT);
    assertTrue(
        found.startsWith("certificates for tcb " + NEW + " wanted, thim has those for " + OLD),
        found);
    String missing =
        message(assertThrows(IOException.class, () -> ask(context(""), new byte[0], NEW)));
    assertTrue(
        missing.startsWith("the security context has no certificates, and THIM gives none: "),
        missing);
    assertThrows(IOException.class, () -> ask(context(""), "{}".getBytes(UTF_8), NEW));
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
