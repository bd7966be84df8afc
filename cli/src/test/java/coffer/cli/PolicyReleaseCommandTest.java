package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.akv.ReleasePolicy;
import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.identity.Identity;
import coffer.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyReleaseCommandTest {
  private static final String AUTHORITY = "https://sharedeus.eus.attest.azure.net";

  @TempDir Path folder;
  private String group = "";
  private String enclave = "";

  @BeforeEach
  void identities() throws IOException {
    Bytes hostData = Bytes.parseHex("a1".repeat(32));
    group =
        Files.write(
                folder.resolve("identity.json"),
                new Identity("n", hostData, "", List.of(), List.of()).toBytes())
            .toString();
    enclave =
        Files.writeString(
                folder.resolve("enclave.json"),
                "{\"apiVersion\":\"coffer/v1\",\"kind\":\"Identity\",\"sgx\":{\"mrSigner\":\"%s\",\"isvProdId\":1,\"isvSvn\":2}}"
                    .formatted("51".repeat(32)))
            .toString();
  }

  @Test
  void thePolicyIsOneThatTheVaultTakes() {
    CommandRun run =
        CommandRun.of("policy", "release", "--identity", group, "--authority", AUTHORITY);
    assertEquals(ExitCode.OK, run.exit(), run::toString);
    ReleasePolicy policy = ReleasePolicy.parse(run.out().getBytes(StandardCharsets.UTF_8));
    assertEquals(AUTHORITY, policy.anyOf().getFirst().url());
    assertTrue(run.out().contains("\"equals\": \"" + "a1".repeat(32) + "\""), run.out());
    assertTrue(run.out().contains("x-ms-sevsnpvm-is-debuggable"), run.out());
  }

  @Test
  void identitiesAndAuthoritiesMayBeMany() throws IOException {
    Path file = folder.resolve("release.json");
    CommandRun run =
        CommandRun.of(
            "policy",
            "release",
            "--identity",
            group,
            "--identity",
            enclave,
            "--authority",
            AUTHORITY,
            "--authority",
            "https://other.test",
            "--minimum-uvm-svn",
            "104",
            "--json",
            "--out",
            file.toString());
    assertEquals(ExitCode.OK, run.exit(), run::toString);
    ReleasePolicy policy = ReleasePolicy.parse(Files.readAllBytes(file));
    assertEquals(2, policy.anyOf().size());
    assertTrue(policy.anyOf().getFirst().condition() instanceof ReleasePolicy.Condition.AnyOf);
    Json.Obj printed = Json.parseObject(run.out().getBytes(StandardCharsets.UTF_8));
    byte[] data = Base64Text.decode(printed.object("release_policy").string("data"));
    assertEquals(policy, ReleasePolicy.parse(data));
    assertTrue(run.err().contains("as text"), run.err());
  }

  @Test
  void whatIsWrongIsSaid() throws IOException {
    CommandRun slash =
        CommandRun.of("policy", "release", "--identity", group, "--authority", AUTHORITY + "/");
    assertEquals(ExitCode.USAGE, slash.exit());
    assertTrue(slash.err().contains("slash"), slash.err());
    Path broken = Files.writeString(folder.resolve("broken.json"), "{}");
    Path out = folder.resolve("none.json");
    CommandRun malformed =
        CommandRun.of(
            "policy",
            "release",
            "--identity",
            broken.toString(),
            "--authority",
            AUTHORITY,
            "--out",
            out.toString());
    assertEquals(ExitCode.MALFORMED, malformed.exit());
    assertTrue(malformed.err().contains("broken.json: "), malformed.err());
    assertFalse(Files.exists(out));
    assertEquals(ExitCode.USAGE, CommandRun.of("policy", "release", "--identity", group).exit());
  }
}
