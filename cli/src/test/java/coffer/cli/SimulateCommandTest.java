package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Simulated evidence goes through folders into the verdicts that are asked for.
class SimulateCommandTest {
  private static final String SOME_HASH = "c0".repeat(32);

  @TempDir Path folder;

  private CommandRun simulate(String kind, String... options) {
    List<String> all = new ArrayList<>(List.of("simulate", kind, folder.toString()));
    all.addAll(List.of(options));
    CommandRun run = CommandRun.of(all.toArray(String[]::new));
    assertTrue(run.exit() != 0 || run.err().startsWith("simulated, not hardware"), run::toString);
    return run;
  }

  private CommandRun verify(String... options) {
    List<String> all = new ArrayList<>(List.of("verify", "--json", folder.toString()));
    all.addAll(List.of(options));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private static Json.Obj json(CommandRun run) {
    return Json.parseObject(run.out().strip().getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Milan", "genoa", "TURIN"})
  void everyProductIsTrustedUnderTheDevelopmentRootAlone(String product) {
    simulate("snp", "--product", product, "--host-data", SOME_HASH, "--nonce", "n-1");
    CommandRun trusted =
        verify("--allow-development-root", "--host-data", SOME_HASH, "--nonce", "n-1");
    assertEquals(0, trusted.exit(), trusted::toString);
    assertEquals("trusted", json(trusted).string("verdict"));
    assertEquals(1, verify("--host-data", SOME_HASH).exit());
    assertEquals(1, verify("--allow-development-root", "--nonce", "n-2").exit());
    assertEquals(1, verify("--allow-development-root", "--host-data", "c1".repeat(32)).exit());
  }

  @Test
  void aGuestCanBeOfAnyKind() {
    simulate("snp", "--vlek", "--report-version", "2", "--uvm-svn", "99");
    assertEquals(0, verify("--allow-development-root").exit());
    CommandRun old = verify("--allow-development-root", "--minimum-uvm-svn", "100");
    assertEquals(1, old.exit(), old::toString);
    simulate("snp", "--debuggable");
    assertEquals(1, verify("--allow-development-root").exit());
    assertEquals(0, verify("--allow-development-root", "--allow-debug").exit());
    simulate("snp", "--vmpl", "1");
    assertEquals(1, verify("--allow-development-root").exit());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UpToDate",
        "SWHardeningNeeded",
        "ConfigurationNeeded",
        "ConfigurationAndSWHardeningNeeded",
        "OutOfDate",
        "OutOfDateConfigurationNeeded",
        "Revoked"
      })
  void everyStatusOfAnEnclavesMachineIsJudged(String status) {
    simulate("sgx", "--status", status, "--advisory", "INTEL-SA-00615", "--mrenclave", SOME_HASH);
    CommandRun run = verify("--allow-development-root");
    assertEquals(status.equals("UpToDate") ? 0 : 1, run.exit(), run::toString);
    assertTrue(run.out().contains("\"" + status + "\""), run::toString);
    assertTrue(run.out().contains(SOME_HASH), run::toString);
  }

  @Test
  void anEnclaveCanBeOfAnyKind() {
    simulate("sgx", "--platform-ca", "--qe-status", "OutOfDate");
    assertEquals(1, verify("--allow-development-root").exit());
    simulate("sgx", "--platform-ca", "--prod-id", "7", "--svn", "9");
    assertEquals(0, verify("--allow-development-root").exit());
    simulate("sgx", "--debuggable");
    assertEquals(1, verify("--allow-development-root").exit());
  }

  @Test
  void whatCannotBeSimulatedIsAMistakeOfUse() {
    for (String[] wrong :
        new String[][] {
          {"snp", "--product", "Rome"},
          {"snp", "--host-data", "c0"},
          {"snp", "--report-version", "4"},
          {"snp", "--tcb", "x"},
          {"snp", "--nonce", "a", "--report-data", "00"},
          {"sgx", "--status", "Fine"},
          {"sgx", "--svn", "65536"}
        }) {
      String[] options = java.util.Arrays.copyOfRange(wrong, 1, wrong.length);
      CommandRun run = simulate(wrong[0], options);
      assertEquals(ExitCode.USAGE, run.exit(), run::toString);
    }
  }

  @Test
  void aMachineWithoutATeeSaysWhatWasLookedFor() {
    CommandRun report = CommandRun.of("guest", "report");
    assertEquals(ExitCode.ENVIRONMENT, report.exit(), report::toString);
    assertTrue(report.err().contains("looked for /dev/sev-guest, /dev/sev"), report::toString);
    CommandRun quote = CommandRun.of("guest", "quote");
    assertEquals(ExitCode.ENVIRONMENT, quote.exit(), quote::toString);
    assertTrue(
        quote.err().contains("looked for /dev/attestation, /dev/sgx and /dev/sgx-simulator"),
        quote::toString);
  }
}
