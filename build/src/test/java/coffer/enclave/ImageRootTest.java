package coffer.enclave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.image.Image;
import coffer.image.ImageSelector;
import coffer.image.Images;
import coffer.image.LayerBlob;
import coffer.image.OciLayoutWriter;
import coffer.oci.ImageConfig;
import coffer.oci.Platform;
import coffer.tar.TarEntry;
import coffer.tar.TarWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Layers as a folder: later ones win, and none writes beside it.
class ImageRootTest {
  @TempDir Path folder;

  private interface Filling {
    void fill(TarWriter tar) throws IOException;
  }

  private static void file(TarWriter tar, String name, String text) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    tar.entry(TarEntry.file(name, 0644, content.length), content);
  }

  private Image image(Filling... layers) throws IOException {
    Path layout = folder.resolve("layout");
    try (OciLayoutWriter out = new OciLayoutWriter(layout)) {
      for (Filling layer : layers) {
        out.addLayer(
            stream -> {
              TarWriter tar = new TarWriter(stream);
              layer.fill(tar);
              tar.finish();
            });
      }
      ImageConfig config =
          new ImageConfig(
              Platform.LINUX_AMD64,
              "",
              List.of(),
              List.of(),
              List.of(),
              "",
              "",
              "",
              List.of(),
              List.of(),
              new TreeMap<>(),
              out.layers().stream().map(LayerBlob::diffId).toList(),
              List.of());
      out.finish(config, "sample");
    }
    return Images.open(layout, new ImageSelector(Optional.empty(), Platform.LINUX_AMD64));
  }

  private Path root(Filling... layers) throws IOException {
    return new ImageRoot(folder.resolve("cache")).of(image(layers), _ -> {});
  }

  @Test
  void laterLayersReplaceAndRemove() throws IOException {
    Path root =
        root(
            tar -> {
              file(tar, "usr/lib/a", "old");
              file(tar, "usr/lib/gone", "x");
              file(tar, "usr/lib/deep/one", "x");
              file(tar, "usr/share/doc", "not wanted");
            },
            tar -> {
              file(tar, "usr/lib/a", "new");
              file(tar, "usr/lib/.wh.gone", "");
              file(tar, "usr/lib/deep/.wh..wh..opq", "");
              file(tar, "usr/lib/deep/two", "x");
            });
    assertEquals("new", Files.readString(root.resolve("usr/lib/a")));
    assertFalse(Files.exists(root.resolve("usr/lib/gone")));
    assertFalse(Files.exists(root.resolve("usr/lib/deep/one")));
    assertTrue(Files.exists(root.resolve("usr/lib/deep/two")));
    assertFalse(Files.exists(root.resolve("usr/share")));
  }

  @Test
  void aLayerWritesThroughLinksOfTheImageOnly() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Path root =
        root(
            tar -> {
              tar.entry(TarEntry.symlink("lib", "usr/lib"));
              tar.entry(TarEntry.symlink("usr/lib/out", outside.toString()));
              tar.entry(TarEntry.symlink("usr/lib/up", "../../../../.."));
            },
            tar -> {
              file(tar, "lib/b", "b");
              file(tar, "usr/lib/out/c", "c");
              file(tar, "usr/lib/up/lib/d", "d");
              tar.entry(TarEntry.hardLink("usr/lib/e", "lib/b"));
            });
    assertEquals("b", Files.readString(root.resolve("usr/lib/b")));
    assertEquals("b", Files.readString(root.resolve("usr/lib/e")));
    assertEquals("d", Files.readString(root.resolve("usr/lib/d")));
    try (var files = Files.list(outside)) {
      assertEquals(0, files.count());
    }
    assertTrue(Files.isSymbolicLink(root.resolve("lib")));
    assertTrue(Files.exists(root.resolve(outside.toString().substring(1)).resolve("c")));
  }

  @Test
  void aNameThatLeavesTheLayerIsRefused() {
    assertThrows(MalformedException.class, () -> root(tar -> file(tar, "usr/lib/../../../x", "x")));
    assertFalse(Files.exists(folder.resolve("x"), LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void theSecondTimeNothingIsUnpacked() throws IOException {
    Image image = image(tar -> file(tar, "usr/lib/a", "x"));
    ImageRoot roots = new ImageRoot(folder.resolve("cache"));
    Path first = roots.of(image, _ -> {});
    assertEquals(
        first,
        roots.of(
            image,
            text -> {
              throw new AssertionError(text);
            }));
  }
}
