package coffer.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A file that is there whole or not at all: written beside its place, then moved there. A file
/// that is replaced keeps its mode, and a link to it stays one.
final class NewFile {
  private NewFile() {}

  /// Fills the file and says something about it.
  interface Filling<T> {
    T fill(SeekableByteChannel out) throws IOException;
  }

  /// Replaces `file` once `filling` has ended well.
  static <T> T write(Path file, Filling<T> filling) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file;
    return Files.isRegularFile(target)
        ? write(target, filling, Files.getPosixFilePermissions(target))
        : write(target, filling, null);
  }

  /// As [#write], and only the user may read the file.
  static <T> T writeSecret(Path file, Filling<T> filling) throws IOException {
    return write(file, filling, PosixFilePermissions.fromString("rw-------"));
  }

  /// `mode` is the file's, whatever the user's mask; null leaves it to that.
  private static <T> T write(Path file, Filling<T> filling, @Nullable Set<PosixFilePermission> mode)
      throws IOException {
    Path name = file.getFileName();
    Path part = file.resolveSibling("." + name + "." + ProcessHandle.current().pid() + ".part");
    FileAttribute<?>[] attributes =
        mode == null
            ? new FileAttribute<?>[0]
            : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)};
    try {
      Files.deleteIfExists(part);
      T result;
      try (FileChannel out =
          FileChannel.open(
              part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
        if (mode != null) {
          Files.setPosixFilePermissions(part, mode);
        }
        result = filling.fill(out);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return result;
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
