package coffer.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Digest;
import coffer.oci.ImageConfig;
import coffer.oci.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciLayoutWriterTest {
  private static final ImageConfig CONFIG = Archives.config(Platform.LINUX_AMD64);

  @TempDir Path temp;

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Digest manifest = write(temp);
    Image image = Images.open(temp, ImageSelector.named("web"));
    assertEquals(manifest, image.digest());
    assertEquals(CONFIG, image.config());
    try (InputStream in = image.layers().get(1).open()) {
      assertArrayEquals(Archives.TOP, in.readAllBytes());
    }
  }

  @Test
  void theSameImageHasTheSameBytes() throws IOException {
    write(temp.resolve("a"));
    write(temp.resolve("b"));
    for (Path file : files(temp.resolve("a"))) {
      Path other = temp.resolve("b").resolve(temp.resolve("a").relativize(file));
      assertEquals(-1, Files.mismatch(file, other));
    }
  }

  @Test
  void aNewImageReplacesTheOldOneWhole() throws IOException {
    Files.createDirectories(temp.resolve("blobs/sha256"));
    Files.writeString(temp.resolve("blobs/sha256/" + "0".repeat(64)), "of an older image");
    write(temp);
    assertEquals(6, files(temp).size());
  }

  @Test
  void anUnfinishedImageLeavesTheOldOne() throws IOException {
    Digest before = write(temp);
    Set<Path> files = files(temp);
    assertThrows(
        IOException.class,
        () -> {
          try (OciLayoutWriter out = new OciLayoutWriter(temp)) {
            out.addLayer(
                tar -> {
                  tar.write(1);
                  throw new IOException("disk full");
                });
          }
        });
    assertEquals(before, Images.open(temp).digest());
    assertEquals(files, files(temp));
  }

  @Test
  void aKeptLayerIsAddedOnlyWhenItIsIntact() throws IOException {
    Path file = temp.resolve("layer");
    LayerBlob layer = LayerBlob.write(tar -> tar.write(Archives.BASE), file);
    try (OciLayoutWriter out = new OciLayoutWriter(temp.resolve("layout"))) {
      assertTrue(out.addLayer(layer, file));
      Files.write(file, new byte[] {1});
      assertFalse(out.addLayer(layer, file));
      assertEquals(1, out.layers().size());
    }
  }

  private static Digest write(Path folder) throws IOException {
    try (OciLayoutWriter out = new OciLayoutWriter(folder)) {
      out.addLayer(tar -> tar.write(Archives.BASE));
      out.addLayer(tar -> tar.write(Archives.TOP));
      return out.finish(CONFIG, "web:latest");
    }
  }

  private static Set<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
