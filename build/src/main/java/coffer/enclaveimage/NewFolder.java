package coffer.enclaveimage;

import coffer.javaimage.Folders;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A folder that is there whole or not at all: filled beside its place, then moved there.
final class NewFolder {
  private NewFolder() {}

  /// Fills the folder and says something about it.
  interface Filling<T> {
    T fill(Path folder) throws IOException;
  }

  /// Makes `folder`, which must not be there, or be empty, once `filling` has ended well.
  static <T> T make(Path folder, Filling<T> filling) throws IOException {
    Path target = folder.toAbsolutePath().normalize();
    requireFree(folder, target);
    Path part =
        target.resolveSibling(
            "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    Folders.delete(part);
    Files.createDirectory(part);
    try {
      T result = filling.fill(part);
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      return result;
    } finally {
      Folders.delete(part);
    }
  }

  private static void requireFree(Path given, Path target) throws IOException {
    if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(target)) {
        if (!children.iterator().hasNext()) {
          return;
        }
      }
    }
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(given.toString());
    }
  }
}
