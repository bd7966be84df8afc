package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.identity.SgxIdentity;
import coffer.json.Json;
import coffer.tar.TarEntry;
import coffer.tar.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Enclave packages from their parts.
class OcclumPackageCommandTest {
  @TempDir static Path shared;

  @TempDir Path folder;

  @BeforeAll
  static void makeKey() throws Exception {
    OcclumSamples.writeKey(shared.resolve("key.pem"));
  }

  @BeforeEach
  void makeParts() throws IOException {
    Files.createDirectories(folder.resolve("rootfs/app"));
    Files.writeString(folder.resolve("rootfs/app/app.jar"), "jar");
    Files.createDirectories(folder.resolve("initfs/bin"));
    Files.writeString(folder.resolve("initfs/bin/init"), "init");
    Files.write(folder.resolve("libos.so"), OcclumSamples.libos());
    Files.writeString(folder.resolve("Occlum.json"), OcclumSamples.CONFIG);
  }

  private CommandRun run(String out, String... more) {
    List<String> words = new ArrayList<>(List.of("occlum", "package"));
    for (String part : List.of("rootfs", "initfs")) {
      words.addAll(List.of("--" + part, folder.resolve(part).toString()));
    }
    words.addAll(List.of("--config", folder.resolve("Occlum.json").toString()));
    words.addAll(List.of("--libos", folder.resolve("libos.so").toString()));
    words.addAll(List.of("--key", shared.resolve("key.pem").toString()));
    words.addAll(List.of("--date", "20260101", "--out", folder.resolve(out).toString()));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray(String[]::new));
  }

  private static void assertOk(CommandRun run) {
    assertEquals(ExitCode.OK, run.exit(), run::toString);
  }

  private static List<String> names(Path archive) throws IOException {
    List<String> names = new ArrayList<>();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
      TarReader tar = new TarReader(in);
      for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
        names.add(entry.name());
      }
    }
    return names;
  }

  @Test
  void thePackageIsWhatOcclumStarts() throws IOException {
    assertOk(run("out", "--name", "operator"));
    List<String> names = names(folder.resolve("out/operator.tar.gz"));
    assertEquals(names.stream().sorted().toList(), names);
    assertTrue(
        names.containsAll(
            List.of(
                "operator/.__occlum_status",
                "operator/.sgx_mode",
                "operator/Occlum.json",
                "operator/build/.Occlum_sys.json.protected",
                "operator/build/bin/occlum-run",
                "operator/build/initfs/__ROOT/metadata",
                "operator/build/lib/libocclum-libos.signed.so",
                "operator/build/mount/__ROOT/metadata",
                "operator/initfs/bin/init",
                "operator/initfs/etc/image_config.json",
                "operator/run/initfs/__ROOT/",
                "operator/run/mount/__ROOT/")),
        names::toString);
  }

  @Test
  void theSamePartsMakeTheSameBytes() throws IOException {
    assertOk(run("one"));
    assertOk(run("two"));
    for (String file : List.of("occlum_instance.tar.gz", "libos.signed.so", "identity.json")) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("one").resolve(file)),
          Files.readAllBytes(folder.resolve("two").resolve(file)),
          file);
    }
  }

  @Test
  void everyFileChangesMrEnclave() throws IOException {
    assertOk(run("one"));
    Files.writeString(folder.resolve("rootfs/app/app.jar"), "raj");
    assertOk(run("two"));
    assertFalse(
        identity("one").mrEnclave().equals(identity("two").mrEnclave()), "another jar, the same");
    assertEquals(identity("one").mrSigner(), identity("two").mrSigner());
  }

  private SgxIdentity identity(String out) throws IOException {
    return SgxIdentity.parse(Files.readAllBytes(folder.resolve(out).resolve("identity.json")));
  }

  @Test
  void theIdentityIsThatOfTheSignedFileAndSaysWhatItDoesNotBind() throws IOException {
    CommandRun text = run("out");
    assertOk(text);
    CommandRun json = run("out", "--json");
    Json.Obj result = Json.parseObject(json.out().getBytes(StandardCharsets.UTF_8));
    SgxIdentity identity = identity("out");
    assertEquals(identity.toJson(), result.object("identity"));
    assertEquals(7, identity.isvProdId());
    assertFalse(identity.debug());
    assertEquals(SgxIdentity.OCCLUM_STATEMENT, identity.notBound().getFirst());
    assertTrue(text.err().contains(SgxIdentity.OCCLUM_STATEMENT), text.err());
    CommandRun measured =
        CommandRun.of("sgx", "measure", folder.resolve("out/libos.signed.so").toString());
    assertEquals(identity.mrEnclave().toHex(), measured.out().strip());
    assertTrue(text.out().contains("MRENCLAVE  " + identity.mrEnclave()), text.out());
  }

  @Test
  void whatTheHostDecidesIsNamed() throws IOException {
    assertOk(run("out"));
    String notBound = String.join("\n", identity("out").notBound());
    assertTrue(notBound.contains("core_api_token"), notBound);
    assertTrue(notBound.contains("/hostetc, which the host has at /etc"), notBound);
  }

  @Test
  void aDebuggableEnclaveIsWarnedOfAndRefusedWhenAsked() throws IOException {
    Files.writeString(
        folder.resolve("Occlum.json"),
        OcclumSamples.CONFIG.replace("\"debuggable\": false", "\"debuggable\": true"));
    assertEquals(ExitCode.REJECTED, run("out", "--strict").exit());
    assertFalse(Files.exists(folder.resolve("out")));
    CommandRun run = run("out");
    assertOk(run);
    assertTrue(run.err().contains("warning: metadata.debuggable"), run.err());
    assertTrue(identity("out").debug());
  }

  @Test
  void theKeyOfAnImageIsNotPacked() throws IOException {
    Files.createDirectories(folder.resolve("initfs/etc"));
    Files.writeString(folder.resolve("initfs/etc/image_key"), "00-11");
    CommandRun run = run("out");
    assertEquals(ExitCode.REJECTED, run.exit());
    assertTrue(run.err().contains("etc/image_key"), run.err());
    assertFalse(Files.exists(folder.resolve("out")));
  }

  @Test
  void aFolderOfSomethingElseStays() throws IOException {
    Files.createDirectories(folder.resolve("out"));
    Files.writeString(folder.resolve("out/mine"), "mine");
    assertEquals(ExitCode.ENVIRONMENT, run("out").exit());
    assertEquals("mine", Files.readString(folder.resolve("out/mine")));
  }

  @Test
  void aFailureLeavesTheEarlierPackage() throws IOException {
    assertOk(run("out"));
    byte[] before = Files.readAllBytes(folder.resolve("out/identity.json"));
    Files.writeString(folder.resolve("libos.so"), "not an ELF file");
    CommandRun run = run("out");
    assertEquals(ExitCode.MALFORMED, run.exit());
    assertTrue(run.err().contains("libos.so: "), run.err());
    assertArrayEquals(before, Files.readAllBytes(folder.resolve("out/identity.json")));
    try (var files = Files.list(folder)) {
      assertTrue(
          files.noneMatch(file -> file.getFileName().toString().startsWith(".enclave-")),
          "something was left behind");
    }
  }

  @Test
  void partsThatAreNotThereAreNamed() throws IOException {
    Files.delete(folder.resolve("libos.so"));
    CommandRun run = run("out");
    assertEquals(ExitCode.ENVIRONMENT, run.exit());
    assertTrue(run.err().contains("libos.so: no such file or folder"), run.err());
  }
}
