package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.testkit.EnclaveElf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Enclaves signed with keys that others keep: OpenSSL in two steps, a token behind PKCS#11.
class SgxIT {
  private static final List<String> DRAFT =
      List.of("--enclave", "enclave.so", "--config", "Enclave.xml");

  @TempDir Path scratch;

  private Coffer coffer = new Coffer(Path.of("."));

  @BeforeEach
  void makeFiles() throws Exception {
    coffer = new Coffer(scratch.resolve("home"));
    Files.write(scratch.resolve("enclave.so"), EnclaveElf.ofSdk(26).toBytes());
    Files.writeString(
        scratch.resolve("Enclave.xml"),
        "<EnclaveConfiguration><ProdID>7</ProdID><TCSNum>4</TCSNum></EnclaveConfiguration>");
    must("openssl", "genrsa", "-3", "-out", "key.pem", "3072");
    must("openssl", "rsa", "-in", "key.pem", "-pubout", "-out", "key.pub.pem");
    sgx("sign", "--date", "20260101", "--key", "key.pem", "--out", "signed.so");
  }

  @Test
  void opensslSignsWhatIsWrittenForIt() throws Exception {
    sgx("gendata", "--date", "20260101", "--out", "data.bin");
    must("openssl", "dgst", "-sha256", "-sign", "key.pem", "-out", "sig.bin", "data.bin");
    sgx(
        "catsig",
        "--public-key",
        "key.pub.pem",
        "--signature",
        "sig.bin",
        "--unsigned",
        "data.bin",
        "--out",
        "two.so");
    assertSame("two.so");
  }

  @Test
  void aTokenSigns() throws Exception {
    Path tokens = Files.createDirectory(scratch.resolve("tokens"));
    Files.writeString(
        scratch.resolve("softhsm2.conf"), "directories.tokendir = %s\n".formatted(tokens));
    coffer.with("SOFTHSM2_CONF", scratch.resolve("softhsm2.conf").toString());
    String library =
        must(
                "sh",
                "-c",
                "ls /usr/lib/*/softhsm/libsofthsm2.so /usr/lib/softhsm/libsofthsm2.so 2>/dev/null |"
                    + " head -1")
            .strip();
    must(
        "sh",
        "-c",
        "softhsm2-util --init-token --free --label coffer --so-pin 1234 --pin 5678"
            + " && openssl pkcs8 -topk8 -nocrypt -in key.pem -out key.p8"
            + " && softhsm2-util --import key.p8 --token coffer --label enclave --id 01 --pin 5678"
            + " && openssl req -x509 -key key.pem -subj /CN=enclave -outform DER -out key.der"
            + " && pkcs11-tool --module "
            + library
            + " --login --pin 5678 --token-label coffer --write-object key.der --type cert --id 01"
            + " --label enclave");
    Files.writeString(
        scratch.resolve("pkcs11.cfg"),
        "name = coffer\nlibrary = %s\nslotListIndex = 0\n".formatted(library));
    Files.writeString(scratch.resolve("pin"), "5678\n");
    Files.setPosixFilePermissions(
        scratch.resolve("pin"), PosixFilePermissions.fromString("rw-------"));
    String[] token = {
      "--pkcs11", "pkcs11.cfg", "--pkcs11-pin", "pin", "--date", "20260101", "--out", "token.so"
    };
    sgx("sign", token);
    assertSame("token.so");
    List<String> other = words("sign", token);
    other.addAll(List.of("--pkcs11-key", "nobody"));
    Coffer.Result missing = coffer.run(other, scratch);
    assertEquals(4, missing.exit(), missing::all);
    assertTrue(missing.err().contains("a private key 'nobody' with its certificate wanted"));
  }

  private void assertSame(String file) throws Exception {
    assertArrayEquals(
        Files.readAllBytes(scratch.resolve("signed.so")),
        Files.readAllBytes(scratch.resolve(file)));
    must(Coffer.LAUNCHER.toString(), "sgx", "info", file);
  }

  private void sgx(String command, String... options) {
    must(words(command, options).toArray(String[]::new));
  }

  private static List<String> words(String command, String... options) {
    List<String> words =
        new java.util.ArrayList<>(List.of(Coffer.LAUNCHER.toString(), "sgx", command));
    words.addAll(DRAFT);
    words.addAll(List.of(options));
    return words;
  }

  private String must(String... command) {
    Coffer.Result result = coffer.run(List.of(command), scratch);
    assertEquals(0, result.exit(), result::all);
    return result.out();
  }
}
