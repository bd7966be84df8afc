package coffer.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.tar.TarEntry;
import coffer.tar.TarTime;
import coffer.tar.TarType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What others say of our file systems: `e2fsck` (e2fsprogs) finds them sound but for the one thing
/// that the converter does so, `debugfs` takes the files out as they were, and `veritysetup`
/// (cryptsetup-bin) computes the same root hash.
@Tag("integration")
class LayerToolsIT {
  private static final String COMPLAINT = "Padding at end of inode bitmap is not set";
  private static final List<String> PARTS = List.of("conf", "include", "legal");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"gnu", "pax", "ustar", "v7"})
  void partsOfTheJdkPackedByGnuTar(String format) throws Exception {
    Path jdk = Path.of(System.getProperty("java.home"));
    run(
        "tar",
        "--format=" + format,
        "-C",
        jdk.toString(),
        "-cf",
        "layer.tar",
        "conf",
        "include",
        "legal");
    check(folder.resolve("layer.tar"));
    Files.createDirectory(folder.resolve("files"));
    run("debugfs", "-R", "rdump / files", "image");
    for (String part : PARTS) {
      assertSameFiles(jdk.resolve(part), folder.resolve("files").resolve(part));
    }
  }

  @Test
  void everyKindOfEntry() throws Exception {
    Random random = new Random(5);
    byte[] large = new byte[40_000_000];
    random.nextBytes(large);
    byte[] tar =
        Tars.tar(
            out -> {
              Tars.file(out, "implied/parents/x", "1");
              out.entry(
                  TarEntry.directory("d", 0750)
                      .withOwner(70_000, 5)
                      .withModified(new TarTime(5_000_000_000L, 7))
                      .withXattr("user.long", Bytes.of(new byte[300]))
                      .withXattr("user.short", Bytes.of(new byte[3])));
              Tars.file(out, "d/large", large);
              Tars.file(out, "d/.wh..wh..opq");
              Tars.file(out, ".wh.gone");
              out.entry(TarEntry.symlink("short", "d/large"));
              out.entry(TarEntry.symlink("long", "x".repeat(300)));
              out.entry(TarEntry.hardLink("second", "d/large"));
              out.entry(TarEntry.device("null", TarType.CHARACTER_DEVICE, 0666, 1, 3));
              out.entry(TarEntry.device("disk", TarType.BLOCK_DEVICE, 0660, 259, 300));
              out.entry(TarEntry.fifo("pipe", 0644));
              for (int i = 0; i < 3000; i++) {
                out.entry(TarEntry.file("many/" + "n".repeat(i % 200) + i, 0644, 0));
              }
            });
    Files.write(folder.resolve("layer.tar"), tar);
    check(folder.resolve("layer.tar"));
    run("debugfs", "-R", "dump /second large", "image");
    assertEquals(
        -1, Files.mismatch(folder.resolve("large"), Files.write(folder.resolve("want"), large)));
    assertTrue(run("debugfs", "-R", "ea_list /d", "image").contains("trusted.overlay.opaque (1)"));
    assertTrue(run("debugfs", "-R", "stat /disk", "image").contains("259:300"));
  }

  @Test
  void fileOfSeveralExtents() throws Exception {
    try (InputStream tar = LargeLayersTest.hole(700L << 20)) {
      Files.copy(tar, folder.resolve("layer.tar"));
    }
    check(folder.resolve("layer.tar"));
  }

  /// Writes the image and asks everyone.
  private void check(Path tar) throws Exception {
    Path image = folder.resolve("image");
    LayerHash hash;
    try (HashWorkers workers = HashWorkers.ofAllCores();
        InputStream in = Files.newInputStream(tar);
        FileChannel out =
            FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      hash = LayerHash.measure(in, workers, out);
    }
    assertEquals(hash.imageSize(), Files.size(image));
    assertSound(run(Set.of(4), "e2fsck", "-fn", "image"));
    String verity =
        run(
            "veritysetup",
            "format",
            "--no-superblock",
            "--salt=" + "0".repeat(64),
            "image",
            "hashes");
    assertTrue(verity.contains(hash.rootHash().toHex()), verity);
  }

  private static void assertSound(String said) {
    List<String> complaints =
        said.lines()
            .filter(line -> !line.isBlank())
            .filter(line -> !line.matches("e2fsck \\d.*|Pass \\d: .*|image: .*|/?lost\\+found .*"))
            .toList();
    assertEquals(1, complaints.size(), said);
    assertTrue(complaints.getFirst().startsWith(COMPLAINT), said);
  }

  private static void assertSameFiles(Path want, Path found) throws IOException {
    try (Stream<Path> files = Files.walk(want)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = found.resolve(want.relativize(file).toString());
        if (!Files.isSymbolicLink(file)) {
          assertEquals(-1, Files.mismatch(file, copy), file.toString());
        } else {
          assertEquals(Files.readSymbolicLink(file), Files.readSymbolicLink(copy));
        }
      }
    }
  }

  private String run(String... command) throws Exception {
    return run(Set.of(0), command);
  }

  /// Both outputs of a program that ends with one of `statuses`.
  private String run(Set<Integer> statuses, String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(statuses.contains(process.waitFor()), String.join(" ", command) + "\n" + said);
    return said;
  }
}
