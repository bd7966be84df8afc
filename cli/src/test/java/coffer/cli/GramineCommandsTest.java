package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.gramine.Manifest;
import coffer.gramine.TrustedFile;
import coffer.json.Json;
import coffer.testkit.PalElf;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Manifests of people who have one already.
class GramineCommandsTest {
  private static final String MANIFEST =
      """
      libos.entrypoint = "/app"
      loader.entrypoint.uri = "file:libsysdb.so"
      loader.env.TOKEN = { passthrough = true }
      sgx.isvsvn = 5
      sgx.trusted_files = ["file:app.jar", "file:lib/", "file:./lib//inner/"]
      """;

  @TempDir static Path shared;

  @TempDir Path folder;

  @BeforeAll
  static void makeKey() throws Exception {
    OcclumSamples.writeKey(shared.resolve("key.pem"));
    Files.write(shared.resolve("libpal.so"), PalElf.bytes());
  }

  @BeforeEach
  void makeFiles() throws IOException {
    write("operator.manifest", MANIFEST);
    write("libsysdb.so", "libos");
    write("app.jar", "jar");
    write("lib/b.so", "b");
    write("lib/a.so", "a");
    write("lib/.hidden", "h");
    write("lib/inner/c.so", "c");
    Files.createSymbolicLink(folder.resolve("lib/link.so"), Path.of("a.so"));
    Files.createSymbolicLink(folder.resolve("lib/folder"), Path.of("inner"));
    Files.createSymbolicLink(folder.resolve("lib/nowhere"), Path.of("gone"));
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private CommandRun sign(String... more) {
    List<String> words = new ArrayList<>(List.of("gramine", "sign"));
    words.addAll(List.of(folder.resolve("operator.manifest").toString(), "--date", "20260101"));
    if (!List.of(more).contains("--key")) {
      words.addAll(List.of("--key", shared.resolve("key.pem").toString()));
    }
    words.addAll(List.of("--libpal", shared.resolve("libpal.so").toString()));
    if (!List.of(more).contains("--out")) {
      words.addAll(List.of("--out", folder.resolve("operator.manifest.sgx").toString()));
    }
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray(String[]::new));
  }

