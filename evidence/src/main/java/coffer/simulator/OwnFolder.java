package coffer.simulator;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;

/// A folder for its owner only (0700) that appears complete or not at all: of two processes that
/// make it at once, one wins and both use the winner's.
public final class OwnFolder {
  /// The permissions of such a folder.
  public static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

  private OwnFolder() {}

  /// Fills a draft of the folder.
  public interface Filling {
    void fill(Path draft) throws IOException;
  }

  /// `witness` is a file that a complete folder has.
  public static void create(Path folder, String witness, Filling filling) throws IOException {
    Path whole = folder.toAbsolutePath();
    Files.createDirectories(whole.getParent());
    Path draft =
        Files.createTempDirectory(
            whole.getParent(),
            "." + whole.getFileName() + "-",
            PosixFilePermissions.asFileAttribute(OWNER));
    try {
      filling.fill(draft);
      Files.move(draft, whole, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.exists(whole.resolve(witness))) {
        throw e;
      }
    } finally {
      remove(draft);
    }
  }

  private static void remove(Path draft) throws IOException {
    if (!Files.exists(draft)) {
      return;
    }
    try (Stream<Path> files = Files.list(draft)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(draft);
  }
}
