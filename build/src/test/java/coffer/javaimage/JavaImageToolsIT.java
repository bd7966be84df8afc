package coffer.javaimage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Digest;
import coffer.image.Image;
import coffer.image.Images;
import coffer.image.Programs;
import coffer.oci.ImageConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Other people's tools take our images.
class JavaImageToolsIT {
  @TempDir static Path temp;

  @Test
  void skopeoAndUmociTakeTheLayout() throws Exception {
    JavaImage built =
        new JavaImageBuild(
                Path.of(System.getProperty("java.home")), temp.resolve("cache"), Path.of("/"))
            .build(
                Services.fromSource(temp.resolve("service"), "\n  modules: [java.base]"),
                temp.resolve("layout"),
                _ -> {});
    Programs programs = new Programs(temp);
    List<String> skopeo = List.of("skopeo", "--insecure-policy");
    byte[] manifest = programs.output(skopeo, List.of("inspect", "--raw", "oci:layout:small"));
    assertEquals(built.manifest(), Digest.sha256Of(manifest));
    byte[] config =
        programs.output(skopeo, List.of("inspect", "--config", "--raw", "oci:layout:small"));
    assertEquals(built.config(), ImageConfig.parse(config));

    programs.output(
        skopeo, List.of("copy", "-q", "oci:layout:small", "docker-archive:copy.tar:small:1"));
    Image copy = Images.open(temp.resolve("copy.tar"));
    assertEquals(built.config().diffIds(), copy.config().diffIds());

    programs.run("umoci", "unpack", "--rootless", "--image", "layout:small", "bundle");
    assertTrue(Files.isExecutable(temp.resolve("bundle/rootfs/opt/java/bin/java")));
    assertEquals("1777", mode(programs, "bundle/rootfs/tmp"));
  }

  private static String mode(Programs programs, String path) throws Exception {
    return programs.text(List.of("stat"), List.of("-c", "%a", path));
  }
}
