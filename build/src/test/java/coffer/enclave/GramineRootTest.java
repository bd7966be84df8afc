package coffer.enclave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.image.LayerBlob;
import coffer.javaimage.BuildException;
import coffer.javaimage.FileTree;
import coffer.toml.Toml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class GramineRootTest {
  private static final byte[] CONTENT = {1, 2, 3};

  @TempDir Path work;

  private static FileTree tree() {
    FileTree tree = new FileTree();
    tree.file("/opt/java/lib/a.so", 0755, CONTENT);
    tree.file("/opt/java/lib/inner/b", 0644, CONTENT);
    tree.file("/usr/lib/x/libz.so.1", 0755, CONTENT);
    return tree;
  }

  private static String refused(Executable step) {
    return String.valueOf(assertThrows(BuildException.class, step).getMessage());
  }

  @Test
  void linksAreTrustedUnderTheirOwnNames() throws IOException, BuildException {
    FileTree tree = tree();
    tree.link("/opt/java/lib/link.so", "a.so");
    tree.link("/opt/java/lib/again.so", "../lib/link.so");
    tree.link("/opt/current", "java/lib");
    tree.link("/opt/java/lib/nowhere", "gone");
    SortedMap<String, Bytes> hashes = GramineRoot.hashes(tree, work);
    assertEquals(
        List.of(
            "/opt/current/a.so",
            "/opt/current/inner/b",
            "/opt/java/lib/a.so",
            "/opt/java/lib/again.so",
            "/opt/java/lib/inner/b",
            "/opt/java/lib/link.so",
            "/usr/lib/x/libz.so.1"),
        List.copyOf(hashes.keySet()));
    hashes.values().forEach(hash -> assertEquals(Digest.sha256Of(CONTENT).bytes(), hash));
  }

  @Test
  void linksThatLeaveThePackageAreRefused() {
    for (String target : List.of("/etc/passwd", "../../../../etc/passwd")) {
      FileTree tree = tree();
      tree.link("/opt/java/out", target);
      String found = refused(() -> GramineRoot.hashes(tree, work));
      assertTrue(found.contains("/opt/java/out: a link to " + target + " leaves"), found);
    }
  }

  @Test
  void aFileThatChangesInBetweenIsFound() throws IOException, BuildException {
    Path file = Files.writeString(work.resolve("file"), "one");
    FileTree tree = tree();
    tree.file("/app/file", 0644, file);
    GramineRoot root = new GramineRoot(tree, GramineRoot.hashes(tree, work));
    FileTree top = new FileTree();
    top.add(tree, "/operator/root");
    Path archive = work.resolve("archive.tar.gz");
    LayerBlob.write(top::writeTo, archive);
    root.requireIn(archive, "/operator/root");
    Files.writeString(file, "two");
    LayerBlob.write(top::writeTo, archive);
    assertEquals(
        "/app/file: changed while it was packed; build again",
        refused(() -> root.requireIn(archive, "/operator/root")));
  }

  @Test
  void librariesAreFoundWhereTheyLie() throws IOException, BuildException {
    FileTree tree = tree();
    assertEquals(
        "/lib:/usr/lib/x", new GramineRoot(tree, GramineRoot.hashes(tree, work)).libraryPath());
  }

  private static Toml.Table toml(String text) {
    return Toml.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aUsersFileAddsToTheManifestAndChangesNothing() throws BuildException {
    Toml.Table derived =
        toml("loader.argv = ['a']\nsgx.debug = false\nfs.mounts = [{path = '/tmp'}]");
    assertEquals(
        toml(
            "loader.argv = ['a']\nloader.uid = 1\nsgx.debug = false\nfs.mounts = [{path = '/tmp'},"
                + " {path = '/x'}]"),
        ManifestMerge.of(derived, toml("loader.uid = 1\nfs.mounts = [{path = '/x'}]")));
    for (String wrong :
        List.of("sgx.debug = true", "loader.argv = ['b']", "sgx = 1", "fs.mounts = 'x'")) {
      String found = refused(() -> ManifestMerge.of(derived, toml(wrong)));
      assertTrue(found.startsWith("sgx.gramine.manifest: "), found);
      assertTrue(found.endsWith("derived from coffer.yaml"), found);
    }
  }
}
