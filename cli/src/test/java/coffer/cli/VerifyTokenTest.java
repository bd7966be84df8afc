package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.identity.Identity;
import coffer.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tokens and evidence of services that run here, judged by commands.
class VerifyTokenTest {
  @TempDir static Path folder;

  private static LocalServices services;
  private static Path token;
  private static Path identity;

  @BeforeAll
  static void start() throws IOException {
    services = new LocalServices(folder);
    token = Files.writeString(folder.resolve("t.jwt"), services.token("n-1") + "\n");
    identity = folder.resolve("identity.json");
    Files.write(
        identity, new Identity("n", LocalServices.IDENTITY, "", List.of(), List.of()).toBytes());
  }

  @AfterAll
  static void stop() {
    services.close();
  }

  private static CommandRun run(String command, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                command,
                "--allow-development-root",
                "--root",
                services.root.toString(),
                "--ca",
                services.authority.toString()));
    all.addAll(List.of(arguments));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private static CommandRun byAuthority(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--authority", services.issuer));
    all.addAll(List.of(arguments));
    return run("verify", all.toArray(String[]::new));
  }

  @Test
  void aTokenOfTheAuthorityIsTrusted() {
    CommandRun run =
        byAuthority(
            "--identity",
            identity.toString(),
            "--nonce",
            "n-1",
            "--max-age",
            "5m",
            "--minimum-uvm-svn",
            "100",
            token.toString());
    assertEquals(ExitCode.OK, run.exit(), run.out() + run.err());
    assertTrue(
        run.out()
            .replaceAll("\\s+", " ")
            .contains("trusted (development issuer " + services.issuer + ")"),
        run.out());
    run.out()
        .lines()
        .filter(line -> !line.startsWith("/"))
        .forEach(line -> assertTrue(line.length() <= 80, line));
  }

  @Test
  void everyWishThatIsNotMetIsAFinding() {
    CommandRun run =
        byAuthority(
            "--json",
            "--host-data",
            "b2".repeat(32),
            "--nonce",
            "n-2",
            "--measurement",
            "00".repeat(48),
            "--accept-compliance",
            "azure-compliant-cvm",
            "--issuer",
            "https://other.test",
            "--at",
            Instant.now().plusSeconds(9 * 3600).toString(),
            "--max-age",
            "8h",
            token.toString());
    assertEquals(ExitCode.REJECTED, run.exit(), run.out());
    Json.Obj judged = Json.parseObject(run.out().getBytes(StandardCharsets.UTF_8));
    assertEquals(
        List.of(
            "token.issuer",
            "token.expiry",
            "claims.age",
            "claims.compliance",
            "claims.host_data",
            "claims.measurement",
            "claims.nonce"),
        judged.list("findings").stream().map(each -> ((Json.Obj) each).string("id")).toList());
    assertFalse(judged.list("notChecked").isEmpty());
    assertEquals(
        LocalServices.IDENTITY.toHex(),
        judged.object("facts").object("claims").string("x-ms-sevsnpvm-hostdata"));
  }

  @Test
  void keysFromAFileAskNobody() throws IOException {
    Path seen = folder.resolve("seen");
    assertEquals(
        ExitCode.OK,
        run("attest", services.url(), "--authority", services.issuer, "--out", seen.toString())
            .exit());
    String keys = seen.resolve("jwks.json").toString();
    CommandRun run = run("verify", "--jwks", keys, "--issuer", services.issuer, token.toString());
    assertEquals(ExitCode.OK, run.exit(), run.out() + run.err());
    CommandRun without = run("verify", "--jwks", keys, token.toString());
    assertEquals(ExitCode.OK, without.exit(), without.out());
    assertTrue(without.out().contains("issuer: none was given"), without.out());
    CommandRun both =
        run("verify", "--jwks", keys, "--authority", services.issuer, token.toString());
    assertEquals(ExitCode.USAGE, both.exit(), both.err());
    Path broken = Files.writeString(folder.resolve("broken.json"), "{\"keys\":[{}]}");
    CommandRun malformed = run("verify", "--jwks", broken.toString(), token.toString());
    assertEquals(ExitCode.MALFORMED, malformed.exit());
    assertTrue(malformed.err().contains("broken.json: keys[0]"), malformed.err());
  }

  @Test
  void developmentKeysAreRefusedUnlessAllowed() {
    CommandRun run =
        CommandRun.of(
            "verify",
            "--ca",
            services.authority.toString(),
            "--authority",
            services.issuer,
            token.toString());
    assertEquals(ExitCode.REJECTED, run.exit(), run.out() + run.err());
    assertTrue(run.out().contains("a development key"), run.out());
  }

  @Test
  void aTokenWithoutAuthorityIsAUsageErrorAndNoTokenIsMalformed() throws IOException {
    CommandRun run = run("verify", token.toString());
    assertEquals(ExitCode.USAGE, run.exit());
    assertTrue(run.err().contains("--authority"), run.err());
    Path text = Files.writeString(folder.resolve("text"), "no token");
    CommandRun malformed = byAuthority(text.toString());
    assertEquals(ExitCode.MALFORMED, malformed.exit());
    assertTrue(malformed.out().contains("3 parts wanted"), malformed.out());
    assertEquals(ExitCode.USAGE, byAuthority("--max-age", "soon", token.toString()).exit());
  }

  @Test
  void anAuthorityThatDoesNotAnswerOrIsNotTrustedIsTheEnvironments() {
    assertEquals(
        ExitCode.ENVIRONMENT,
        run("verify", "--authority", "https://localhost:1", token.toString()).exit());
    assertEquals(
        ExitCode.ENVIRONMENT,
        CommandRun.of("verify", "--authority", services.issuer, token.toString()).exit());
    assertEquals(
        ExitCode.ENVIRONMENT,
        run("verify", "--authority", services.issuer + "/", token.toString()).exit());
    assertEquals(
        ExitCode.ENVIRONMENT,
        run("verify", "--authority", "http://attest.example.com", token.toString()).exit());
  }

  @Test
  void attestationIsJudgedKeptAndJudgedAgain() throws IOException {
    Path kept = folder.resolve("kept");
    CommandRun run =
        run(
            "attest",
            services.url(),
            "--identity",
            identity.toString(),
            "--authority",
            services.issuer,
            "--minimum-uvm-svn",
            "100",
            "--out",
            kept.toString());
    assertEquals(ExitCode.OK, run.exit(), run.out() + run.err());
    assertEquals(2, run.out().lines().filter(line -> line.contains("verdict: trusted")).count());
    CommandRun again =
        run(
            "verify",
            "--json",
            "--identity",
            identity.toString(),
            "--jwks",
            kept.resolve("jwks.json").toString(),
            "--issuer",
            services.issuer,
            "--nonce",
            nonce(kept),
            "--minimum-uvm-svn",
            "100",
            kept.toString());
    assertEquals(ExitCode.OK, again.exit(), again.out() + again.err());
    List<Json.Obj> lines =
        again
            .out()
            .lines()
            .map(line -> Json.parseObject(line.getBytes(StandardCharsets.UTF_8)))
            .toList();
    Json.Obj verdicts = Json.parseObject(Files.readAllBytes(kept.resolve("verdicts.json")));
    for (int i = 0; i < 2; i++) {
      assertEquals(
          ids(((Json.Obj) verdicts.list("verdicts").get(i))), ids(lines.get(i)), "judgement " + i);
    }
    CommandRun other = run("verify", "--nonce", "another", kept.toString());
    assertEquals(ExitCode.REJECTED, other.exit(), other.out());
    assertEquals(
        ExitCode.ENVIRONMENT, run("attest", services.url(), "--out", kept.toString()).exit());
  }

  private static List<String> ids(Json.Obj judged) {
    return judged.list("checks").stream().map(each -> ((Json.Obj) each).string("id")).toList();
  }

  private static String nonce(Path kept) throws IOException {
    return Json.parseObject(Files.readAllBytes(kept.resolve("verdicts.json"))).string("nonce");
  }

  @Test
  void aUrlIsEvidenceToo() {
    CommandRun run = run("verify", "--identity", identity.toString(), services.url());
    assertEquals(ExitCode.OK, run.exit(), run.out() + run.err());
    CommandRun wrong = run("verify", "--host-data", "b2".repeat(32), services.url() + "/");
    assertEquals(ExitCode.REJECTED, wrong.exit(), wrong.out());
    CommandRun tokenOnly = byAuthority(services.url() + "/attest/maa");
    assertEquals(ExitCode.OK, tokenOnly.exit(), tokenOnly.out() + tokenOnly.err());
    assertTrue(tokenOnly.out().contains("development issuer"), tokenOnly.out());
    CommandRun whose = run("verify", services.url() + "/attest/maa");
    assertEquals(ExitCode.USAGE, whose.exit());
    CommandRun nothing = run("verify", services.url() + "/nowhere");
    assertEquals(ExitCode.ENVIRONMENT, nothing.exit());
    assertTrue(nothing.err().contains("sidecar"), nothing.err());
    assertEquals(ExitCode.USAGE, run("attest", "http://u@x/").exit());
    assertEquals(ExitCode.ENVIRONMENT, run("attest", "http://127.0.0.1:1").exit());
  }
}
