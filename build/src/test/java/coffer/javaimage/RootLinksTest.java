package coffer.javaimage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootLinksTest {
  @TempDir Path root;

  private Path resolve(String path) {
    return root.relativize(RootLinks.resolve(root, root.resolve(path)));
  }

  private void link(String path, String target) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.createSymbolicLink(root.resolve(path), Path.of(target));
  }

  @Test
  void linksAreFollowedInsideTheRoot() throws IOException {
    link("lib", "usr/lib");
    link("usr/lib/a", "/opt/a");
    link("opt/a", "../../../../etc/b");
    assertEquals(Path.of("etc/b"), resolve("lib/a"));
    assertEquals(Path.of("usr/lib/none"), resolve("lib/none"));
  }

  @Test
  void circlesEnd() throws IOException {
    link("a", "b");
    link("b", "a");
    assertFalse(Files.exists(root.resolve(resolve("a/x"))));
  }
}