  private CommandRun measure(String... more) {
    List<String> words = new ArrayList<>(List.of("gramine", "measure"));
    words.add(folder.resolve("operator.manifest.sgx").toString());
    words.addAll(List.of("--libpal", shared.resolve("libpal.so").toString()));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray(String[]::new));
  }

  private static Json.Obj json(CommandRun run) {
    return Json.parseObject(run.out().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aManifestIsExpandedAndSigned() throws IOException {
    CommandRun run = sign();
    assertEquals(ExitCode.OK, run.exit(), run::toString);
    assertTrue(run.err().contains("variables that the host sets: TOKEN"), run::toString);
    byte[] text = Files.readAllBytes(folder.resolve("operator.manifest.sgx"));
    assertEquals(
        List.of(
            "file:app.jar",
            "file:lib/.hidden",
            "file:lib/a.so",
            "file:lib/b.so",
            "file:lib/inner/c.so",
            "file:lib/link.so"),
        Manifest.parse(text).trustedFiles().stream().map(TrustedFile::uri).toList());
    assertEquals(1808, Files.size(folder.resolve("operator.sig")));
    CommandRun measured = measure("--sig", folder.resolve("operator.sig").toString());
    assertEquals(ExitCode.OK, measured.exit(), measured::toString);
    assertTrue(run.out().contains("MRENCLAVE  " + measured.out().strip()), run::toString);
    byte[] signature = Files.readAllBytes(folder.resolve("operator.sig"));
    sign();
    assertArrayEquals(signature, Files.readAllBytes(folder.resolve("operator.sig")));
  }

  @Test
  void aChangedFileIsAnotherEnclave() throws IOException {
    String first = json(sign("--json")).string("mrenclave");
    write("lib/inner/c.so", "d");
    assertFalse(first.equals(json(sign("--json")).string("mrenclave")));
  }

  @Test
  void whatWasNotSignedIsFound() throws IOException {
    sign();
    Path sgx = folder.resolve("operator.manifest.sgx");
    Files.writeString(sgx, Files.readString(sgx).replace("isvsvn = 5", "isvsvn = 6"));
    CommandRun run = measure("--sig", folder.resolve("operator.sig").toString(), "--json");
    assertEquals(ExitCode.REJECTED, run.exit(), run::toString);
    assertEquals(2, json(run).strings("findings").size(), run::toString);
    assertTrue(run.err().contains("finding: MRENCLAVE: manifest and libpal.so are"), run::toString);
  }

  @Test
  void manifestsAreExpandedWithoutAKey() throws IOException {
    Path out = folder.resolve("x.manifest.sgx");
    String manifest = folder.resolve("operator.manifest").toString();
    CommandRun run =
        CommandRun.of("gramine", "manifest", manifest, "--out", out.toString(), "--json");
    assertEquals(ExitCode.OK, run.exit(), run::toString);
    assertEquals(6, json(run).number("trusted_files"));
    sign();
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("operator.manifest.sgx")), Files.readAllBytes(out));
  }

  @Test
  void filesBelowAnotherRootAreFoundThere() throws IOException {
    write("root/opt/app.jar", "jar");
    Files.createSymbolicLink(folder.resolve("root/current"), Path.of("/opt"));
    write("operator.manifest", "sgx.trusted_files = ['file:/current/app.jar', 'file:/opt/']");
    CommandRun run = sign("--chroot", folder.resolve("root").toString());
    assertEquals(ExitCode.OK, run.exit(), run::toString);
    List<TrustedFile> files =
        Manifest.parse(Files.readAllBytes(folder.resolve("operator.manifest.sgx"))).trustedFiles();
    assertEquals(files.get(0).sha256(), files.get(1).sha256());
    write("operator.manifest", "sgx.trusted_files = ['file:app.jar']");
    CommandRun relative = sign("--chroot", folder.resolve("root").toString());
    assertEquals(ExitCode.MALFORMED, relative.exit(), relative::toString);
  }

  @ParameterizedTest
  @CsvSource({"2048, 3, 3072 bits wanted", "3072, 65537, public exponent 3 wanted"})
  void otherKeysAreRefused(int bits, int exponent, String wanted) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(new RSAKeyGenParameterSpec(bits, BigInteger.valueOf(exponent)));
    byte[] der = generator.generateKeyPair().getPrivate().getEncoded();
    Path key = folder.resolve("other.pem");
    Files.writeString(
        key,
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(Base64.getMimeEncoder().encodeToString(der)));
    CommandRun readable = sign("--key", key.toString());
    assertEquals(ExitCode.ENVIRONMENT, readable.exit(), readable::toString);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    CommandRun run = sign("--key", key.toString());
    assertEquals(ExitCode.MALFORMED, run.exit(), run::toString);
    assertTrue(run.err().contains(wanted), run::toString);
    assertFalse(Files.exists(folder.resolve("operator.manifest.sgx")));
  }

  @Test
  void badInputIsNamedAndNothingIsWritten() throws IOException {
    write("operator.manifest", "sgx.trusted_files = ['file:gone.jar']");
    CommandRun gone = sign();
    assertEquals(ExitCode.ENVIRONMENT, gone.exit(), gone::toString);
    assertTrue(gone.err().contains("the manifest names file:gone.jar"), gone::toString);
    write("operator.manifest", "sgx.trusted_files = ['file:lib']");
    assertTrue(sign().err().contains("a folder, whose URI must end with a slash"));
    write("operator.manifest", "sgx.trusted_files = ['file:app.jar/']");
    assertTrue(sign().err().contains("file:app.jar/ is no folder"));
    write("operator.manifest", "a = ?");
    CommandRun text = sign();
    assertEquals(ExitCode.MALFORMED, text.exit(), text::toString);
    assertTrue(text.err().contains("operator.manifest: line 1, column 5"), text::toString);
    String two = "[[sgx.trusted_files]]\nuri = 'file:a'\nsha256 = '%s'\n";
    write("operator.manifest", two.formatted("0".repeat(64)) + two.formatted("1".repeat(64)));
    assertTrue(sign().err().contains("two hashes"));
    write("operator.manifest", "");
    CommandRun name = sign("--out", folder.resolve("out.toml").toString());
    assertEquals(ExitCode.USAGE, name.exit(), name::toString);
    assertTrue(name.err().contains("NAME.manifest.sgx wanted, found 'out.toml'"), name::toString);
    assertFalse(Files.exists(folder.resolve("operator.manifest.sgx")));
    assertFalse(Files.exists(folder.resolve("operator.sig")));
  }
}
