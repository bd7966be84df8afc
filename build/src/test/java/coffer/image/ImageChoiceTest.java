package coffer.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.oci.Descriptor;
import coffer.oci.Index;
import coffer.oci.Manifest;
import coffer.oci.MediaType;
import coffer.oci.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which image of a source is taken.
class ImageChoiceTest {
  private static final Platform ARM = new Platform("linux", "arm64", "v8");

  @TempDir Path temp;

  @Test
  void ofSeveralPlatformsTheWantedOneIsTaken() throws IOException {
    Archives archive = new Archives();
    Descriptor amd = archive.image(Platform.LINUX_AMD64, "");
    Descriptor arm = archive.image(ARM, "");
    archive.putIndex(arm, amd);
    assertEquals(amd.digest(), Images.open(archive.folder(temp.resolve("flat"))).digest());
    Descriptor nested = archive.blob(MediaType.OCI_INDEX, new Index(List.of(arm, amd)).toBytes());
    archive.putIndex(nested);
    assertEquals(amd.digest(), Images.open(archive.folder(temp.resolve("nested"))).digest());
    archive.putIndex(archive.blob(MediaType.OCI_INDEX, new Index(List.of(arm)).toBytes()));
    assertProblem(
        archive.folder(temp.resolve("arm")),
        "one image for linux/amd64 wanted, found linux/arm64/v8");
    archive.putIndex(arm);
    assertProblem(
        archive.folder(temp.resolve("only-arm")),
        "an image for linux/amd64 wanted, found linux/arm64/v8");
  }

  @Test
  void oneOfSeveralImagesIsChosenByName() throws IOException {
    Archives layout = new Archives();
    Descriptor first = layout.image(Platform.LINUX_AMD64, "web:1");
    Descriptor second =
        new Descriptor(
            MediaType.OCI_MANIFEST,
            layout
                .blob(
                    MediaType.OCI_MANIFEST,
                    new Manifest(
                            layout.blob(
                                MediaType.OCI_CONFIG,
                                Archives.config(Platform.LINUX_AMD64).toBytes()),
                            List.of(
                                layout.blob(MediaType.OCI_LAYER, Archives.BASE),
                                layout.blob(MediaType.OCI_LAYER, Archives.TOP)))
                        .toBytes())
                .digest(),
            0);
    layout.putIndex(first, second);
    Path folder = layout.folder(temp.resolve("layout"));
    assertProblem(
        folder, "one image wanted, found web:1, " + second.digest() + "; choose one by name");
    assertEquals(
        first.digest(),
        Images.open(folder, ImageSelector.named("docker.io/library/web:1")).digest());
    Path docker = Archives.docker("web:1", "shop:latest").tar(temp.resolve("docker.tar"));
    assertProblem(docker, "one image wanted, found web:1, shop:latest; choose one by name");
    assertEquals(2, Images.open(docker, ImageSelector.named("shop")).layers().size());
    MalformedException e =
        assertThrows(
            MalformedException.class, () -> Images.open(docker, ImageSelector.named("other")));
    assertEquals(docker + ": one image 'other' wanted, found web:1, shop:latest", e.getMessage());
    assertEquals(List.of("web:1", "shop:latest"), Images.names(docker));
    Archives unnamed = Archives.docker("web:1");
    unnamed.text("manifest.json", "[{\"Config\":\"c.json\",\"RepoTags\":null,\"Layers\":[]}]");
    Path tar = unnamed.tar(temp.resolve("unnamed.tar"));
    MalformedException nameless =
        assertThrows(
            MalformedException.class, () -> Images.open(tar, ImageSelector.named("web:1")));
    assertTrue(nameless.getMessage().contains("save the image by its name"), nameless::getMessage);
    assertEquals(List.of("web:1", second.digest().toString()), Images.names(folder));
  }

  @Test
  void twoNamesOfOneImageAreNoChoice() throws IOException {
    Archives archive = new Archives();
    archive.putIndex(
        archive.image(Platform.LINUX_AMD64, "web:1"), archive.image(Platform.LINUX_AMD64, "web:2"));
    assertEquals(2, Images.open(archive.folder(temp)).layers().size());
    assertEquals(List.of("web:1 = web:2"), Images.names(temp));
  }

  private static void assertProblem(Path source, String message) {
    MalformedException e = assertThrows(MalformedException.class, () -> Images.open(source));
    assertTrue(e.getMessage().startsWith(source + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
