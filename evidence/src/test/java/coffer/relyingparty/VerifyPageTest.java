package coffer.relyingparty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.evidence.Check;
import coffer.evidence.SnpEvidence;
import coffer.evidence.TrustRoots;
import coffer.evidence.Verdict;
import coffer.evidence.token.AttestationToken;
import coffer.identity.Identity;
import coffer.identity.WantedIdentity;
import coffer.simulator.DevelopmentRoot;
import coffer.simulator.SimulatedGuest;
import coffer.simulator.SimulatedSnp;
import coffer.snp.ReportData;
import coffer.testkit.Vectors;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compiles the code of docs/how-to/verify.md, and runs it.
class VerifyPageTest {
  private static final Bytes IDENTITY = Bytes.parseHex("a1".repeat(32));

  @TempDir Path folder;

  private Class<?> gate() throws Exception {
    String page = Files.readString(Vectors.checkout().resolve("docs/how-to/verify.md"));
    Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertTrue(block.find());
    Path source = Files.writeString(folder.resolve("Gate.java"), block.group(1));
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-proc:none",
                "-d",
                folder.toString(),
                source.toString());
    assertEquals(0, exit);
    URLClassLoader loader =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, VerifyPageTest.class.getClassLoader());
    return loader.loadClass("Gate");
  }

  private static byte[] identity(Bytes hostData) {
    return new Identity("n", hostData, "", List.of(), List.of()).toBytes();
  }

  @Test
  void theCodeOfThePageJudges() throws Exception {
    DevelopmentRoot root = DevelopmentRoot.loadOrCreate(folder.resolve("root"));
    SimulatedSnp machine = SimulatedSnp.milan(root);
    byte[] data = "{\"nonce\":\"n-1\"}".getBytes(StandardCharsets.UTF_8);
    Path evidence = Files.createDirectory(folder.resolve("evidence"));
    byte[] report = machine.report(ReportData.of(data), SimulatedGuest.of(IDENTITY)).toBytes();
    Files.write(evidence.resolve("report.bin"), report);
    Files.write(evidence.resolve("chain.pem"), machine.chainPem());
    TrustRoots roots = TrustRoots.hardware().withDevelopmentRoot(root.certificate());
    var judge =
        gate()
            .getMethod(
                "folder", Path.class, byte[].class, TrustRoots.class, byte[].class, String.class);
    Object good = judge.invoke(null, evidence, identity(IDENTITY), roots, data, "n-1");
    assertTrue(good instanceof Verdict.Trusted, good::toString);
    Object bad =
        judge.invoke(null, evidence, identity(Bytes.parseHex("b2".repeat(32))), roots, data, "n-2");
    assertEquals(
        List.of("report.host_data", "report.nonce"),
        ((Verdict) bad).findings().stream().map(Check::id).toList());
    otherKind(SnpEvidence.parse(report, machine.chainPem()), roots);
  }

  private static void otherKind(SnpEvidence evidence, TrustRoots roots) {
    RelyingParty party =
        RelyingParty.wanting(
                new WantedIdentity(null, new WantedIdentity.Enclave(IDENTITY, null, null, null)))
            .trusting(roots);
    assertEquals(
        List.of("evidence.kind"),
        party.judge(evidence, Instant.now()).findings().stream().map(Check::id).toList());
  }

  @Test
  void tokensWantAnIssuer() {
    RelyingParty party = RelyingParty.wanting(new WantedIdentity(IDENTITY, null));
    AttestationToken token = AttestationToken.parse("e30.e30.");
    assertThrows(IllegalStateException.class, () -> party.judge(token, Instant.now()));
  }

  @Test
  void theCodeOfThePageRefusesATokenThatIsNotSigned() throws Exception {
    var opens = gate().getMethod("opens", String.class, byte[].class, String.class, byte[].class);
    byte[] none = "{\"keys\":[]}".getBytes(StandardCharsets.UTF_8);
    assertEquals(false, opens.invoke(null, "e30.e30.", identity(IDENTITY), "https://a.test", none));
  }
}
