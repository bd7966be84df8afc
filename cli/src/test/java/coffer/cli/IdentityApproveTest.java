package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.identity.Identity;
import coffer.identity.SgxIdentity;
import coffer.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Evidence and tokens are judged by a signed list of identities.
class IdentityApproveTest {
  private static final String MRENCLAVE = "e1".repeat(32);
  private static final String MRSIGNER = "51".repeat(32);

  @TempDir static Path folder;

  private static LocalServices services;
  private static Path list;
  private static String approver;

  @BeforeAll
  static void approve() throws Exception {
    services = new LocalServices(folder);
    TestSigner.write(folder, "EC", "secp384r1");
    Files.setPosixFilePermissions(
        folder.resolve("key.pem"), PosixFilePermissions.fromString("rw-------"));
    Files.write(
        folder.resolve("web.json"),
        new Identity("web", LocalServices.IDENTITY, "", List.of(), List.of()).toBytes());
    Files.write(
        folder.resolve("operator.json"),
        new SgxIdentity(
                "operator",
                Bytes.parseHex(MRENCLAVE),
                Bytes.parseHex(MRSIGNER),
                7,
                2,
                false,
                1L << 30,
                new SgxIdentity.Checksums("", "", ""),
                List.of())
            .toBytes());
    list = folder.resolve("approved.cose");
    CommandRun run = approve(list, "web.json", "operator.json");
    assertEquals(0, run.exit(), run::toString);
    approver = json(run).string("approver");
    assertEquals(List.of("web", "operator"), json(run).strings("identities"));
  }

  private static CommandRun approve(Path out, String... identities) {
    List<String> all = new ArrayList<>(List.of("identity", "approve", "--json"));
    List.of(identities).forEach(name -> all.add(folder.resolve(name).toString()));
    all.addAll(
        List.of(
            "--key",
            folder.resolve("key.pem").toString(),
            "--chain",
            folder.resolve("chain.pem").toString(),
            "--out",
            out.toString()));
    return CommandRun.of(all.toArray(String[]::new));
  }

  @AfterAll
  static void stop() {
    services.close();
  }

  private static Json.Obj json(CommandRun run) {
    return Json.parseObject(run.out().strip().getBytes(StandardCharsets.UTF_8));
  }

  private static Path simulated(String kind, String... options) {
    Path evidence = folder.resolve(kind + String.join("", options).hashCode());
    List<String> all = new ArrayList<>(List.of("simulate", kind, evidence.toString()));
    all.addAll(List.of(options));
    CommandRun run = CommandRun.of(all.toArray(String[]::new));
    assertEquals(0, run.exit(), run::toString);
    return evidence;
  }

  private static CommandRun verify(String... options) {
    List<String> all = new ArrayList<>(List.of("verify", "--allow-development-root"));
    all.addAll(List.of(options));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private static CommandRun judged(Path evidence) {
    return verify("--approved", list.toString(), "--approver", approver, evidence.toString());
  }

  @Test
  void anyOfTheIdentitiesIsLetIn() {
    CommandRun guest = judged(simulated("snp", "--host-data", LocalServices.IDENTITY.toHex()));
    assertEquals(0, guest.exit(), guest::toString);
    assertTrue(guest.out().contains("approved identity       web"), guest::toString);
    CommandRun enclave =
        judged(
            simulated(
                "sgx",
                "--mrenclave",
                MRENCLAVE,
                "--mrsigner",
                MRSIGNER,
                "--prod-id",
                "7",
                "--svn",
                "3"));
    assertEquals(0, enclave.exit(), enclave::toString);
    assertTrue(enclave.out().contains("approved identity       operator"), enclave::toString);
  }

  @Test
  void whatIsNotInTheListIsAFinding() {
    for (Path evidence :
        List.of(
            simulated("snp", "--host-data", "aa".repeat(32)),
            simulated(
                "sgx",
                "--mrenclave",
                MRENCLAVE,
                "--mrsigner",
                MRSIGNER,
                "--prod-id",
                "7",
                "--svn",
                "1"))) {
      CommandRun run = judged(evidence);
      assertEquals(1, run.exit(), run::toString);
      assertTrue(run.out().contains("FAILED  approved identity"), run::toString);
    }
  }

  @Test
  void tokensAreJudgedByItToo() throws IOException {
    Path token = Files.writeString(folder.resolve("t.jwt"), services.token("n-1"));
    CommandRun run =
        verify(
            "--root",
            services.root.toString(),
            "--ca",
            services.authority.toString(),
            "--authority",
            services.issuer,
            "--approved",
            list.toString(),
            "--approver",
            approver,
            token.toString());
    assertEquals(0, run.exit(), run::toString);
    assertTrue(run.out().contains("approved identity       web"), run::toString);
  }

  @Test
  void aListThatIsNotTheApproversIsWorthNothing() throws IOException {
    Path evidence = simulated("snp", "--host-data", LocalServices.IDENTITY.toHex());
    CommandRun other =
        verify(
            "--approved",
            list.toString(),
            "--approver",
            approver.replace("sha256:", "sha256:A").substring(0, 61) + approver.substring(61),
            evidence.toString());
    assertEquals(1, other.exit(), other::toString);
    byte[] changed = Files.readAllBytes(list);
    changed[changed.length - 200] ^= 1;
    Path file = Files.write(folder.resolve("changed.cose"), changed);
    CommandRun run =
        verify("--approved", file.toString(), "--approver", approver, evidence.toString());
    assertEquals(1, run.exit(), run::toString);
    CommandRun late =
        verify(
            "--at",
            "2099-01-01T00:00:00Z",
            "--approved",
            list.toString(),
            "--approver",
            approver,
            evidence.toString());
    assertEquals(1, late.exit(), late::toString);
    assertTrue(late.err().contains("expired at"), late::toString);
    CommandRun early =
        verify(
            "--at",
            "2025-01-01T00:00:00Z",
            "--approved",
            list.toString(),
            "--approver",
            approver,
            evidence.toString());
    assertEquals(1, early.exit(), early::toString);
    assertTrue(early.err().contains("certificate"), early::toString);
    CommandRun alone = verify("--approved", list.toString(), evidence.toString());
    assertEquals(2, alone.exit(), alone::toString);
  }

  @Test
  void aKeyThatOthersReadSignsNothing() throws IOException {
    Path key = folder.resolve("open.pem");
    Files.copy(folder.resolve("key.pem"), key);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    Path out = folder.resolve("none.cose");
    CommandRun run =
        CommandRun.of(
            "identity",
            "approve",
            folder.resolve("web.json").toString(),
            "--key",
            key.toString(),
            "--chain",
            folder.resolve("chain.pem").toString(),
            "--out",
            out.toString());
    assertTrue(run.exit() != 0, run::toString);
    assertFalse(Files.exists(out));
  }
}
