package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.json.Json;
import coffer.tar.TarEntry;
import coffer.tar.TarType;
import coffer.tar.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Images and protected files, as a person types it.
class OcclumImageCommandsTest {
  private static final String KEY = "00-01-02-03-04-05-06-07-08-09-0a-0b-0c-0d-0e-0f";

  @TempDir Path folder = Path.of("");

  @BeforeEach
  void makeFiles() throws IOException {
    try (OutputStream out = Files.newOutputStream(file("tree.tar"))) {
      TarWriter tar = new TarWriter(out);
      tar.entry(TarEntry.file("a", 0644, 5000), new byte[5000]);
      tar.entry(TarEntry.symlink("l", "a"));
      tar.entry(TarEntry.device("null", TarType.CHARACTER_DEVICE, 0666, 1, 3));
      tar.finish();
    }
    secret("key", KEY + "\n");
    secret("other", KEY.replace('0', '1'));
  }

  @Test
  void whatCreateMakesInspectAndExtractRead() throws IOException {
    CommandRun made = image("create", "--tar", path("tree.tar"), "--out", path("image"));
    assertEquals(0, made.exit(), made::toString);
    assertTrue(made.err().contains("warning: devices are left out: null"), made::toString);
    assertTrue(made.err().contains("note: without a key this MAC is a checksum"), made::toString);
    String mac = made.out().strip();
    CommandRun shown = image("inspect", "--image", path("image"), "--root-mac", mac);
    assertEquals(0, shown.exit(), shown::toString);
    assertTrue(shown.out().contains("lrwxrwxrwx           1  /l -> a"), shown::toString);
    CommandRun json = image("inspect", "--json", "--image", path("image"));
    assertEquals(
        mac,
        Json.parseObject(json.out().getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .string("root_mac"));
    CommandRun read = image("extract", "--image", path("image"), "--out", path("tree"));
    assertEquals(0, read.exit(), read::toString);
    assertEquals(mac, read.out().strip());
    assertArrayEquals(new byte[5000], Files.readAllBytes(file("tree").resolve("a")));
  }

  @Test
  void anotherKeyOrRootMacIsAFindingAndLeavesNothing() throws IOException {
    CommandRun made =
        image("create", "--tar", path("tree.tar"), "--out", path("image"), "--key", path("key"));
    assertEquals(0, made.exit(), made::toString);
    assertFalse(made.err().contains("checksum"), made::toString);
    List<String[]> refused =
        List.of(
            new String[] {"--key", path("other")},
            new String[] {},
            new String[] {"--key", path("key"), "--root-mac", KEY});
    for (String[] options : refused) {
      CommandRun read =
          image(
              "extract",
              Stream.concat(
                      Stream.of("--json", "--image", path("image"), "--out", path("tree")),
                      Stream.of(options))
                  .toArray(String[]::new));
      assertEquals(1, read.exit(), read::toString);
      assertTrue(read.err().contains("finding: "), read::toString);
      assertEquals(
          1,
          Json.parseObject(read.out().getBytes(java.nio.charset.StandardCharsets.UTF_8))
              .list("findings")
              .size());
      assertFalse(Files.exists(file("tree")));
    }
  }

  @Test
  void keysComeFromFilesOfTheirOwner() throws IOException {
    Files.writeString(file("wide"), KEY);
    Files.setPosixFilePermissions(file("wide"), PosixFilePermissions.fromString("rw-r--r--"));
    assertEquals(4, createWith(path("wide")).exit());
    secret("short", "00-11");
    assertEquals(3, createWith(path("short")).exit());
    CommandRun argument = createWith(KEY);
    assertEquals(2, argument.exit(), argument::toString);
    assertFalse(argument.err().contains(KEY), argument::toString);
    assertFalse(Files.exists(file("image")));
  }

  private CommandRun createWith(String key) {
    return image("create", "--tar", path("tree.tar"), "--out", path("image"), "--key", key);
  }

  @Test
  void protectedFilesAreReadUnderTheirNameOnly() throws IOException {
    Files.writeString(file("in"), "secret");
    CommandRun made =
        occlum(
            "protect", "--in", path("in"), "--name", "p", "--out", path("p"), "--key", path("key"));
    assertEquals(0, made.exit(), made::toString);
    CommandRun read =
        occlum("unprotect", "--in", path("p"), "--out", path("out"), "--key", path("key"));
    assertEquals(0, read.exit(), read::toString);
    assertEquals(made.out(), read.out());
    assertEquals("secret", Files.readString(file("out")));
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file("out"))));
    Files.move(file("p"), file("q"));
    CommandRun renamed =
        occlum("unprotect", "--in", path("q"), "--out", path("none"), "--key", path("key"));
    assertEquals(1, renamed.exit(), renamed::toString);
    assertFalse(Files.exists(file("none")));
    CommandRun named =
        occlum("unprotect", "--in", path("q"), "--name", "p", "--out", path("out"), "--key", KEY);
    assertEquals(0, named.exit(), named::toString);
    assertTrue(named.err().contains("warning: --key"), named::toString);
  }

  private static CommandRun image(String command, String... more) {
    return occlum(
        "image", Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new));
  }

  private static CommandRun occlum(String command, String... more) {
    return CommandRun.of(
        Stream.concat(Stream.of("occlum", command), Stream.of(more)).toArray(String[]::new));
  }

  private String path(String name) {
    return file(name).toString();
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void secret(String name, String text) throws IOException {
    Files.writeString(file(name), text);
    Files.setPosixFilePermissions(file(name), PosixFilePermissions.fromString("rw-------"));
  }
}
