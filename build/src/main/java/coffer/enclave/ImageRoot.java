package coffer.enclave;

import coffer.bytes.MalformedException;
import coffer.image.Image;
import coffer.image.Layer;
import coffer.javaimage.Folders;
import coffer.javaimage.RootLinks;
import coffer.tar.TarEntry;
import coffer.tar.TarReader;
import coffer.tar.TarType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Consumer;

/// An image's layers as one folder, for those who look for files in it: without owners, devices and
/// times, and without what is not beside libraries. Kept below `folder` under the image's digest.
/// Layers write nowhere else: their links are followed as if the folder were the root.
record ImageRoot(Path folder) {
  private static final List<String> KEPT =
      List.of(
          "etc/ld.so.conf",
          "lib/",
          "lib64/",
          "opt/occlum/",
          "usr/lib/",
          "usr/lib64/",
          "usr/local/lib/",
          "usr/local/occlum/");

  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /// The folder of an image, unpacked now if it never was.
  Path of(Image image, Consumer<String> progress) throws IOException {
    Path place = folder.resolve(image.digest().hex());
    if (Files.isDirectory(place)) {
      return place;
    }
    progress.accept("unpacking image " + image.digest());
    Files.createDirectories(folder, OWNER_ONLY);
    Path made = Files.createTempDirectory(folder, ".new-");
    try {
      for (Layer layer : image.layers()) {
        unpack(layer, made);
      }
      return Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (Files.isDirectory(place)) {
        return place; // another process was faster
      }
      throw e;
    } finally {
      Folders.delete(made);
    }
  }

  private static void unpack(Layer layer, Path root) throws IOException {
    try (InputStream in = layer.open()) {
      TarReader tar = new TarReader(in);
      for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
        try {
          entry(root, entry, tar.content());
        } catch (MalformedException e) {
          throw e.within(layer + ": " + tar.place());
        }
      }
      tar.drain();
    }
  }

  private static void entry(Path root, TarEntry entry, InputStream content) throws IOException {
    if (entry.type() == TarType.GLOBAL_HEADER) {
      return;
    }
    Path path = place(root, entry.name());
    if (path.equals(root) || !isWanted(entry.name())) {
      return;
    }
    String name = path.getFileName().toString();
    Path parent = path.resolveSibling("");
    if (name.equals(OPAQUE)) {
      empty(parent);
    } else if (name.startsWith(WHITEOUT)) {
      Folders.delete(path.resolveSibling(name.substring(WHITEOUT.length())));
    } else {
      Files.createDirectories(parent);
      write(root, path, entry, content);
    }
  }

  /// Whether libraries may lie there: the rest of a development image is gigabytes.
  private static boolean isWanted(String name) {
    String path = name.replaceFirst("^[./]*/", "") + "/";
    return KEPT.stream().anyMatch(kept -> path.startsWith(kept) || kept.startsWith(path));
  }

  /// The parent's links followed inside the root, the last part as it is.
  private static Path place(Path root, String name) {
    String text =
        new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
            .replaceFirst("^[./]*/", "")
            .replaceFirst("/+$", "");
    Path relative = Path.of(text).normalize();
    if (text.isEmpty() || text.equals(".") || relative.toString().isEmpty()) {
      return root;
    }
    if (relative.isAbsolute() || relative.startsWith("..")) {
      throw new MalformedException("a name inside the layer wanted");
    }
    Path parent = relative.getParent();
    Path at = parent == null ? root : RootLinks.resolve(root, root.resolve(parent));
    return at.resolve(relative.getFileName());
  }

  private static void write(Path root, Path path, TarEntry entry, InputStream content)
      throws IOException {
    if (entry.type() == TarType.DIRECTORY) {
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(path);
        Files.createDirectory(path);
      }
      return;
    }
    Folders.delete(path);
    Files.deleteIfExists(path);
    switch (entry.type()) {
      case FILE -> {
        Files.copy(content, path);
        if ((entry.mode() & 0111) != 0) {
          Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
      }
      case SYMLINK -> Files.createSymbolicLink(path, Path.of(entry.linkName()));
      case HARD_LINK -> Files.copy(place(root, entry.linkName()), path, LinkOption.NOFOLLOW_LINKS);
      default -> {} // devices and pipes are nobody's library
    }
  }

  private static void empty(Path folder) throws IOException {
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      for (Path path : Folders.walk(folder).reversed()) {
        if (!path.equals(folder)) {
          Files.deleteIfExists(path);
        }
      }
    }
  }
}
