package coffer.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.MalformedException;
import coffer.oci.ImageReference;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageLocationTest {
  @Test
  void formsOnDisk() {
    assertEquals(
        new ImageLocation.OnDisk(ImageLocation.Form.LAYOUT, Path.of("a/b"), Optional.of("x:1")),
        ImageLocation.parse("oci:a/b:x:1"));
    assertEquals(
        new ImageLocation.OnDisk(
            ImageLocation.Form.DOCKER_ARCHIVE, Path.of("a.tar"), Optional.empty()),
        ImageLocation.parse("docker-archive:a.tar"));
    assertEquals(
        new ImageLocation.OnDisk(
            ImageLocation.Form.OCI_ARCHIVE, Path.of("a.tar"), Optional.empty()),
        ImageLocation.parse("oci-archive:a.tar:"));
  }

  @Test
  void pathsAndReferences(@TempDir Path temp) throws Exception {
    Path file = Files.createFile(temp.resolve("nginx"));
    assertEquals(
        new ImageLocation.OnDisk(ImageLocation.Form.ANY, file, Optional.empty()),
        ImageLocation.parse(file.toString()));
    ImageReference nginx = ImageReference.parse("nginx:1");
    assertEquals(new ImageLocation.Remote(nginx), ImageLocation.parse("nginx:1"));
    assertEquals(new ImageLocation.Remote(nginx), ImageLocation.parse("docker://nginx:1"));
    assertEquals(new ImageLocation.Stored(nginx), ImageLocation.parse("store:nginx:1"));
  }

  @Test
  void pathsAreRelativeToAFolder(@TempDir Path temp) throws Exception {
    Path file = Files.createFile(temp.resolve("nginx"));
    assertEquals(
        new ImageLocation.OnDisk(ImageLocation.Form.ANY, file, Optional.empty()),
        ImageLocation.parse("nginx", temp));
    assertEquals(
        new ImageLocation.OnDisk(ImageLocation.Form.ANY, temp.resolve("a.tar"), Optional.empty()),
        ImageLocation.parse("a.tar", temp));
    assertEquals(
        new ImageLocation.OnDisk(ImageLocation.Form.LAYOUT, temp.resolve("x"), Optional.of("y")),
        ImageLocation.parse("oci:x:y", temp));
    assertEquals(
        new ImageLocation.Remote(ImageReference.parse("web")), ImageLocation.parse("web", temp));
  }

  @Test
  void whatNamesNothingIsRefused() {
    for (String text :
        List.of("", "oci:", "docker-archive:", "store:", "A B", "docker://", "oci:\0")) {
      assertThrows(MalformedException.class, () -> ImageLocation.parse(text), text);
    }
  }

  @FuzzTest
  void fuzz(byte[] text) {
    try {
      ImageLocation.parse(new String(text, StandardCharsets.UTF_8));
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }
}
