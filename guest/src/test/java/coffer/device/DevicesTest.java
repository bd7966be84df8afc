package coffer.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.snp.SecurityContext;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicesTest {
  private static final Bytes DATA = Bytes.parseHex("ab".repeat(64));

  @TempDir Path root;

  /// The numbers that the drivers' headers come to.
  @Test
  void requestsHaveTheNumbersOfTheDrivers() {
    assertEquals(3_223_343_872L, SevGuestDevice.GET_REPORT);
    assertEquals(3_223_868_161L, SevDevice.GUEST_MESSAGE);
    assertEquals(0x80047307L, OcclumDevice.QUOTE_SIZE);
    assertEquals(0xc0187308L, OcclumDevice.GENERATE_QUOTE);
  }

  @Test
  void argumentsHaveTheLayoutsOfTheDrivers() {
    assertEquals(
        "0100000000000000" + "8877665544332211" + "8070605040302010" + "0000000000000000",
        hex(SevGuestDevice.Argument.of(0x1122334455667788L, 0x1020304050607080L)));
    assertEquals(
        "0506010060000000"
            + "8877665544332211"
            + "0005000000000000"
            + "8070605040302010"
            + "0000000000000000",
        hex(SevDevice.Argument.of(0x1122334455667788L, 0x1020304050607080L)));
    assertEquals(
        "0100000000000000" + "0200000000000000" + "0300000000000000",
        hex(OcclumDevice.argument(1, 2, 3)));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void aRequestIsReportDataAndLevel() {
    byte[] request = SnpMessages.request(DATA, 3);
    assertEquals("ab".repeat(64) + "03000000" + "00".repeat(28), hex(request));
    assertThrows(MalformedException.class, () -> SnpMessages.request(Bytes.of(new byte[32]), 0));
  }

  private static byte[] response(int status, int size) {
    byte[] response = new byte[SnpMessages.RESPONSE_LENGTH];
    response[0] = (byte) status;
    response[4] = (byte) size;
    response[5] = (byte) (size >>> 8);
    Arrays.fill(response, 32, 32 + 1184, (byte) 7);
    return response;
  }

  @Test
  void theReportIsBehindTheHeaderOfTheResponse() {
    assertEquals(Bytes.parseHex("07".repeat(1184)), SnpMessages.report(response(0, 1184)));
    assertTrue(refused(response(0x16, 1184)).contains("found 0x16 (invalid parameters"));
    assertTrue(refused(response(1, 1184)).endsWith("status 0 wanted, found 0x1"));
    assertTrue(refused(response(0, 1183)).contains("1184 bytes wanted, found 1183"));
    assertTrue(refused(new byte[1215]).contains("1216 bytes wanted, found 1215"));
  }

  private static String refused(byte[] response) {
    return message(assertThrows(MalformedException.class, () -> SnpMessages.report(response)));
  }

  @FuzzTest
  void anyResponseIsReadOrRefused(byte[] response) {
    try {
      assertEquals(1184, SnpMessages.report(response).length());
    } catch (MalformedException e) {
      assertTrue(e.getMessage().startsWith("response: "), e::getMessage);
    }
  }

  @Test
  void aFileThatIsNoDeviceIsNamedWithWhatTheKernelSays() throws IOException {
    for (SnpDriver device :
        new SnpDriver[] {
          new SevGuestDevice(Files.createFile(root.resolve("sev-guest"))),
          new SevDevice(Files.createFile(root.resolve("sev")))
        }) {
      DeviceException refused = assertThrows(DeviceException.class, () -> device.report(DATA));
      assertEquals(25, refused.errno(), refused::getMessage);
      assertTrue(message(refused).startsWith(device.path() + ": "), refused::getMessage);
      assertTrue(message(refused).endsWith("Inappropriate ioctl for device"));
    }
    QuoteDevice occlum = new OcclumDevice(Files.createFile(root.resolve("sgx")));
    DeviceException refused = assertThrows(DeviceException.class, () -> occlum.quote(DATA));
    assertTrue(message(refused).contains("sgx: size of a quote: "), refused::getMessage);
    SnpDevice missing = new SevGuestDevice(root.resolve("missing"));
    assertTrue(
        assertThrows(DeviceException.class, () -> missing.report(DATA))
            .toString()
            .endsWith("missing: open: No such file or directory"));
  }

  @Test
  void whatFirmwareAndHypervisorSayIsTold() {
    DeviceException failure =
        new DeviceException("/dev/sev-guest: SNP_GET_REPORT: Input/output error", 5);
    assertEquals(failure, FirmwareError.of(failure, 0));
    DeviceException refused = FirmwareError.of(failure, 0x16);
    assertTrue(message(refused).endsWith("error; firmware 0x16, hypervisor 0x0"));
    assertEquals(5, refused.errno());
    DeviceException busy = FirmwareError.of(failure, 2L << 32);
    assertTrue(busy.isTransient());
    assertTrue(message(busy).endsWith("hypervisor 0x2 (too many requests; wait a while)"));
  }

  @Test
  void onlyABusyDeviceIsAskedAgain() throws IOException {
    int[] calls = {0};
    Attempts attempts = Attempts.of(Duration.ZERO);
    assertEquals(
        "report",
        attempts.run(
            () -> {
              if (++calls[0] < 3) {
                throw new DeviceException("busy", DeviceException.EAGAIN);
              }
              return "report";
            }));
    assertEquals(3, calls[0]);
    assertThrows(
        DeviceException.class,
        () ->
            attempts.run(
                () -> {
                  calls[0]++;
                  throw new DeviceException("no", 25);
                }));
    assertEquals(4, calls[0]);
    assertThrows(
        DeviceException.class,
        () ->
            attempts.run(
                () -> {
                  calls[0]++;
                  throw new DeviceException("busy", DeviceException.EBUSY);
                }));
    assertEquals(7, calls[0]);
  }

  @Test
  void devicesAreFoundByTheirNames() throws IOException {
    Devices devices = new Devices(root);
    assertEquals(Optional.empty(), devices.snp());
    assertEquals(Optional.empty(), devices.quotes());
    Path dev = Files.createDirectories(root.resolve("dev"));
    Files.createDirectories(dev.resolve("sgx"));
    assertEquals(Optional.empty(), devices.quotes());
    Files.createFile(dev.resolve("sev"));
    assertInstanceOf(SevDevice.class, devices.snp().orElseThrow());
    Files.createFile(dev.resolve("sev-guest"));
    assertInstanceOf(SevGuestDevice.class, devices.snp().orElseThrow());
    Files.delete(dev.resolve("sgx"));
    Files.createFile(dev.resolve("sgx"));
    assertInstanceOf(OcclumDevice.class, devices.quotes().orElseThrow());
    Files.writeString(
        Files.createDirectories(dev.resolve("attestation")).resolve("attestation_type"), "dcap");
    assertInstanceOf(GramineDevice.class, devices.quotes().orElseThrow());
  }

  @Test
  void gramineIsToldTheReportDataFirst() throws IOException {
    Files.writeString(root.resolve("attestation_type"), "dcap\n");
    Files.write(root.resolve("user_report_data"), new byte[64]);
    Files.write(root.resolve("quote"), new byte[] {3, 0, 2});
    assertEquals(Bytes.of(new byte[] {3, 0, 2}), new GramineDevice(root).quote(DATA));
    assertArrayEquals(DATA.toArray(), Files.readAllBytes(root.resolve("user_report_data")));
    Files.write(root.resolve("quote"), new byte[0]);
    assertTrue(gramine().endsWith("wanted, found none"));
    Files.writeString(root.resolve("attestation_type"), "none");
    assertTrue(gramine().contains("'dcap' wanted, found 'none'; set sgx.remote_attestation"));
  }

  private String gramine() {
    return message(assertThrows(DeviceException.class, () -> new GramineDevice(root).quote(DATA)));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theSecurityContextIsFoundInThisOrder() throws IOException {
    assertEquals(null, SecurityContextFolder.read(root, Map.of()).policy());
    Map<String, String> older = Map.of("UVM_SECURITY_POLICY", base64("from a variable"));
    assertEquals("from a variable", policy(older));
    context("opt/confidential-containers/share/kata-containers", "virtual node");
    assertEquals("virtual node", policy(older));
    context("security-context-2", "second");
    context("security-context-1", "first");
    assertEquals("first", policy(older));
    context("named", "named");
    assertEquals("named", policy(Map.of("UVM_SECURITY_CONTEXT_DIR", "/named")));
    Files.writeString(root.resolve("named").resolve(SecurityContext.POLICY), "no base64!");
    Map<String, String> named = Map.of("UVM_SECURITY_CONTEXT_DIR", "/named");
    MalformedException refused = assertThrows(MalformedException.class, () -> policy(named));
    assertTrue(message(refused).startsWith(root.resolve("named") + ": security context: "));
  }

  private void context(String folder, String policy) throws IOException {
    Path made = Files.createDirectories(root.resolve(folder));
    Files.writeString(made.resolve(SecurityContext.POLICY), base64(policy) + "\n");
  }

  private String policy(Map<String, String> environment) throws IOException {
    Bytes policy = SecurityContextFolder.read(root, environment).policy();
    return policy == null ? "" : new String(policy.toArray(), StandardCharsets.UTF_8);
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
