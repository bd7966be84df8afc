package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.identity.Identity;
import coffer.json.Json;
import coffer.simulator.DevelopmentRoot;
import coffer.simulator.SimulatedSnp;
import coffer.snp.ReportData;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
  private static final Bytes IDENTITY = Bytes.parseHex("a1".repeat(32));

  @TempDir static Path folder;
  private static Path root;
  private static Path good;
  private static Path broken;

  @BeforeAll
  static void makeEvidence() throws IOException {
    DevelopmentRoot development = DevelopmentRoot.loadOrCreate(folder.resolve("root"));
    root = folder.resolve("root").resolve("ark.pem");
    SimulatedSnp machine = SimulatedSnp.milan(development);
    Bytes data = ReportData.of("n-1".getBytes(StandardCharsets.UTF_8));
    good = Files.createDirectory(folder.resolve("good"));
    Files.write(good.resolve("report.bin"), machine.report(data, IDENTITY).toBytes());
    Files.write(good.resolve("chain.pem"), machine.chainPem());
    broken = Files.createDirectory(folder.resolve("broken"));
    Files.write(broken.resolve("report.bin"), new byte[7]);
    Files.write(broken.resolve("chain.pem"), machine.chainPem());
  }

  @Test
  void trustedEvidenceIsATableOfEightyColumns() {
    Run run = verify("--host-data", IDENTITY.toHex(), "--nonce", "n-1", good.toString());
    assertEquals(ExitCode.OK, run.exit, run.out);
    assertTrue(run.out.contains("verdict: trusted (development root)"), run.out);
    assertTrue(run.out.contains("not checked\n    - minimum TCB:"), run.out);
    run.out
        .lines()
        .filter(line -> !line.startsWith("/"))
        .forEach(line -> assertTrue(line.length() <= 80, line));
  }

  @Test
  void findingShowsWhatWasWantedAndFoundAsAWhole() {
    Run run = verify("--host-data", "b2".repeat(32), good.toString());
    assertEquals(ExitCode.REJECTED, run.exit);
    String joined = run.out.replaceAll("\\s", "");
    assertTrue(joined.contains("FAILEDhost_datawanted" + "b2".repeat(32)), run.out);
    assertTrue(joined.contains("found" + IDENTITY.toHex()), run.out);
  }

  @Test
  void jsonIsALineForEachFolderInOrder() {
    Run run = verify("--json", good.toString(), broken.toString(), folder.toString());
    assertEquals(ExitCode.MALFORMED, run.exit);
    List<Json.Obj> lines =
        run.out
            .lines()
            .map(line -> Json.parseObject(line.getBytes(StandardCharsets.UTF_8)))
            .toList();
    assertEquals(
        List.of("trusted", "malformed", "malformed"),
        lines.stream().map(line -> line.string("verdict")).toList());
    assertEquals(good.toString(), lines.getFirst().string("evidence"));
    assertEquals("development root", lines.getFirst().string("root"));
    assertEquals(List.of(), lines.getFirst().list("findings"));
    Json.Obj report = lines.getFirst().object("facts").object("report");
    assertEquals(IDENTITY.toHex(), report.string("host_data"));
    assertFalse(lines.get(1).list("findings").isEmpty());
  }

  @Test
  void developmentRootIsRefusedUnlessAllowed() {
    Run run = run("verify", "--root", root.toString(), good.toString());
    assertEquals(ExitCode.REJECTED, run.exit);
    assertTrue(run.out.replaceAll("\\s+", " ").contains("which is not allowed here"), run.out);
  }

  @Test
  void identityFileIsWhatIsWanted() throws IOException {
    Path file = folder.resolve("identity.json");
    Files.write(file, new Identity("n", IDENTITY, "", List.of(), List.of()).toBytes());
    assertEquals(ExitCode.OK, verify("--identity", file.toString(), good.toString()).exit);
    Files.write(
        file, new Identity("n", Bytes.of(new byte[32]), "", List.of(), List.of()).toBytes());
    assertEquals(ExitCode.REJECTED, verify("--identity", file.toString(), good.toString()).exit);
  }

  @Test
  void runtimeDataMustHoldTheNonce() throws IOException {
    Path data = Files.writeString(folder.resolve("data"), "n-1");
    assertEquals(
        ExitCode.OK,
        verify("--runtime-data", data.toString(), "--nonce", "n", good.toString()).exit);
    assertEquals(
        ExitCode.REJECTED,
        verify("--runtime-data", data.toString(), "--nonce", "m", good.toString()).exit);
  }

  @Test
  void timeIsAParameter() {
    assertEquals(ExitCode.REJECTED, verify("--at", "2001-01-01T00:00:00Z", good.toString()).exit);
    assertEquals(ExitCode.USAGE, verify("--at", "yesterday", good.toString()).exit);
  }

  @Test
  void wrongOptionsAreUsageErrors() {
    assertEquals(ExitCode.USAGE, run("verify").exit);
    assertEquals(ExitCode.USAGE, verify("--host-data", "ab", good.toString()).exit);
    assertEquals(
        ExitCode.USAGE,
        verify("--host-data", IDENTITY.toHex(), "--identity", "x", good.toString()).exit);
    assertEquals(ExitCode.ENVIRONMENT, verify("--identity", "/nowhere/x", good.toString()).exit);
  }

  private record Run(int exit, String out) {}

  private static Run verify(String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("verify", "--allow-development-root", "--root", root.toString()));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new));
  }

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    int exit =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(new StringWriter()))
            .execute(arguments);
    return new Run(exit, out.toString());
  }
}
