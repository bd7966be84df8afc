package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.json.Json;
import coffer.testkit.EnclaveElf;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.AlgorithmParameters;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Enclaves from a file to an identity, as a person types it.
class SgxCommandsTest {
  private static final EnclaveElf ELF = EnclaveElf.ofSdk(21);
  private static KeyPair pair;

  @TempDir Path folder;

  @BeforeAll
  static void makeKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(new RSAKeyGenParameterSpec(3072, BigInteger.valueOf(3)));
    pair = generator.generateKeyPair();
  }

  @BeforeEach
  void makeFiles() throws IOException {
    Files.write(file("enclave.so"), ELF.toBytes());
    Files.writeString(
        file("Enclave.xml"),
        "<EnclaveConfiguration><ProdID>7</ProdID><ISVSVN>3</ISVSVN></EnclaveConfiguration>");
    secret("key.pem", pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    Files.writeString(file("public.pem"), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void secret(String name, String text) throws IOException {
    Files.writeString(file(name), text);
    Files.setPosixFilePermissions(file(name), PosixFilePermissions.fromString("rw-------"));
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(type, Base64.getMimeEncoder().encodeToString(der), type);
  }

  private CommandRun run(String command, String... more) {
    List<String> words = new ArrayList<>(List.of("sgx", command));
    if (!command.equals("info") && !command.equals("measure")) {
      words.addAll(List.of("--enclave", file("enclave.so").toString()));
      words.addAll(List.of("--config", file("Enclave.xml").toString()));
    }
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray(String[]::new));
  }

  private CommandRun sign(String... more) {
    List<String> words = new ArrayList<>(List.of("--date", "20240115"));
    words.addAll(List.of("--out", file("signed.so").toString()));
    words.addAll(List.of(more));
    return run("sign", words.toArray(String[]::new));
  }

  private CommandRun signed() {
    CommandRun run = sign("--key", file("key.pem").toString());
    assertEquals(0, run.exit(), run::toString);
    return run;
  }

  private static String after(String out, String label) {
    return out.lines()
        .filter(line -> line.startsWith(label))
        .map(line -> line.substring(label.length()).strip())
        .findFirst()
        .orElseThrow(() -> new AssertionError(label + " in " + out));
  }

  @Test
  void whatSignTellsMeasureAndInfoFindAgain() {
    String mrEnclave = after(signed().out(), "MRENCLAVE");
    CommandRun before =
        run("measure", "--config", file("Enclave.xml").toString(), file("enclave.so").toString());
    CommandRun measured = run("measure", file("signed.so").toString());
    assertEquals(mrEnclave, before.out().strip());
    assertEquals(mrEnclave, measured.out().strip());
    CommandRun info = run("info", file("signed.so").toString());
    assertEquals(0, info.exit(), info::toString);
    assertEquals(mrEnclave, after(info.out(), "MRENCLAVE"));
    assertEquals("7", after(info.out(), "ISVPRODID"));
    assertEquals("verified", after(info.out(), "signature"));
    assertTrue(after(info.out(), "debug").startsWith("allowed"));
  }

  @Test
  void jsonHasEveryFact() {
    signed();
    CommandRun run = run("info", "--json", file("signed.so").toString());
    Json.Obj facts = (Json.Obj) Json.parse(run.out());
    assertEquals(7, facts.number("isv_prod_id"));
    assertEquals(3, facts.number("isv_svn"));
    assertEquals("20240115", facts.string("date"));
    assertEquals("0x4", facts.object("attributes").string("flags"));
    assertEquals(new Json.Bool(true), facts.get("verified").orElseThrow());
    assertEquals((facts.number("eadd_pages") + 1) * 4096, facts.number("epc_bytes"));
  }

  @Test
  void aChangedEnclaveIsRejectedWithAFinding() throws IOException {
    signed();
    byte[] changed = Files.readAllBytes(file("signed.so"));
    changed[0x1010] ^= 1;
    Files.write(file("changed.so"), changed);
    CommandRun info = run("info", file("changed.so").toString());
    assertEquals(1, info.exit());
    assertTrue(info.out().contains("finding     MRENCLAVE: the file's pages are "), info.out());
    assertEquals("REFUSED", after(info.out(), "signature"));
    CommandRun measured = run("measure", "--json", file("changed.so").toString());
    assertEquals(1, measured.exit());
    assertTrue(measured.err().startsWith("finding: MRENCLAVE"), measured.err());
    assertEquals(
        new Json.Bool(false),
        ((Json.Obj) Json.parse(measured.out())).get("verified").orElseThrow());
  }

  @Test
  void twoStepsMakeWhatOneMakes() throws Exception {
    signed();
    CommandRun first = run("gendata", "--date", "2024-01-15", "--out", file("data.bin").toString());
    assertEquals(0, first.exit(), first::toString);
    Signature signer = Signature.getInstance("SHA256withRSA");
    signer.initSign(pair.getPrivate());
    signer.update(Files.readAllBytes(file("data.bin")));
    Files.write(file("sig.bin"), signer.sign());
    assertEquals(0, catsig("data.bin", "two.so").exit());
    assertArrayEquals(Files.readAllBytes(file("signed.so")), Files.readAllBytes(file("two.so")));
    run("gendata", "--date", "20240116", "--out", file("other.bin").toString());
    CommandRun other = catsig("other.bin", "other.so");
    assertEquals(3, other.exit());
    assertEquals(
        "error: signature: does not belong to this content and key\n",
        other.err().replace("\r", ""));
    byte[] data = Files.readAllBytes(file("data.bin"));
    data[252] ^= 1;
    Files.write(file("data.bin"), data);
    assertTrue(catsig("data.bin", "other.so").err().contains("ISVPRODID: 7 wanted, found 6"));
    assertFalse(Files.exists(file("other.so")));
  }

  private CommandRun catsig(String data, String out) {
    return run(
        "catsig",
        "--public-key",
        file("public.pem").toString(),
        "--signature",
        file("sig.bin").toString(),
        "--unsigned",
        file(data).toString(),
        "--out",
        file(out).toString());
  }

  @Test
  void aKeyThatOthersCanReadIsRefused() throws IOException {
    Files.setPosixFilePermissions(file("key.pem"), PosixFilePermissions.fromString("rw-r--r--"));
    CommandRun run = sign("--key", file("key.pem").toString());
    assertEquals(4, run.exit());
    assertTrue(run.err().contains("permissions rw------- wanted, found rw-r--r--"), run.err());
    assertFalse(Files.exists(file("signed.so")));
    assertEquals(0, sign("--key", file("key.pem").toString(), "--allow-test-key").exit());
  }

  @Test
  void aPassphraseComesFromAFile() throws Exception {
    secret("locked.pem", pem("ENCRYPTED PRIVATE KEY", locked("open sesame")));
    secret("passphrase", "open sesame\n");
    CommandRun run =
        sign(
            "--key",
            file("locked.pem").toString(),
            "--passphrase-file",
            file("passphrase").toString());
    assertEquals(0, run.exit(), run::toString);
    secret("passphrase", "wrong\n");
    CommandRun wrong =
        sign(
            "--key",
            file("locked.pem").toString(),
            "--passphrase-file",
            file("passphrase").toString());
    assertEquals(3, wrong.exit());
    assertTrue(wrong.err().contains("locked.pem: key: the passphrase does not open it"));
  }

  private static byte[] locked(String passphrase) throws Exception {
    String scheme = "PBEWithHmacSHA256AndAES_256";
    Cipher cipher = Cipher.getInstance(scheme);
    PBEKeySpec secret = new PBEKeySpec(passphrase.toCharArray());
    cipher.init(Cipher.ENCRYPT_MODE, SecretKeyFactory.getInstance(scheme).generateSecret(secret));
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
    parameters.init(cipher.getParameters().getEncoded());
    byte[] sealed = cipher.doFinal(pair.getPrivate().getEncoded());
    return new EncryptedPrivateKeyInfo(parameters, sealed).getEncoded();
  }

  @Test
  void whatIsMissingIsSaid() {
    assertEquals(2, sign().exit());
    assertTrue(sign().err().contains("one of --key and --pkcs11 wanted"));
    assertEquals(2, run("sign", "--key", "x", "--out", "y").exit(), "no date");
    assertEquals(2, run("measure", file("enclave.so").toString()).exit());
    CommandRun unsigned = run("info", file("enclave.so").toString());
    assertEquals(3, unsigned.exit());
    assertTrue(unsigned.err().endsWith("enclave.so: the enclave is not signed\n"));
    CommandRun date = sign("--key", file("key.pem").toString(), "--sdk", "2.16");
    assertEquals(2, date.exit(), date::toString);
  }

  @Test
  void aBrokenConfigurationLeavesNoFile() throws IOException {
    Files.writeString(
        file("Enclave.xml"), "<EnclaveConfiguration><TCSNum>0</TCSNum></EnclaveConfiguration>");
    CommandRun run = sign("--key", file("key.pem").toString());
    assertEquals(3, run.exit());
    assertTrue(
        run.err().endsWith("Enclave.xml: TCSNum: 1 to 4294967295 wanted, found 0\n"), run.err());
    assertFalse(Files.exists(file("signed.so")));
  }
}
