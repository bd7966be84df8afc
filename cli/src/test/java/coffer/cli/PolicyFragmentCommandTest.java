package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.evidence.FragmentSignature;
import coffer.fragment.SignedFragment;
import coffer.json.Json;
import coffer.testkit.Mutations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFragmentCommandTest {
  @TempDir Path folder;
  private Path facts;
  private Path fragment;
  private Path signed;

  @BeforeEach
  void write() throws IOException {
    facts =
        Files.writeString(
            folder.resolve("facts.json"),
            "{\"web:1\":{\"config\":{\"Cmd\":[\"/web\"]},\"layers\":[\"%s\"]}}"
                .formatted("ab".repeat(32)));
    fragment = folder.resolve("web.rego");
    signed = folder.resolve("web.rego.cose");
  }

  private CommandRun fragment(String... more) {
    String[] first = {
      "policy",
      "fragment",
      "--image",
      "web:1",
      "-n",
      "web",
      "--svn",
      "3",
      "--image-facts",
      facts.toString(),
      "--output-filename",
      fragment.toString(),
      "--disable-stdio"
    };
    String[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return CommandRun.of(all);
  }

  private CommandRun sign(String algorithm, String... more) {
    String[] first = {
      "-k",
      folder.resolve("key.pem").toString(),
      "--chain",
      folder.resolve("chain.pem").toString(),
      "--algo",
      algorithm,
      "--feed",
      "example.org/web",
      "--no-print"
    };
    String[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return fragment(all);
  }

  @Test
  void theTextIsPrintedAndWritten() throws IOException {
    CommandRun run = fragment("--outraw");
    assertEquals(0, run.exit(), run::toString);
    String text = Files.readString(fragment);
    assertEquals(text + "\n", run.out());
    assertTrue(
        text.startsWith(
            "package web\n\nsvn := \"3\"\nframework_version := \"0.2.3\"\n\nfragments"));
    assertTrue(text.endsWith("\"working_dir\":\"/\"}]\n"), text);
    assertFalse(text.contains("pause-container"));
    assertFalse(text.contains("\"allow_stdio_access\":true"));
  }

  @ParameterizedTest
  @CsvSource({
    "EC,secp384r1,ES384",
    "EC,secp256r1,ES256",
    "EC,secp521r1,ES512",
    "RSA,2048,PS256",
    "RSA,2048,PS512",
    "Ed25519,,EdDSA"
  })
  void aSignedFragmentReadsBack(String algorithm, String parameter, String name) throws Exception {
    TestSigner.write(folder, algorithm, parameter == null ? "" : parameter);
    CommandRun run = sign(name);
    assertEquals(0, run.exit(), run::toString);
    SignedFragment read = SignedFragment.parse(Files.readAllBytes(signed));
    assertEquals(Files.readString(fragment), read.text());
    assertEquals("example.org/web", read.feed());
    assertTrue(read.issuer().endsWith("::subject:CN:Fragments%20%26%20S%C3%B6hne"), read.issuer());
    assertTrue(FragmentSignature.problem(read.document(), read.issuer()).isEmpty());
  }

  @Test
  void anImportStatementNamesIssuerFeedAndVersion() throws Exception {
    TestSigner.write(folder, "EC", "secp384r1");
    sign("ES384");
    CommandRun run =
        CommandRun.of("policy", "fragment", "-g", "-p", signed.toString(), "--minimum-svn", "2");
    assertEquals(0, run.exit(), run::toString);
    Json.Obj statement =
        (Json.Obj)
            Json.parseObject(run.out().strip().getBytes(StandardCharsets.UTF_8))
                .list("fragments")
                .getFirst();
    assertEquals("example.org/web", statement.string("feed"));
    assertEquals("2", statement.string("minimum_svn"));
    assertEquals(
        "[\"containers\",\"fragments\"]", statement.get("includes").orElseThrow().toCompact());
    Path imports = folder.resolve("imports.json");
    for (int i = 1; i <= 2; i++) {
      CommandRun appended =
          CommandRun.of(
              "policy",
              "fragment",
              "-g",
              "-p",
              signed.toString(),
              "--minimum-svn",
              "2",
              "-j",
              imports.toString());
      assertEquals("", appended.out(), appended::toString);
      assertEquals(i, Json.parseObject(Files.readAllBytes(imports)).list("fragments").size());
    }
  }

  @Test
  void anImportedContainerIsLeftOutOfThePolicy() throws Exception {
    TestSigner.write(folder, "EC", "secp384r1");
    sign("ES384");
    String statement =
        CommandRun.of("policy", "fragment", "-g", "-p", signed.toString(), "--minimum-svn", "1")
            .out();
    Path imports =
        Files.writeString(
            folder.resolve("imports.json"),
            statement.replace("\"feed\"", "\"path\": \"" + signed + "\",\n      \"feed\""));
    CommandRun run =
        CommandRun.of(
            "policy",
            "generate",
            "--image",
            "web:1",
            "--image-facts",
            facts.toString(),
            "-f",
            "-j",
            imports.toString(),
            "--outraw",
            "--disable-stdio");
    assertEquals(0, run.exit(), run::toString);
    assertFalse(run.out().contains("\"web:1\""), run::toString);
    assertTrue(run.out().contains("pause-container"));
  }

  @Test
  void everyChangedBitOfASignedFragmentIsSeen() throws Exception {
    TestSigner.write(folder, "EC", "secp256r1");
    sign("ES256");
    byte[] cose = Files.readAllBytes(signed);
    int step = 97;
    for (int at = 0; at < cose.length; at += step) {
      byte[] changed = Mutations.bitFlips(cose, at, at + 1).findFirst().orElseThrow();
      Files.write(signed, changed);
      CommandRun run =
          CommandRun.of("policy", "fragment", "-g", "-p", signed.toString(), "--minimum-svn", "1");
      assertEquals(ExitCode.REJECTED, run.exit(), "byte " + at);
    }
  }

  @Test
  void aKeyOfAnotherKindOrCertificateIsRefused() throws Exception {
    TestSigner.write(folder, "EC", "secp384r1");
    assertEquals(ExitCode.REJECTED, sign("PS256").exit());
    String key = Files.readString(folder.resolve("key.pem"));
    TestSigner.write(folder, "EC", "secp384r1");
    Files.writeString(folder.resolve("key.pem"), key);
    CommandRun run = sign("ES384");
    assertEquals(ExitCode.REJECTED, run.exit());
    assertTrue(run.err().contains("chain[0] is not the certificate of the key"), run::toString);
    assertFalse(Files.exists(signed));
  }

  @ParameterizedTest
  @CsvSource({"policy,1", "data,1", "web,x", "web,-1"})
  void reservedNamesAndWrongVersionsAreRefused(String namespace, String svn) {
    CommandRun run =
        CommandRun.of(
            "policy",
            "fragment",
            "--image",
            "web:1",
            "--image-facts",
            facts.toString(),
            "-n",
            namespace,
            "--svn=" + svn,
            "--output-filename",
            fragment.toString());
    assertEquals(ExitCode.REJECTED, run.exit(), run::toString);
    assertFalse(Files.exists(fragment));
  }
}
