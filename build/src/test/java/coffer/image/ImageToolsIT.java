package coffer.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Digest;
import coffer.oci.ImageConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real images: Debian's packages installed by mmdebstrap, committed by buildah, saved by buildah
/// and skopeo in every form. What skopeo says of them is what we must read.
class ImageToolsIT {
  private static final String NAME = "localhost/app:1";

  @TempDir static Path temp;

  @BeforeAll
  static void makeImages() throws Exception {
    Programs programs = new Programs(temp);
    programs.run("mmdebstrap", "--quiet", "--variant=essential", Programs.suite(), "base.tar");
    Files.writeString(temp.resolve("note"), "second layer\n");
    String base = buildah(programs, "from", "scratch");
    buildah(programs, "add", "-q", base, "base.tar", "/");
    buildah(programs, "commit", "-q", base, "localhost/base:1");
    String app = buildah(programs, "from", "localhost/base:1");
    buildah(programs, "copy", "-q", app, "note", "/srv/note");
    buildah(
        programs,
        List.of(
            "config",
            "--cmd",
            "[\"/bin/cat\",\"/srv/note\"]",
            "--env",
            "A=b",
            "--user",
            "1:1",
            "--workingdir",
            "/srv",
            "--port",
            "8080",
            "--label",
            "x=y",
            app));
    buildah(programs, "commit", "-q", app, NAME);
    buildah(programs, "push", "-q", NAME, "docker-archive:buildah.tar:" + NAME);
    buildah(programs, "push", "-q", NAME, "oci:buildah-layout:app");
    skopeo(programs, "copy", "-q", "oci:buildah-layout:app", "oci-archive:layout.tar:app");
    skopeo(programs, "copy", "-q", "oci:buildah-layout:app", "docker-archive:skopeo.tar:" + NAME);
    skopeo(programs, "copy", "-q", "docker-archive:buildah.tar", "dir:plain-dir");
    skopeo(programs, "copy", "-q", "docker-archive:buildah.tar", "oci:skopeo-layout:app");
  }

  /// Before JUnit removes the folder: the root file systems in it are full of absolute links.
  @AfterAll
  static void removeStorage() throws Exception {
    new Programs(temp).run("rm", "-rf", "st", "run");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "oci:buildah-layout",
        "oci:skopeo-layout",
        "oci-archive:layout.tar",
        "docker-archive:buildah.tar",
        "docker-archive:skopeo.tar"
      })
  void theImageIsWhatSkopeoSays(String reference) throws Exception {
    Programs programs = new Programs(temp);
    Image image = Images.open(temp.resolve(reference.substring(reference.indexOf(':') + 1)));
    byte[] config = skopeo(programs, "inspect", "--config", "--raw", reference);
    assertEquals(ImageConfig.parse(config), image.config());
    if (reference.startsWith("oci")) {
      byte[] manifest = skopeo(programs, "inspect", "--raw", reference);
      assertEquals(Digest.sha256Of(manifest), image.digest());
    } else {
      assertEquals(Digest.sha256Of(config), image.digest());
    }
    assertEquals(2, image.layers().size());
    assertEquals(image.config().diffIds(), image.layers().stream().map(Layer::diffId).toList());
    for (Layer layer : image.layers()) {
      assertTrue(readToTheEnd(layer) > 0);
    }
  }

  @Test
  void theConfigurationIsTheOneThatWasSet() throws Exception {
    ImageConfig config = Images.open(temp.resolve("buildah.tar")).config();
    assertEquals(List.of("/bin/cat", "/srv/note"), config.command());
    assertEquals("/srv", config.workingDir());
    assertEquals("1:1", config.user());
    assertTrue(config.env().contains("A=b"));
    assertTrue(config.exposedPorts().toString().contains("8080"));
    assertEquals("y", config.labels().get("x"));
  }

  private static String buildah(Programs programs, String... arguments) throws Exception {
    return buildah(programs, List.of(arguments));
  }

  private static String buildah(Programs programs, List<String> arguments) throws Exception {
    return programs.text(
        List.of("buildah", "--root", "st", "--runroot", "run", "--storage-driver", "vfs"),
        arguments);
  }

  private static byte[] skopeo(Programs programs, String... arguments) throws Exception {
    return programs.output(List.of("skopeo", "--insecure-policy"), List.of(arguments));
  }

  private static long readToTheEnd(Layer layer) throws IOException {
    try (InputStream in = layer.open()) {
      return in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
