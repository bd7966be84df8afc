package coffer.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.oci.Descriptor;
import coffer.oci.Manifest;
import coffer.oci.MediaType;
import coffer.oci.OciLayout;
import coffer.oci.Platform;
import coffer.tar.TarEntry;
import coffer.testkit.Mutations;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesTest {
  @TempDir Path temp;

  @Test
  void anImageIsTheSameFromEverySource() throws IOException {
    Image folder = Images.open(Archives.layout().folder(temp.resolve("layout")));
    Image tar = Images.open(Archives.layout().tar(temp.resolve("layout.tar")));
    Image docker = Images.open(Archives.docker("web:1").tar(temp.resolve("docker.tar")));
    for (Image image : List.of(folder, tar, docker)) {
      assertEquals(Archives.config(Platform.LINUX_AMD64), image.config());
      assertArrayEquals(Archives.BASE, content(image.layers().get(0)));
      assertArrayEquals(Archives.TOP, content(image.layers().get(1)));
      assertEquals(Digest.sha256Of(Archives.TOP), image.layers().get(1).diffId());
    }
    assertEquals(folder.digest(), tar.digest());
    assertEquals(Digest.sha256Of(Archives.config(Platform.LINUX_AMD64).toBytes()), docker.digest());
    assertEquals(Digest.sha256Of(Archives.gzip(Archives.TOP)), tar.layers().get(1).digest());
  }

  @Test
  void aChangedByteInALayerIsFoundAtItsEnd() throws IOException {
    Archives archive = Archives.layout();
    String name = OciLayout.blob(Digest.sha256Of(Archives.BASE));
    byte[] changed = Archives.BASE.clone();
    changed[600] ^= 1;
    archive.files.put(name, changed);
    Path folder = archive.folder(temp.resolve("layout"));
    Layer layer = Images.open(folder).layers().getFirst();
    MalformedException e = assertThrows(MalformedException.class, () -> content(layer));
    assertEquals(
        "%s: layer 1 of 2 (%s): digest %s wanted, found %s"
            .formatted(
                folder,
                Digest.sha256Of(Archives.BASE),
                Digest.sha256Of(Archives.BASE),
                Digest.sha256Of(changed)),
        e.getMessage());
    Archives docker = Archives.docker("web:1");
    docker.files.put("a/layer.tar", changed);
    Layer other = Images.open(docker.tar(temp.resolve("d.tar"))).layers().getFirst();
    assertTrue(
        assertThrows(MalformedException.class, () -> content(other))
            .getMessage()
            .contains("diff id " + Digest.sha256Of(Archives.BASE) + " wanted, found"));
  }

  @Test
  void theDiffIdIsCheckedEvenWhenTheBlobIsIntact() throws IOException {
    Archives archive = new Archives();
    Descriptor config =
        archive.blob(MediaType.OCI_CONFIG, Archives.config(Platform.LINUX_AMD64).toBytes());
    Descriptor top = archive.blob(MediaType.OCI_LAYER_GZIP, Archives.gzip(Archives.TOP));
    archive.putIndex(
        archive.blob(MediaType.OCI_MANIFEST, new Manifest(config, List.of(top, top)).toBytes()));
    Layer layer = Images.open(archive.folder(temp)).layers().getFirst();
    assertTrue(
        assertThrows(MalformedException.class, () -> content(layer))
            .getMessage()
            .contains("diff id " + Digest.sha256Of(Archives.BASE) + " wanted, found"));
  }

  @Test
  void damagedDataIsNamed() throws IOException {
    byte[] damaged = Archives.gzip(Archives.TOP);
    damaged[damaged.length / 2] ^= 0x55;
    assertLayerProblem(damaged, MediaType.OCI_LAYER_GZIP, "layer 1 of 1");
    byte[] cut = Arrays.copyOf(Archives.gzip(Archives.TOP), 40);
    assertLayerProblem(cut, MediaType.OCI_LAYER_GZIP, "damaged gzip data");
    byte[] zstd = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0};
    assertLayerProblem(zstd, MediaType.OCI_LAYER + "+zstd", "damaged zstd data");
  }

  @Test
  void hostileFoldersAreRefused() throws IOException {
    String layer = OciLayout.blob(Digest.sha256Of(Archives.BASE));
    Archives missing = Archives.layout();
    missing.files.remove(layer);
    assertProblem(missing.folder(temp.resolve("missing")), "no file " + layer);
    Archives longer = Archives.layout();
    longer.files.put(layer, new byte[3]);
    assertProblem(
        longer.folder(temp.resolve("size")),
        layer + ": %d bytes wanted, found 3".formatted(Archives.BASE.length));
    Path links = Archives.layout().folder(temp.resolve("links"));
    Files.move(links.resolve(layer), temp.resolve("elsewhere"));
    Files.createSymbolicLink(links.resolve(layer), temp.resolve("elsewhere"));
    assertProblem(links, layer + ": a regular file wanted, found a symbolic link");
    Archives wrong = Archives.layout();
    String config =
        OciLayout.blob(Digest.sha256Of(Archives.config(Platform.LINUX_AMD64).toBytes()));
    byte[] changed = Archives.config(Platform.LINUX_AMD64).toBytes();
    changed[changed.length / 2] ^= 1;
    wrong.files.put(config, changed);
    assertProblem(
        wrong.folder(temp.resolve("config")), config + ": digest sha256:" + config.substring(13));
    assertProblem(
        Archives.layout().text(OciLayout.MARKER, "{}").folder(temp.resolve("marker")),
        "oci-layout: member 'imageLayoutVersion': text wanted");
    assertProblem(temp.resolve("config").resolve("blobs"), "found neither");
  }

  @Test
  void hostileTarsAreRefused() throws IOException {
    assertTarProblem(
        TarEntry.file("../../etc/passwd", 0644, 0), "a name inside the archive wanted");
    assertTarProblem(TarEntry.file("/etc/passwd", 0644, 0), "a name inside the archive wanted");
    assertTarProblem(TarEntry.symlink("a", "../b"), "a name inside the archive wanted");
    assertTarProblem(
        TarEntry.file("oci-layout", 0644, 0), "oci-layout: one entry wanted, found several");
    Archives archive = Archives.docker("web:1");
    byte[] gzip = Archives.gzip(archive.tar(List.of()));
    assertProblem(Files.write(temp.resolve("gz"), gzip), "found gzip data; decompress it first");
    byte[] cut = Arrays.copyOf(archive.tar(List.of()), 700);
    assertProblem(Files.write(temp.resolve("cut"), cut), "wanted");
    assertProblem(Files.write(temp.resolve("empty"), new byte[0]), "at 0x0: a tar header");
    assertProblem(
        Archives.docker("web:1").text("manifest.json", "[]").tar(temp.resolve("none")),
        "manifest.json: at least one image wanted");
    assertProblem(
        archive
            .text("manifest.json", "[{\"Config\":\"config.json\",\"Layers\":[]}]")
            .tar(temp.resolve("config")),
        "a configuration named by its digest wanted, found 'config.json'");
  }

  @Test
  void linksInsideAnArchiveAreFollowed() throws IOException {
    Archives archive = Archives.docker("web:1");
    archive.files.put("shared/layer.tar", archive.files.remove("a/layer.tar"));
    byte[] tar = archive.tar(List.of(TarEntry.symlink("a/layer.tar", "../shared/layer.tar")));
    Image image = Images.open(Files.write(temp.resolve("a.tar"), tar));
    assertArrayEquals(Archives.BASE, content(image.layers().getFirst()));
    byte[] loop =
        archive.tar(
            List.of(
                TarEntry.symlink("a/layer.tar", "../b/x"),
                TarEntry.symlink("b/x", "../a/layer.tar")));
    assertProblem(Files.write(temp.resolve("loop.tar"), loop), "more than 16 links in a row");
  }

  @Test
  void aMissingSourceIsNamed() {
    assertThrows(NoSuchFileException.class, () -> Images.open(temp.resolve("none.tar")));
  }

  @Test
  void damagedTarsAreReadOrRefused() throws IOException {
    byte[] tar = Archives.docker("web:1").tar(List.of());
    Path file = temp.resolve("damaged.tar");
    for (byte[] damaged : Mutations.bitFlips(tar, 0, 400).toList()) {
      readsOrRefuses(Files.write(file, damaged));
    }
  }

  @FuzzTest
  void fuzz(byte[] archive) throws IOException {
    Path file = Files.createTempFile("coffer-fuzz-", ".tar");
    try {
      readsOrRefuses(Files.write(file, archive));
    } finally {
      Files.delete(file);
    }
  }

  private static void readsOrRefuses(Path file) throws IOException {
    try {
      for (Layer layer : Images.open(file).layers()) {
        content(layer);
      }
    } catch (MalformedException e) {
      assertTrue(e.getMessage().contains(file.toString()));
    }
  }

  private void assertTarProblem(TarEntry more, String message) throws IOException {
    byte[] tar = Archives.layout().tar(List.of(more));
    assertProblem(Files.write(temp.resolve("hostile.tar"), tar), message);
  }

  private void assertLayerProblem(byte[] layer, String mediaType, String message)
      throws IOException {
    Archives archive = new Archives();
    Descriptor config =
        archive.blob(
            MediaType.OCI_CONFIG,
            new String(Archives.config(Platform.LINUX_AMD64).toBytes(), StandardCharsets.UTF_8)
                .replace(Digest.sha256Of(Archives.BASE) + "\",\"", "")
                .getBytes(StandardCharsets.UTF_8));
    archive.putIndex(
        archive.blob(
            MediaType.OCI_MANIFEST,
            new Manifest(config, List.of(archive.blob(mediaType, layer))).toBytes()));
    Path folder = archive.folder(Files.createTempDirectory(temp, "layer"));
    MalformedException e =
        assertThrows(
            MalformedException.class, () -> content(Images.open(folder).layers().getFirst()));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().contains("layer 1 of 1"), e.getMessage());
  }

  private static void assertProblem(Path source, String message) {
    MalformedException e = assertThrows(MalformedException.class, () -> Images.open(source));
    assertTrue(e.getMessage().startsWith(source + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  private static byte[] content(Layer layer) throws IOException {
    try (InputStream in = layer.open()) {
      byte[] content = in.readAllBytes();
      in.transferTo(OutputStream.nullOutputStream());
      return content;
    }
  }
}
