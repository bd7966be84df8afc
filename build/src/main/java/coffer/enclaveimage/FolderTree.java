package coffer.enclaveimage;

import coffer.bytes.MalformedException;
import coffer.sgx.sefs.FileHandle;
import coffer.sgx.sefs.Loss;
import coffer.sgx.sefs.SefsTree;
import coffer.sgx.sefs.SefsWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A tree from a folder of the file system. Links are kept as they are, and not followed.
final class FolderTree {
  private static final int TYPE = 0170000;
  private static final int SOCKET = 0140000;
  private static final int LINK = 0120000;
  private static final int FILE = 0100000;
  private static final int FOLDER = 0040000;
  private static final int FIFO = 0010000;
  private static final int PERMISSIONS = 07777;

  private final SefsTree tree = new SefsTree();
  private final Map<FileHandle, Path> files = new LinkedHashMap<>();

  /// Of the files met so far that have several names.
  private final Set<Object> inodes = new HashSet<>();

  private record Pending(Path folder, String path) {}

  private FolderTree() {}

  static FolderTree read(Path top) throws IOException {
    FolderTree result = new FolderTree();
    Deque<Pending> pending = new ArrayDeque<>();
    result.tree.addFolder("", number(attributes(top.toRealPath()), "mode") & PERMISSIONS);
    pending.push(new Pending(top, ""));
    while (!pending.isEmpty()) {
      Pending next = pending.pop();
      try (DirectoryStream<Path> children = Files.newDirectoryStream(next.folder())) {
        for (Path child : children) {
          String name = RawPath.name(child);
          String path = next.path().isEmpty() ? name : next.path() + "/" + name;
          if (result.add(child, path)) {
            pending.push(new Pending(child, path));
          }
        }
      }
    }
    return result;
  }

  SefsTree tree() {
    return tree;
  }

  /// Writes the contents; each stream of a file goes through `watch`.
  void writeContents(SefsWriter writer, UnaryOperator<InputStream> watch) throws IOException {
    for (Map.Entry<FileHandle, Path> file : files.entrySet()) {
      try (InputStream in =
          watch.apply(Files.newInputStream(file.getValue(), LinkOption.NOFOLLOW_LINKS))) {
        writer.write(file.getKey(), in);
      } catch (MalformedException e) {
        throw e.within(file.getValue() + ": changed while it was read");
      }
    }
  }

  /// True when it is a folder, whose children are to be added.
  private boolean add(Path file, String path) throws IOException {
    Map<String, Object> attributes = attributes(file);
    int mode = number(attributes, "mode");
    switch (mode & TYPE) {
      case FOLDER -> {
        tree.addFolder(path, mode & PERMISSIONS);
        return true;
      }
      case LINK -> tree.addSymlink(path, RawPath.target(file));
      case FILE -> {
        files.put(tree.addFile(path, mode & PERMISSIONS, (long) value(attributes, "size")), file);
        if (number(attributes, "nlink") > 1 && !inodes.add(value(attributes, "fileKey"))) {
          tree.note(path, Loss.Kind.HARD_LINK);
        }
      }
      case FIFO -> tree.leaveOut(path, Loss.Kind.FIFO);
      case SOCKET -> tree.leaveOut(path, Loss.Kind.SOCKET);
      default -> tree.leaveOut(path, Loss.Kind.DEVICE);
    }
    return false;
  }

  private static Map<String, Object> attributes(Path file) throws IOException {
    return Files.readAttributes(file, "unix:mode,size,nlink,fileKey", LinkOption.NOFOLLOW_LINKS);
  }

  private static int number(Map<String, Object> attributes, String name) {
    return ((Number) value(attributes, name)).intValue();
  }

  private static Object value(Map<String, Object> attributes, String name) {
    return Objects.requireNonNull(attributes.get(name), name);
  }
}
