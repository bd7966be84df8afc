package coffer.enclaveimage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.bytes.SecretBytes;
import coffer.sgx.protectedfile.IntegrityException;
import coffer.sgx.protectedfile.Protection;
import coffer.sgx.sefs.Loss;
import coffer.sgx.sefs.SefsReader;
import coffer.tar.TarEntry;
import coffer.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageBuildTest {
  private static final Protection PLAIN = new Protection.IntegrityOnly();
  private static final Protection KEY = new Protection.UserKey(SecretBytes.of(new byte[16]));

  /// UTF-8, one character per byte, with a character that a URI cannot have.
  private static final String NAME = "\u00c3\u00a4 %1";

  @TempDir Path work = Path.of("");

  @Test
  void anExtractedTreeMakesTheSameImageAgain() throws IOException {
    for (Protection protection : List.of(PLAIN, KEY)) {
      Path top = Files.createTempDirectory(work, "round");
      Path image = top.resolve("image");
      ImageBuild ofTar = ofTar(sample(), image, protection);
      Path tree = top.resolve("tree");
      ImageExtraction.extract(open(image, protection), tree, UnaryOperator.identity());
      assertEquals("r--r-----", mode(tree.resolve("d/x")));
      assertEquals("r-xr-x---", mode(tree.resolve("d")));
      assertEquals(Path.of("../gone"), Files.readSymbolicLink(tree.resolve("l")));
      assertEquals(5000, Files.size(RawPath.resolve(tree, NAME)));
      Path again = top.resolve("again");
      ImageBuild ofFolder = ImageBuild.ofFolder(tree, again, protection, UnaryOperator.identity());
      assertEquals(ofTar.summary(), ofFolder.summary());
      assertEquals(List.of(), ofFolder.losses());
      for (Path file : files(image)) {
        assertArrayEquals(
            Files.readAllBytes(file), Files.readAllBytes(again.resolve(file.getFileName())));
      }
      assertEquals(List.of("again", "image", "tree"), names(top));
      Files.setPosixFilePermissions(
          tree.resolve("d"), PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void hardLinksOfAFolderAreNoted() throws IOException {
    Path tree = Files.createDirectory(work.resolve("linked"));
    Files.writeString(tree.resolve("a"), "x");
    Files.createLink(tree.resolve("b"), tree.resolve("a"));
    ImageBuild build =
        ImageBuild.ofFolder(tree, work.resolve("out"), PLAIN, UnaryOperator.identity());
    assertEquals(List.of(Loss.Kind.HARD_LINK), build.losses().stream().map(Loss::kind).toList());
    assertEquals(3, build.summary().inodes());
  }

  @Test
  void nothingIsLeftOfWhatFails() throws IOException {
    byte[] tar = sample();
    byte[] cut = Arrays.copyOf(tar, 2048);
    assertThrows(
        MalformedException.class,
        () ->
            ImageBuild.ofTar(
                new ImageBuild.Tar() {
                  private byte[] next = tar;

                  @Override
                  public InputStream open() {
                    ByteArrayInputStream in = new ByteArrayInputStream(next);
                    next = cut;
                    return in;
                  }
                },
                work.resolve("out"),
                PLAIN));
    assertEquals(List.of(), names(work));
  }

  @Test
  void aChangedImageLeavesNoTree() throws IOException {
    Path image = work.resolve("image");
    ofTar(sample(), image, PLAIN);
    Path large = image.resolve("06000000000000000000000000000000");
    byte[] file = Files.readAllBytes(large);
    file[2 * 4096] ^= 1;
    Files.write(large, file);
    SefsReader reader = open(image, PLAIN);
    IntegrityException problem =
        assertThrows(
            IntegrityException.class,
            () -> ImageExtraction.extract(reader, work.resolve("tree"), UnaryOperator.identity()));
    assertTrue(problem.getMessage().contains("at 0x2000"), problem.getMessage());
    assertThrows(
        IntegrityException.class, () -> ImageExtraction.verify(reader, UnaryOperator.identity()));
    assertEquals(List.of("image"), names(work));
  }

  @Test
  void nothingIsReplaced() throws IOException {
    Path there = Files.createDirectory(work.resolve("there"));
    Files.writeString(there.resolve("precious"), "x");
    assertThrows(FileAlreadyExistsException.class, () -> ofTar(sample(), there, PLAIN));
    assertEquals(List.of("precious"), names(there));
    ofTar(sample(), Files.createDirectory(work.resolve("empty")), PLAIN);
  }

  @Test
  void targetsOfLinksAreTakenAsTheyAre() throws IOException {
    for (String target : List.of("a", "../a//b", "/etc", "/no/such", "/", "\u00ff", "a b%")) {
      Path link = Files.createTempDirectory(work, "link").resolve("l");
      RawPath.makeLink(link, target);
      assertEquals(target.replace("//", "/"), RawPath.target(link));
    }
  }

  private static SefsReader open(Path image, Protection protection) throws IOException {
    return SefsReader.open(new ImageFolder(image), protection);
  }

  private static ImageBuild ofTar(byte[] tar, Path out, Protection protection) throws IOException {
    return ImageBuild.ofTar(() -> new ByteArrayInputStream(tar), out, protection);
  }

  private static byte[] sample() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TarWriter tar = new TarWriter(out);
    tar.entry(TarEntry.directory("d", 0550));
    tar.entry(TarEntry.file("d/x", 0440, 3), new byte[3]);
    tar.entry(TarEntry.symlink("l", "../gone"));
    tar.entry(TarEntry.file(NAME, 0644, 5000), new byte[5000]);
    tar.finish();
    return out.toByteArray();
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static List<String> names(Path folder) throws IOException {
    return files(folder).stream().map(file -> String.valueOf(file.getFileName())).toList();
  }
}
