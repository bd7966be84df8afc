package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.enclave.CheckedPackage;
import coffer.enclave.Finding;
import coffer.json.Json;
import coffer.occlum.RunConfig;
import coffer.tar.TarEntry;
import coffer.tar.TarReader;
import coffer.tar.TarType;
import coffer.tar.TarWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two packages, and what is said when parts of one stand in the other.
class CheckedPackageTest {
  private static final String LIBOS = "build/lib/libocclum-libos.signed.so";
  private static final String CONFIG = "build/.Occlum_sys.json.protected";

  @TempDir static Path shared;

  @TempDir Path folder;

  private static Map<String, byte[]> mine = Map.of();
  private static Map<String, byte[]> other = Map.of();

  @BeforeAll
  static void makePackages() throws Exception {
    OcclumSamples.writeKey(shared.resolve("key.pem"));
    Files.write(shared.resolve("libos.so"), OcclumSamples.libos());
    Files.writeString(shared.resolve("Occlum.json"), OcclumSamples.CONFIG);
    mine = make("mine");
    other = make("other");
  }

  private static Map<String, byte[]> make(String name) throws IOException {
    for (String part : List.of("rootfs", "initfs")) {
      Path file = shared.resolve(name + "-" + part + "/bin/program");
      Files.createDirectories(file.getParent());
      Files.writeString(file, "the program of " + name);
    }
    CommandRun run =
        CommandRun.of(
            "occlum",
            "package",
            "--rootfs",
            shared.resolve(name + "-rootfs").toString(),
            "--initfs",
            shared.resolve(name + "-initfs").toString(),
            "--config",
            shared.resolve("Occlum.json").toString(),
            "--libos",
            shared.resolve("libos.so").toString(),
            "--key",
            shared.resolve("key.pem").toString(),
            "--date",
            "20260101",
            "--name",
            "service",
            "--out",
            shared.resolve(name).toString());
    assertEquals(ExitCode.OK, run.exit(), run::toString);
    Map<String, byte[]> files = new LinkedHashMap<>();
    Path archive = shared.resolve(name).resolve("service.tar.gz");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
      TarReader tar = new TarReader(in);
      for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
        if (entry.type() == TarType.FILE) {
          files.put(entry.name().replaceFirst("^service/", ""), tar.content().readAllBytes());
        }
      }
    }
    return files;
  }

  /// Checks a package of these files under the identity of the first.
  private CheckedPackage check(Map<String, byte[]> files) throws IOException {
    Path place = Files.createDirectory(folder.resolve("package"));
    Files.copy(shared.resolve("mine/identity.json"), place.resolve("identity.json"));
    try (OutputStream out =
            new GZIPOutputStream(Files.newOutputStream(place.resolve("service.tar.gz")));
        TarWriter tar = new TarWriter(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        byte[] content = file.getValue();
        tar.entry(TarEntry.file("service/" + file.getKey(), 0644, content.length), content);
      }
    }
    return CheckedPackage.of(place, folder.resolve("work"), folder.resolve("root"));
  }

  private static Map<String, byte[]> mixed(String prefix) {
    Map<String, byte[]> files = new LinkedHashMap<>(mine);
    files.keySet().removeIf(name -> name.startsWith(prefix));
    other.forEach(
        (name, content) -> {
          if (name.startsWith(prefix)) {
            files.put(name, content);
          }
        });
    return files;
  }

  private static Map<String, byte[]> flipped(String name, int at) {
    Map<String, byte[]> files = new LinkedHashMap<>(mine);
    byte[] content = files.getOrDefault(name, new byte[0]).clone();
    content[at < 0 ? content.length + at : at] ^= 1;
    files.put(name, content);
    return files;
  }

  private void assertFound(String thing, Map<String, byte[]> files) throws IOException {
    CheckedPackage checked = check(files);
    List<String> things = checked.findings().stream().map(Finding::thing).toList();
    assertTrue(things.contains(thing), () -> thing + " wanted, found " + checked.findings());
    assertFalse(Files.exists(folder.resolve("root")), "files of a package that is not right");
  }

  @Test
  void aPackageAsItWasBuiltIsReadBack() throws IOException {
    CheckedPackage checked = check(mine);
    assertEquals(List.of(), checked.findings());
    assertEquals("the program of mine", Files.readString(folder.resolve("root/bin/program")));
    RunConfig config = checked.config();
    assertNotNull(config);
    assertEquals(List.of("/bin", "/opt/java/bin"), config.entryPoints());
    assertEquals(List.of("core_api_token"), config.environment().untrusted());
    assertTrue(config.mayStart("/bin/program"));
    assertTrue(config.mayStart("/bin"));
    assertFalse(config.mayStart("/bin/../etc/program"));
    assertFalse(config.mayStart("/binary"));
    assertFalse(config.mayStart("bin/program"));
  }

  @Test
  void anotherImageIsFoundByItsRootMac() throws IOException {
    assertFound("root MAC of the image", mixed("build/mount/"));
  }

  @Test
  void wantedAndFoundAreTold() throws IOException {
    Finding finding = check(mixed("build/mount/")).findings().getFirst();
    assertEquals(imageMac("mine"), finding.wanted());
    assertEquals(imageMac("other"), finding.found());
  }

  private static String imageMac(String name) throws IOException {
    byte[] identity = Files.readAllBytes(shared.resolve(name).resolve("identity.json"));
    return Json.parseObject(identity).object("checksums").string("image");
  }

  @Test
  void anotherInitfsIsFound() throws IOException {
    assertFound("root MAC of the initfs", mixed("build/initfs/"));
  }

  @Test
  void anotherConfigurationIsFoundByTheMacInTheLibraryOs() throws IOException {
    assertFound("MAC of the configuration", mixed(CONFIG));
  }

  @Test
  void anotherLibraryOsIsAnotherMrEnclave() throws IOException {
    assertFound("MRENCLAVE", mixed(LIBOS));
  }

  @Test
  void aChangedPageOfTheLibraryOsIsMeasured() throws IOException {
    assertFound("MRENCLAVE of the signature", flipped(LIBOS, macOffset()));
  }

  /// Where the MAC of the configuration stands, which is code or data of the enclave.
  private static int macOffset() {
    String libos = new String(mine.get(LIBOS), StandardCharsets.ISO_8859_1);
    Matcher mac = Pattern.compile("[0-9a-f]{2}(-[0-9a-f]{2}){15}").matcher(libos);
    assertTrue(mac.find());
    return mac.start();
  }

  @Test
  void changedContentIsFound() throws IOException {
    String file =
        mine.keySet().stream()
            .filter(name -> name.startsWith("build/mount/__ROOT/"))
            .filter(name -> !name.endsWith("metadata"))
            .findFirst()
            .orElseThrow();
    assertFound("image", flipped(file, 500));
  }

  @Test
  void aChangedConfigurationIsFound() throws IOException {
    assertFound("configuration", flipped(CONFIG, 500));
  }

  @Test
  void whatIsNoPackageIsMalformed() {
    Map<String, byte[]> files = new LinkedHashMap<>(mine);
    files.remove(CONFIG);
    assertThrows(MalformedException.class, () -> check(files));
  }
}
