package coffer.enclave;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.javaimage.FileTree;
import coffer.tar.TarEntry;
import coffer.tar.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarTreeTest {
  @TempDir Path folder;

  private interface Filling {
    void fill(TarWriter tar) throws IOException;
  }

  private Path tar(Filling filling) throws IOException {
    Path file = folder.resolve("tree.tar");
    try (TarWriter tar = new TarWriter(Files.newOutputStream(file))) {
      filling.fill(tar);
    }
    return file;
  }

  private static byte[] bytes(FileTree tree) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    tree.writeTo(out);
    return out.toByteArray();
  }

  @Test
  void aFolderAndItsTarAreTheSameTree() throws IOException {
    Path tree = Files.createDirectories(folder.resolve("tree/etc"));
    Files.writeString(tree.resolve("hosts"), "x");
    Files.setPosixFilePermissions(
        tree.resolve("hosts"), PosixFilePermissions.fromString("rw-r-----"));
    Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwxr-x---"));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("hosts"));
    Path tar =
        tar(
            out -> {
              out.entry(TarEntry.directory("./", 0700));
              out.entry(TarEntry.symlink("./etc/link", "hosts"));
              out.entry(TarEntry.directory("./etc/", 04750));
              out.entry(TarEntry.file("./etc/hosts", 0640, 1), new byte[] {'x'});
            });
    assertArrayEquals(bytes(TarTree.of(folder.resolve("tree"))), bytes(TarTree.of(tar)));
  }

  @Test
  void hardLinksBecomeFilesAndPipesAreLeftOut() throws IOException {
    FileTree tree =
        TarTree.of(
            tar(
                out -> {
                  out.entry(TarEntry.file("a", 0644, 1), new byte[] {'x'});
                  out.entry(TarEntry.hardLink("b", "./a"));
                  out.entry(TarEntry.fifo("c", 0644));
                }));
    assertTrue(tree.has("/b"));
    assertTrue(!tree.has("/c"));
  }

  @Test
  void namesThatLeaveTheTreeAndLinksToNothingAreRefused() throws IOException {
    Path up = tar(out -> out.entry(TarEntry.file("../a", 0644, 0)));
    assertThrows(MalformedException.class, () -> TarTree.of(up));
    Path nothing = tar(out -> out.entry(TarEntry.hardLink("b", "a")));
    assertThrows(MalformedException.class, () -> TarTree.of(nothing));
    Path twice =
        tar(
            out -> {
              out.entry(TarEntry.file("a", 0644, 0));
              out.entry(TarEntry.file("a", 0644, 0));
            });
    assertThrows(MalformedException.class, () -> TarTree.of(twice));
  }
}
