package coffer.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.simulator.SimulatedPlatform;
import coffer.simulator.SimulatedSnp;
import coffer.snp.SnpProduct;
import coffer.snp.SnpReport;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// OpenSSL's opinion of what the simulated hardware makes.
class EvidenceToolsIT {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(SnpProduct.class)
  void opensslVerifiesTheChainStrictly(SnpProduct product) throws Exception {
    List<String> pems = pems(Simulated.machine(product).chainPem());
    Path leaf = write("leaf.pem", pems.get(0));
    Path ask = write("ask.pem", pems.get(1));
    Path ark = write("ark.pem", pems.get(2));
    String time = Long.toString(Simulated.NOW.getEpochSecond());
    assertOk(
        "openssl",
        "verify",
        "-x509_strict",
        "-attime",
        time,
        "-CAfile",
        ark.toString(),
        ask.toString());
    assertOk(
        "openssl",
        "verify",
        "-attime",
        time,
        "-CAfile",
        ark.toString(),
        "-untrusted",
        ask.toString(),
        leaf.toString());
    String text = run("openssl", "x509", "-in", leaf.toString(), "-noout", "-text");
    assertTrue(text.contains("rsassaPss"), text);
    assertTrue(text.contains("Salt Length: 0x30"), text);
    assertTrue(text.contains("1.3.6.1.4.1.3704.1.3.8"), text);
    assertTrue(text.contains("NOT HARDWARE"), text);
  }

  @Test
  void opensslVerifiesTheReportsSignature() throws Exception {
    SimulatedSnp machine = Simulated.machine(SimulatedPlatform.of(SnpProduct.TURIN));
    SnpReport report = machine.report(Simulated.DATA, Simulated.IDENTITY);
    Path leaf = write("leaf.pem", pems(machine.chainPem()).getFirst());
    Path key =
        write("key.pem", run("openssl", "x509", "-in", leaf.toString(), "-noout", "-pubkey"));
    Path signed = Files.write(folder.resolve("signed"), report.signed().toArray());
    Path signature = Files.write(folder.resolve("signature"), der(report.signature().toP1363()));
    assertOk(
        "openssl",
        "dgst",
        "-sha384",
        "-verify",
        key.toString(),
        "-signature",
        signature.toString(),
        signed.toString());
  }

  /// `SEQUENCE { INTEGER r, INTEGER s }`, which OpenSSL reads.
  private static byte[] der(byte[] p1363) {
    String r = integer(Arrays.copyOf(p1363, 48));
    String s = integer(Arrays.copyOfRange(p1363, 48, 96));
    return Bytes.parseHex("30%02x%s%s".formatted((r.length() + s.length()) / 2, r, s)).toArray();
  }

  private static String integer(byte[] unsigned) {
    Bytes content = Bytes.of(new BigInteger(1, unsigned).toByteArray());
    return "02%02x%s".formatted(content.length(), content);
  }

  private static List<String> pems(byte[] chain) {
    String end = "-----END CERTIFICATE-----\n";
    return Arrays.stream(new String(chain, StandardCharsets.US_ASCII).split("(?<=" + end + ")"))
        .toList();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static void assertOk(String... command) throws Exception {
    String out = run(command);
    assertTrue(out.contains("OK"), out);
  }

  private static String run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return out;
  }
}
