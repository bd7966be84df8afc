package coffer.enclave;

import coffer.bytes.MalformedException;
import coffer.javaimage.FileTree;
import coffer.tar.TarEntry;
import coffer.tar.TarReader;
import coffer.tar.TarType;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// A small file system from a folder or an uncompressed tar; of a tar, the content is held in
/// memory.
final class TarTree {
  /// An initfs has a few megabytes.
  private static final long MAX_SIZE = 1L << 28;

  private record Held(int mode, byte[] content) {}

  private final FileTree tree = new FileTree();
  private final Map<String, Held> files = new HashMap<>();
  private long size;

  private TarTree() {}

  /// With the permissions of the folder's files or of the tar's entries.
  static FileTree of(Path folderOrTar) throws IOException {
    TarTree read = new TarTree();
    if (Files.isDirectory(folderOrTar)) {
      read.tree.copyWithModes(folderOrTar, "/");
      return read.tree;
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(folderOrTar))) {
      read.read(new TarReader(in));
      return read.tree;
    } catch (MalformedException e) {
      throw e.within(folderOrTar.toString());
    }
  }

  private void read(TarReader tar) throws IOException {
    for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
      try {
        add(entry, tar);
      } catch (IllegalArgumentException e) {
        throw new MalformedException(tar.place() + ": " + e.getMessage());
      } catch (MalformedException e) {
        throw e.within(tar.place());
      }
    }
  }

  private void add(TarEntry entry, TarReader tar) throws IOException {
    String path = path(entry.name());
    int mode = entry.mode() & 0777;
    if (path.isEmpty() || entry.type() == TarType.GLOBAL_HEADER) {
      return;
    }
    switch (entry.type()) {
      case DIRECTORY -> tree.folder(path, mode);
      case SYMLINK -> tree.link(path, utf8(entry.linkName()));
      case FILE -> put(path, new Held(mode, content(entry, tar)));
      case HARD_LINK -> {
        Held target = files.get(path(entry.linkName()));
        if (target == null) {
          throw new MalformedException("a link to a file that is not there before it");
        }
        put(path, target);
      }
      default -> {} // devices and pipes do not enter an image
    }
  }

  private void put(String path, Held file) {
    files.put(path, file);
    tree.file(path, file.mode, file.content);
  }

  private byte[] content(TarEntry entry, TarReader tar) throws IOException {
    size += entry.size();
    if (size > MAX_SIZE) {
      throw new MalformedException("at most %d bytes in all wanted".formatted(MAX_SIZE));
    }
    return tar.content().readAllBytes();
  }

  /// Absolute and without a slash at its end; empty for the root.
  private static String path(String name) {
    StringBuilder path = new StringBuilder();
    for (String part : utf8(name).split("/")) {
      if (part.equals("..")) {
        throw new MalformedException("a name without '..' wanted");
      }
      if (!part.isEmpty() && !part.equals(".")) {
        path.append('/').append(part);
      }
    }
    return path.toString();
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
