package coffer.enclave;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A folder of results that is there whole or not at all.
final class OutputFolder {
  private OutputFolder() {}

  /// Refuses a folder that holds something else than an earlier package.
  static void requireReplaceable(Path folder) throws IOException {
    if (Files.exists(folder) && !isEmpty(folder) && !isPackage(folder)) {
      throw new FileAlreadyExistsException(folder.toString());
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      return !files.iterator().hasNext();
    }
  }

  private static boolean isPackage(Path folder) {
    if (!Files.isRegularFile(folder.resolve(OcclumPackage.IDENTITY))) {
      return false;
    }
    return Files.isRegularFile(folder.resolve(OcclumPackage.LIBOS))
        || holds(folder, "*.manifest.sgx");
  }

  private static boolean holds(Path folder, String pattern) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
      return files.iterator().hasNext();
    } catch (IOException _) {
      return false;
    }
  }

  /// Moves `made`, on the same file system, to `folder`; what was there goes.
  static void replace(Path folder, Path made) throws IOException {
    Path old = made.resolveSibling("old");
    if (Files.exists(folder)) {
      Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
  }
}
